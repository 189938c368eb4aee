// What the questions about a domain's incoming mail share: when they are asked, and where the mail goes.
import type { DnsAnswer } from '../../core/ports/dns.ts';
import { isAbsent, isAnswer } from '../../mail/dns/outcome.ts';

export const NOT_DEEP = 'It is asked only on request: certify dns --deep, or dns.deep in the profile.';

export const NOT_PLAYED = 'This lab plays no host that takes mail: its scenario has no mailHost.';

/** The hosts that mail for the domain goes to: its MX, else the domain itself (RFC 5321 §5.1); null: DNS did not answer. */
export const mailHostsOf = (domain: string, mx: DnsAnswer): readonly string[] | null => {
  if (!isAnswer(mx.outcome)) return null;
  const hosts = mx.records
    .toSorted((a, b) => Number.parseInt(a.data, 10) - Number.parseInt(b.data, 10))
    .map(({ data }) => data.replace(/^\d+ /, ''));
  if (hosts.length === 0) return isAbsent(mx.outcome) ? [domain] : null;
  return [...new Set(hosts)].filter((host) => host !== '.' && host !== '');
};
