// The name servers of the sending domains: each one that is listed serves the zone, and zone and parent list the same.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';
import {
  delegationDifference,
  ipv6Works,
  isServedByNone,
  serversBehind,
  type ServerState,
  serverState,
  staleGlue,
} from '../../mail/dns/zone-health.ts';
import { listed } from '../../text/listed.ts';
import { defineCheck } from '../check.ts';
import { profileField } from '../remedy.ts';
import { dnsTrouble } from './unanswered.ts';
import { ofSender } from './of-sender.ts';

type Zones = Facts['dns.zones']['zones'];
type Zone = Zones[number];
type Fault = Exclude<ServerState, 'serves'>;

const reasons = {
  'no-domains': { status: ['not-applicable'], says: 'No domain is known whose name servers would matter.' },
  'not-registered': {
    status: ['not-applicable'],
    says: 'The domain does not exist, so nobody serves it.',
  },
  'not-served': {
    status: ['fail'],
    says: 'None of the name servers that the parent zone delegates to serves the zone, which hides every record in it.',
  },
  'does-not-serve': { status: ['warn'], says: 'A listed name server answers, but not for this zone.' },
  'no-address': { status: ['warn'], says: 'The name of a listed name server has no address.' },
  silent: { status: ['warn'], says: 'A listed name server does not answer.' },
  alias: {
    status: ['warn'],
    says: 'The name of a listed name server is a CNAME, which some resolvers do not follow (RFC 2181 §10.3).',
  },
  'glue-differs': {
    status: ['warn'],
    says: 'The parent zone gives another address of a name server than the zone itself, and resolvers start there.',
  },
  'delegation-differs': { status: ['warn'], says: 'The parent zone delegates to other servers than the zone itself lists.' },
  'cannot-judge': {
    status: ['inconclusive'],
    says: 'The name servers of the zone could not be found, or none of them could be asked from here.',
    follows: [{ check: 'dns-propagation', reasons: ['dnssec-bogus'] }],
  },
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | EngineReason>;

const observedOf = (zones: Zones, ipv6: boolean) => ({
  ipv6,
  zones: zones.map((zone) => ({
    zone: zone.zone ?? zone.domain,
    parent: zone.delegation?.parent ?? null,
    behind: serversBehind(zone.servers),
    servers: zone.servers.map(({ host, alias, listedBy, addresses, lookup }) => ({
      host,
      listedBy,
      state: serverState({ host, alias, listedBy, addresses, lookup }, ipv6),
      addresses: addresses.map(({ address, outcome, serial, givenBy }) => ({
        address,
        outcome,
        serial,
        ...(givenBy === undefined ? {} : { givenBy }),
      })),
    })),
  })),
});

const HIDDEN_FROM_HERE: readonly DraftAct[] = [
  {
    say: 'Run again from a network that may send UDP and TCP to port 53 of any host: no name server of the zone answered here.',
    owner: 'network admin',
  },
  profileField(
    'Or say that name servers cannot be asked from here, so that the resolver alone is.',
    'dns.authoritative',
    'false',
  ),
];

/**
 * Nothing is known of its servers: no answer came from any, or answers that none of them gives, where the resolver has the zone and no
 * server of the parent could be asked either: a network that answers every question to port 53 itself.
 */
const isBlind = ({ servers, outcome, delegation }: Zone, ipv6: boolean): boolean => {
  const states = servers.map((server) => serverState(server, ipv6));
  if (states.every((state) => state === 'silent')) return true;
  const answeredFor = delegation === null && outcome === 'found';
  return answeredFor && states.every((state) => state === 'silent' || state === 'does-not-serve');
};

/** No zone was found, or nothing at all answers: that says more about the way there than about the servers. */
const unseen = (zones: Zones, ipv6: boolean): Pick<Told, 'expected' | 'remedy' | 'owner' | 'trouble'> | null => {
  const hidden = zones.find((zone) => zone.servers.length === 0);
  if (hidden !== undefined) {
    const expected = `The name servers of ${hidden.domain} can be found.`;
    const seen = hidden.detail ?? 'Its name servers could not be found.';
    const trouble = isAnswer(hidden.outcome) ? {} : { trouble: dnsTrouble(hidden.outcome, hidden.domain) };
    const refused = hidden.outcome === 'servfail' || isAnswer(hidden.outcome);
    return refused
      ? {
          expected,
          ...trouble,
          remedy: [{ say: `Have the zone of ${hidden.domain} looked at: ${seen}`, command: `dig ${hidden.domain} SOA +trace` }],
        }
      : {
          expected,
          ...trouble,
          remedy: [profileField(`Ask a resolver that answers (--resolver): ${seen}`, 'dns.resolvers', null)],
          owner: 'network admin',
        };
  }
  if (!zones.every((zone) => isBlind(zone, ipv6))) return null;
  return { expected: 'Name servers can be asked from here.', remedy: HIDDEN_FROM_HERE, owner: 'network admin' };
};

const ADVICE: { readonly [K in Fault]: (host: string, zone: string, alias: string | null) => string } = {
  alias: (host, zone, alias) =>
    `Name ${alias ?? 'the host itself'} instead of ${host} in the NS records of ${zone} (at the registrar too), or give ${host} an address of its own: it is a CNAME, which an NS record must not name.`,
  'no-address': (host, zone) => `Give ${host} an A record, or remove it from the NS records of ${zone}: its name has no address.`,
  'does-not-serve': (host, zone) =>
    `Make ${host} serve ${zone}, or remove it from the NS records (at the registrar too): it answers, but not for this zone.`,
  silent: (host, zone) =>
    `Find out why ${host} does not answer for ${zone} on UDP port 53, or remove it from the NS records: nothing came back from it.`,
};

/** The servers that answer wrongly come before the silent. */
const ORDER: readonly Fault[] = ['does-not-serve', 'no-address', 'silent', 'alias'];

const serverFaults = (zones: Zones, ipv6: boolean): readonly { readonly fault: Fault; readonly act: DraftAct }[] =>
  zones
    .flatMap((one) =>
      one.servers.flatMap((server) => {
        const fault = serverState(server, ipv6);
        if (fault === 'serves') return [];
        const zone = one.zone ?? one.domain;
        const command = fault === 'no-address' ? {} : { command: `dig @${server.host} ${zone} SOA +norecurse` };
        return [{ fault, act: { say: ADVICE[fault](server.host, zone, server.alias), ...command } }];
      }),
    )
    .sort((a, b) => ORDER.indexOf(a.fault) - ORDER.indexOf(b.fault));

/** `at the registrar`, or the zone above, where that is one of the sender's own. */
const whereDelegated = ({ delegation }: Zone, zones: Zones): string => {
  const parent = delegation?.parent ?? '';
  return zones.some(({ zone }) => zone === parent) ? `in the zone ${parent}` : 'at the registrar';
};

const addressesOf = (server: Zone['servers'][number], by: 'zone' | 'parent'): string =>
  listed(server.addresses.filter(({ givenBy }) => givenBy === by || givenBy === 'both').map(({ address }) => address));

/** For the addresses of name servers that the zone above still gives from before they moved. */
const glueActs = (zone: Zone, zones: Zones): readonly DraftAct[] =>
  zone.servers
    .filter((server) => staleGlue(server).length > 0)
    .map((server) => ({
      say: `Set the address of ${server.host} ${whereDelegated(zone, zones)} (its glue, or host record) to ${addressesOf(server, 'zone')}: ${parentOf(zone)} gives ${addressesOf(server, 'parent')}, and resolvers that start there ${staleGlue(server).every(({ outcome }) => outcome === 'found') ? 'may see an old copy of the zone' : `find nothing of ${nameOf(zone)}`}.`,
      command: `dig ${nameOf(zone)} NS +trace +additional`,
    }));

const FROM_ABOVE: { readonly [S in ServerState]: string } = {
  serves: 'serves it',
  alias: 'serves it',
  'does-not-serve': 'answers, but not for it',
  'no-address': 'has no address',
  silent: 'does not answer',
};

/** For a zone that none of the servers serves to which it is delegated. */
const notServedActs = (zone: Zone, zones: Zones, ipv6: boolean): readonly DraftAct[] => {
  const glue = glueActs(zone, zones);
  if (glue.length > 0) return glue;
  const name = nameOf(zone);
  const told = zone.servers
    .filter(({ listedBy }) => listedBy !== 'zone')
    .map((server) => `${server.host}${at(server)} ${FROM_ABOVE[serverState(server, ipv6)]}`);
  return [
    {
      say: `Name the servers that hold ${name} ${whereDelegated(zone, zones)}, or have the zone created (again) on those that are named there: ${parentOf(zone)} delegates ${name} to servers of which none serves it (${told.join('; ')}), ${zone.outcome === 'found' ? 'and its records go as soon as caches forget them' : 'so nobody sees any record of it'}.${own(zone)}`,
      command: `dig ${name} NS +trace`,
    },
  ];
};

/** The addresses of hosts below the zone itself are known from the zone above alone. */
const own = (zone: Zone): string =>
  zone.servers.some(({ host }) => host.endsWith(`.${nameOf(zone)}`))
    ? ' Where an address is an old one, set the right one there (glue, or host record).'
    : '';

const at = ({ addresses }: Zone['servers'][number]): string =>
  addresses.length === 0 ? '' : ` (${addresses.map(({ address }) => address).join(', ')})`;

const nameOf = (zone: Zone): string => zone.zone ?? zone.domain;
const parentOf = ({ delegation }: Zone): string =>
  delegation?.parent === '' ? 'the root' : (delegation?.parent ?? 'the parent');

/** How to make parent and zone list the same servers; none when they do. */
const delegationActs = (zone: Zone): readonly DraftAct[] => {
  const difference = delegationDifference(zone);
  if (difference === null) return [];
  const { onlyZone, onlyParent } = difference;
  const missing = onlyZone.length === 0 ? '' : ` At the registrar, add ${onlyZone.join(', ')}.`;
  const extra =
    onlyParent.length === 0
      ? ''
      : ` ${onlyParent.join(', ')} stands only there: remove it, or add it to the NS records of the zone.`;
  const name = nameOf(zone);
  return [
    { say: `Make the delegation of ${name} in ${parentOf(zone)} list the servers that ${name} itself lists.${missing}${extra}` },
  ];
};

export const nameServers = defineCheck({
  id: 'name-servers',
  title: 'Every name server that is listed serves the sending domains',
  severity: 'warning',
  why: 'Receivers that happen to ask a server that does not answer see no SPF, DKIM or DMARC: some mail fails, now and then.',
  owner: 'DNS admin',
  references: ['RFC 1912 §2.8', 'RFC 2181 §10.3', 'RFC 1034 §4.2.2', 'RFC 2182 §4'],
  reasons: ofSender(reasons),
  clauses: {
    'RFC 1912 §2.8': ['not-served', 'does-not-serve', 'silent'],
    'RFC 1034 §4.2.2': ['glue-differs', 'delegation-differs', 'no-address'],
    'RFC 2181 §10.3': ['alias'],
  },
  needs: ['dns.zones'],
  evaluate(facts): Told {
    const all = facts['dns.zones'].value.zones;
    if (all.length === 0) return { status: 'not-applicable', reason: 'no-domains' };
    const zones = all.filter(({ outcome }) => outcome !== 'nxdomain');
    if (zones.length === 0) return { status: 'not-applicable', reason: 'not-registered' };
    const ipv6 = ipv6Works(zones);
    const observed = observedOf(zones, ipv6);
    const expected = 'Every listed name server answers with authority, and the delegation lists the same servers as the zone.';
    const dead = zones.filter((zone) => isServedByNone(zone, ipv6));
    if (dead.length > 0)
      return {
        status: 'fail',
        reason: 'not-served',
        observed,
        expected,
        remedy: dead.flatMap((zone) => notServedActs(zone, zones, ipv6)),
        hides: dead.flatMap((zone) => [zone.outcome, 'servfail' as const].map((outcome) => dnsTrouble(outcome, nameOf(zone)))),
      };
    const blind = unseen(zones, ipv6);
    if (blind !== null) return { status: 'inconclusive', reason: 'cannot-judge', observed, ...blind };
    const faults = serverFaults(zones, ipv6);
    const differing = zones.flatMap(delegationActs);
    const glue = zones.flatMap((zone) => glueActs(zone, zones));
    const otherwise = glue.length > 0 ? 'glue-differs' : differing.length > 0 ? 'delegation-differs' : 'ok';
    const reason = faults[0]?.fault ?? otherwise;
    if (reason === 'ok') return { status: 'pass', reason, observed };
    return {
      status: 'warn',
      reason,
      observed,
      expected,
      remedy: [...faults.map(({ act }) => act), ...glue, ...differing],
    };
  },
});
