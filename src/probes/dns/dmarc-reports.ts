// Asks whether the report addresses of the DMARC record can receive, and agree to (RFC 9990, "Verifying External Destinations").
import type { DnsPort } from '../../core/ports/dns.ts';
import { NotAsked } from '../../core/probe.ts';
import type { Facts } from '../../facts/index.ts';
import { dmarcPolicy } from '../../mail/dmarc/policy.ts';
import { organizationalDomain, walkSteps } from '../../mail/dmarc/walk.ts';
import { isWithin, sameName } from '../../text/domain-name.ts';
import { defineProbe } from '../probe.ts';
import { lookupOf } from './lookup.ts';
import { askMailRoute } from './mail-route.ts';
import { askWalk } from './walk.ts';

type Destination = Facts['dns.dmarcReports']['destinations'][number];

interface Policy {
  readonly domain: string;
  readonly organizational: string | null;
}

const externalTo = async (dns: DnsPort, policy: Policy, host: string): Promise<boolean | null> => {
  if (sameName(host, policy.domain)) return false;
  const theirs = organizationalDomain(walkSteps(await askWalk(dns, host)));
  return policy.organizational === null || theirs === null ? null : !sameName(policy.organizational, theirs);
};

const askDestination = async (dns: DnsPort, policy: Policy, tag: 'rua' | 'ruf', host: string): Promise<Destination> => {
  const agreement = async (): Promise<Pick<Destination, 'external' | 'authorisation'>> => {
    const name = `${policy.domain}._report._dmarc.${host}`;
    // Asked ahead: whether it is needed takes a walk upward from the host.
    if (!isWithin(host, policy.domain)) void dns.ask(name, 'TXT');
    const external = await externalTo(dns, policy, host);
    return { external, authorisation: external === false ? null : lookupOf(await dns.ask(name, 'TXT')) };
  };
  const [agreed, route] = await Promise.all([agreement(), askMailRoute(dns, host)]);
  return { tag, host, ...agreed, ...route };
};

export const dmarcReportsProbe = defineProbe({
  key: 'dns.dmarcReports',
  needs: ['dns.dmarc'],
  permissions: [],
  async ask(reads, facts) {
    const seen = facts['dns.dmarc'];
    const result = dmarcPolicy(walkSteps(seen.value.walk), true);
    if (result.kind !== 'applied') return new NotAsked('No DMARC record applies, so nobody gets reports.');
    const { domain, record } = result.applied;
    const policy = { domain, organizational: result.organizational };
    const wanted = (['rua', 'ruf'] as const).flatMap((tag) =>
      [...new Set(record[tag].map((uri) => uri.host))].map((host) => ({ tag, host })),
    );
    const destinations = await Promise.all(wanted.map(({ tag, host }) => askDestination(reads.dns, policy, tag, host)));
    return { policyDomain: domain, destinations };
  },
});
