// The name servers of the sending domains: each one that is listed serves the zone, and zone and parent list the same.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';
import {
  ipv6Works,
  isOldList,
  isServedByNone,
  serversBehind,
  type ServerState,
  isUnasked,
  serverState,
} from '../../mail/dns/zone-health.ts';
import { lookAgainAt } from '../../mail/dns/where.ts';
import { defineCheck } from '../check.ts';
import {
  delegationActs,
  glueActs,
  movedActs,
  nameOf,
  notServedActs,
  oldListActs,
  otherViewActs,
  whereDelegated,
} from './delegation-acts.ts';
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
  'old-list': {
    status: ['warn'],
    says: 'The NS records of the zone are those from before it moved: the servers that they name do not serve it.',
  },
  moved: {
    status: ['pending'],
    says: 'The zone has moved to other name servers; caches still have the earlier ones.',
  },
  'other-view': {
    status: ['inconclusive'],
    says: 'This network has a zone of this name of its own, and its resolver does not give what receivers see.',
  },
  'cannot-judge': {
    status: ['inconclusive'],
    says: 'The name servers of the zone could not be found, or none of them could be asked from here.',
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
const unseen = (zones: Zones, ipv6: boolean): Pick<Told, 'expected' | 'remedy' | 'owner' | 'trouble' | 'unanswered'> | null => {
  const hidden = zones.find((zone) => zone.servers.length === 0);
  if (hidden !== undefined) {
    const expected = `The name servers of ${hidden.domain} can be found.`;
    const seen = hidden.detail ?? 'Its name servers could not be found.';
    const trouble = isAnswer(hidden.outcome)
      ? {}
      : { trouble: dnsTrouble(hidden.outcome, hidden.domain), unanswered: [hidden.domain] };
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

const ADVICE: { readonly [K in Fault]: (host: string, zone: string, alias: string | null, above: string) => string } = {
  alias: (host, zone, alias, above) =>
    `Name ${alias ?? 'the host itself'} instead of ${host} in the NS records of ${zone} (${above} too), or give ${host} an address of its own: it is a CNAME, which an NS record must not name.`,
  'no-address': (host, zone) => `Give ${host} an A record, or remove it from the NS records of ${zone}: its name has no address.`,
  'does-not-serve': (host, zone, _alias, above) =>
    `Make ${host} serve ${zone}, or remove it from the NS records (${above} too): it answers, but not for this zone.`,
  silent: (host, zone) =>
    `Find out why ${host} does not answer for ${zone} on UDP port 53, or remove it from the NS records: nothing came back from it.`,
};

/** The servers that answer wrongly come before the silent. */
const ORDER: readonly Fault[] = ['does-not-serve', 'no-address', 'silent', 'alias'];

/** Of an old list, the list is the fault and not the servers. */
const counted = (zone: Zone, ipv6: boolean): Zone['servers'] =>
  isOldList(zone, ipv6) ? zone.servers.filter(({ listedBy }) => listedBy !== 'zone') : zone.servers;

const serverFaults = (zones: Zones, ipv6: boolean): readonly { readonly fault: Fault; readonly act: DraftAct }[] =>
  zones
    .flatMap((one) =>
      counted(one, ipv6).flatMap((server) => {
        const fault = serverState(server, ipv6);
        if (fault === 'serves' || isUnasked(server)) return [];
        const zone = one.zone ?? one.domain;
        const command = fault === 'no-address' ? {} : { command: `dig @${server.host} ${zone} SOA +norecurse` };
        return [{ fault, act: { say: ADVICE[fault](server.host, zone, server.alias, whereDelegated(one, zones)), ...command } }];
      }),
    )
    .sort((a, b) => ORDER.indexOf(a.fault) - ORDER.indexOf(b.fault));

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
    'RFC 1034 §4.2.2': ['glue-differs', 'delegation-differs', 'old-list', 'no-address'],
    'RFC 1034 §3.6': ['moved', 'other-view'],
    'RFC 2181 §10.3': ['alias'],
  },
  needs: ['dns.zones'],
  uses: ['run.clock'],
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
        hides: dead.map(nameOf),
      };
    const blind = unseen(zones, ipv6);
    if (blind !== null) return { status: 'inconclusive', reason: 'cannot-judge', observed, ...blind };
    const views = zones.filter(({ moved }) => moved?.here === true);
    if (views.length > 0)
      return {
        status: 'inconclusive',
        reason: 'other-view',
        observed,
        expected,
        remedy: views.flatMap(otherViewActs),
        owner: 'implementation engineer',
      };
    const faults = serverFaults(zones, ipv6);
    const old = zones.filter((zone) => isOldList(zone, ipv6));
    const differing = zones.filter((zone) => !old.includes(zone)).flatMap((zone) => delegationActs(zone, zones));
    const glue = zones.flatMap((zone) => glueActs(zone, zones));
    const otherwise =
      old.length > 0 ? 'old-list' : glue.length > 0 ? 'glue-differs' : differing.length > 0 ? 'delegation-differs' : 'ok';
    const reason = faults[0]?.fault ?? otherwise;
    const moved = zones.filter((zone) => zone.moved !== undefined);
    if (reason === 'ok' && moved.length > 0) {
      const now = facts['run.clock'].state === 'observed' ? facts['run.clock'].value.now : null;
      const until = (zone: Zone): string | null => (now === null ? null : lookAgainAt(now, zone.moved?.ttl ?? null));
      const retryAt = moved
        .flatMap((zone) => until(zone) ?? [])
        .toSorted()
        .at(-1);
      const remedy = moved.flatMap((zone) => movedActs(zone, until(zone)));
      return { status: 'pending', reason: 'moved', observed, expected, remedy, ...(retryAt === undefined ? {} : { retryAt }) };
    }
    const lost = zones.flatMap(({ servers }) => servers.filter(isUnasked).map(({ host }) => host));
    if (reason === 'ok' && lost.length > 0)
      return {
        status: 'inconclusive',
        reason: 'cannot-judge',
        observed,
        expected: 'The addresses of the name servers can be looked up.',
        unanswered: lost,
        remedy: lost.map((host) => ({
          say: `Look again, and where the address of ${host} still cannot be looked up, have its zone mended or take it out of the NS records: it was not asked.`,
          command: `dig ${host} A +trace`,
        })),
      };
    if (reason === 'ok') return { status: 'pass', reason, observed };
    return {
      status: 'warn',
      reason,
      observed,
      expected,
      remedy: [...faults.map(({ act }) => act), ...old.flatMap(oldListActs), ...glue, ...differing],
    };
  },
});
