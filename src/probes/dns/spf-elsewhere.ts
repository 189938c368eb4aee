// An SPF record that stands beside the name at which receivers look for it: the names and types at which people put it.
import type { DnsOutcome, DnsPort } from '../../core/ports/dns.ts';
import type { DnsLookup } from '../../facts/dns.ts';
import { CONTROL, isFromWildcard } from '../../mail/dns/wildcard.ts';
import { isSpf } from '../../mail/spf/record.ts';
import { doubledNames } from '../../text/domain-name.ts';
import { lookupOf } from './lookup.ts';

const BESIDE = ['www', '_spf', 'spf', '_dmarc'];

/** Says of a name that sends no mail that it sends none; that was not meant for the domain. */
const isNothing = (text: string): boolean => /^v=spf1\s+[-~]all\s*$/i.test(text);

const isPolicy = (lookup: DnsLookup): boolean => lookup.values.some((text) => isSpf(text) && !isNothing(text));

/** The parent that the domain was registered as; null for that one itself. */
const registeredAbove = async (domain: string): Promise<string | null> => {
  const { registrableDomain } = await import('../../mail/dmarc/registrable.ts');
  const registrable = registrableDomain(domain);
  return registrable === domain ? null : registrable;
};

/** All at once; in the order in which they are believed. `outcome` is of the TXT question at the domain itself. */
export const spfElsewhere = async (
  dns: DnsPort,
  { domain, kind }: { readonly domain: string; readonly kind: 'custom' | 'return-path' | 'from' },
  outcome: DnsOutcome,
): Promise<readonly DnsLookup[]> => {
  // The MAIL FROM domain of SES wants SES alone, whatever the domain above it lets pass.
  const above = kind === 'custom' ? null : await registeredAbove(domain);
  const names = [
    ...doubledNames(domain, domain),
    ...BESIDE.map((label) => `${label}.${domain}`),
    ...(above === null ? [] : [above]),
  ];
  const [control, retired, ...asked] = await Promise.all([
    dns.ask(`${CONTROL}.${domain}`, 'TXT').then(lookupOf),
    // Some servers drop types that they do not know; a name that does not exist has none.
    outcome === 'nxdomain' ? null : dns.ask(domain, 'SPF').then(lookupOf),
    ...names.map((name) => dns.ask(name, 'TXT').then(lookupOf)),
  ]);
  const wild = isPolicy(control) ? [{ ...control, name: `*.${domain}` }] : [];
  const own = asked.filter((lookup) => isPolicy(lookup) && !isFromWildcard(lookup, control));
  return [...(retired !== null && isPolicy(retired) ? [retired] : []), ...own, ...wild];
};
