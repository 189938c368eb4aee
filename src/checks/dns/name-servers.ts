// The name servers of the sending domains: each one that is listed serves the zone, and zone and parent list the same.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { delegationFix, serverFaults } from '../../mail/dns/zone-advice.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';
import { ipv6Works, serversBehind, serverState } from '../../mail/dns/zone-health.ts';
import { defineCheck } from '../check.ts';

type Zones = Facts['dns.zones']['zones'];

const observedOf = (zones: Zones, ipv6: boolean) => ({
  ipv6,
  zones: zones.map((zone) => ({
    zone: zone.zone ?? zone.domain,
    parent: zone.delegation?.parent ?? null,
    behind: serversBehind(zone.servers),
    servers: zone.servers.map(({ host, listedBy, addresses, lookup }) => ({
      host,
      listedBy,
      state: serverState({ host, listedBy, addresses, lookup }, ipv6),
      addresses: addresses.map(({ address, outcome, serial }) => ({ address, outcome, serial })),
    })),
  })),
});

/** No zone was found, or nothing at all answers: that says more about the way there than about the servers. */
const unseen = (zones: Zones, ipv6: boolean): Pick<Judgement, 'expected' | 'fix' | 'owner'> | null => {
  const hidden = zones.find((zone) => zone.servers.length === 0);
  if (hidden !== undefined) {
    const expected = `The name servers of ${hidden.domain} can be found.`;
    const seen = hidden.detail ?? 'Its name servers could not be found.';
    if (hidden.outcome !== 'servfail' && !isAnswer(hidden.outcome)) {
      return {
        expected,
        fix: `Ask a resolver that answers, with --resolver or dns.resolvers in the profile: ${seen}`,
        owner: 'network admin',
      };
    }
    return { expected, fix: `Have the zone of ${hidden.domain} looked at: ${seen} Check with: dig ${hidden.domain} SOA +trace` };
  }
  if (!zones.every((zone) => zone.servers.every((server) => serverState(server, ipv6) === 'silent'))) return null;
  const fix =
    'Run again from a network that may send UDP and TCP to port 53 of any host, or set dns.authoritative: false in the profile.';
  return { expected: 'Name servers can be asked from here.', fix, owner: 'network admin' };
};

export const nameServers = defineCheck({
  id: 'name-servers',
  title: 'Every name server that is listed serves the sending domains',
  severity: 'warning',
  why: 'Receivers that happen to ask a server that does not answer see no SPF, DKIM or DMARC: some mail fails, now and then.',
  owner: 'DNS admin',
  references: ['RFC 1912 §2.8', 'RFC 1034 §4.2.2', 'RFC 2182 §4'],
  needs: ['dns.zones'],
  evaluate(facts): Judgement {
    const seen = facts['dns.zones'];
    if (seen.value.zones.length === 0) return { status: 'not-applicable', reason: 'no-domains' };
    const { zones } = seen.value;
    const ipv6 = ipv6Works(zones);
    const observed = observedOf(zones, ipv6);
    const blind = unseen(zones, ipv6);
    if (blind !== null) return { status: 'inconclusive', reason: 'cannot-judge', observed, ...blind };
    const faults = serverFaults(zones, ipv6);
    const differing = zones.flatMap((zone) => delegationFix(zone) ?? []);
    const reason = faults[0]?.state ?? (differing.length > 0 ? 'delegation-differs' : 'ok');
    if (reason === 'ok') return { status: 'pass', reason, observed };
    return {
      status: 'warn',
      reason,
      observed,
      expected: 'Every listed name server answers with authority, and the delegation lists the same servers as the zone.',
      fix: [...faults.map((fault) => fault.fix), ...differing].join('\n'),
    };
  },
});
