// The name servers of the sending domains: each one that is listed serves the zone, and zone and parent list the same.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';
import { delegationDifference, ipv6Works, serversBehind, type ServerState, serverState } from '../../mail/dns/zone-health.ts';
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
  'does-not-serve': { status: ['warn'], says: 'A listed name server answers, but not for this zone.' },
  'no-address': { status: ['warn'], says: 'The name of a listed name server has no address.' },
  silent: { status: ['warn'], says: 'A listed name server does not answer.' },
  alias: {
    status: ['warn'],
    says: 'The name of a listed name server is a CNAME, which some resolvers do not follow (RFC 2181 §10.3).',
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
      addresses: addresses.map(({ address, outcome, serial }) => ({ address, outcome, serial })),
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
  if (!zones.every((zone) => zone.servers.every((server) => serverState(server, ipv6) === 'silent'))) return null;
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
  const name = zone.zone ?? zone.domain;
  const parent = zone.delegation?.parent === '' ? 'the root' : (zone.delegation?.parent ?? 'the parent');
  return [{ say: `Make the delegation of ${name} in ${parent} list the servers that ${name} itself lists.${missing}${extra}` }];
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
    'RFC 1912 §2.8': ['does-not-serve', 'silent'],
    'RFC 1034 §4.2.2': ['delegation-differs', 'no-address'],
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
    const blind = unseen(zones, ipv6);
    if (blind !== null) return { status: 'inconclusive', reason: 'cannot-judge', observed, ...blind };
    const faults = serverFaults(zones, ipv6);
    const differing = zones.flatMap(delegationActs);
    const reason = faults[0]?.fault ?? (differing.length > 0 ? 'delegation-differs' : 'ok');
    if (reason === 'ok') return { status: 'pass', reason, observed };
    return {
      status: 'warn',
      reason,
      observed,
      expected: 'Every listed name server answers with authority, and the delegation lists the same servers as the zone.',
      remedy: [...faults.map(({ act }) => act), ...differing],
    };
  },
});
