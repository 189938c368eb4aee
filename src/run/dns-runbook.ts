// The one step of `certify dns`: every check that DNS alone can answer.
import type { AnyCheck } from '../checks/check.ts';
import type { Runbook } from '../core/runbook.ts';

/** Needs only DNS, the flags and the clock; nothing of a provider's API. */
export const isAboutDns = (check: AnyCheck): boolean =>
  check.needs.some((need) => need.startsWith('dns.')) && check.needs.every((need) => /^(dns|profile|run)\./.test(need));

export const dnsRunbook = (checks: readonly AnyCheck[]): Runbook => ({
  id: 'dns',
  version: '1',
  provider: 'SES',
  title: 'DNS and mail authentication',
  purpose: 'Says what DNS shows of a domain that sends mail, and what to change.',
  audience: ['DNS admin'],
  whereToFind: [],
  covers: [],
  beforeYouStart: [],
  steps: [
    {
      id: 'dns',
      kind: 'observe',
      title: 'DNS shows what mail from this domain needs',
      owner: 'DNS admin',
      covers: [],
      instructions: [],
      records: [],
      watchOuts: [],
      references: [],
      gatesSend: false,
      checks: checks.filter(isAboutDns).map((check) => check.id),
    },
  ],
  watchOuts: [],
  // Elsewhere a warning, because the provider's answers decide there; here nothing else says that the domain is not there.
  severities: [
    { check: 'sender-domain-receives', environment: 'production', severity: 'blocker' },
    // A zone that nobody serves goes from the caches too, whatever they still show.
    { check: 'name-servers', status: 'fail', environment: 'production', severity: 'blocker' },
    // Here DNS alone is asked about: what it did not answer is not in order.
    { check: 'dmarc-record', status: 'inconclusive', environment: 'production', severity: 'blocker' },
  ],
  references: [],
  digest: 'none',
});
