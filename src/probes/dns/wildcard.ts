// Asks beside a name, where nobody published anything: what answers there comes from a wildcard.
import type { DnsPort, DnsType } from '../../core/ports/dns.ts';
import type { DnsLookup } from '../../facts/dns.ts';
import { CONTROL, isFromWildcard } from '../../mail/dns/wildcard.ts';
import { parentOf } from '../../text/domain-name.ts';
import { lookupOf } from './lookup.ts';

/** The same question at a name beside `name`; null for a registrable domain, above which no wildcard of the gym's can stand. */
export const askControl = async (dns: DnsPort, name: string, type: DnsType): Promise<DnsLookup | null> => {
  const above = parentOf(name);
  if (above === null || !above.includes('.')) return null;
  const { registrableDomain } = await import('../../mail/dmarc/registrable.ts');
  return registrableDomain(above) === null ? null : lookupOf(await dns.ask(`${CONTROL}.${above}`, type));
};

export const fromWildcard = async (dns: DnsPort, name: string, type: DnsType): Promise<boolean> => {
  const [answer, control] = await Promise.all([dns.ask(name, type), askControl(dns, name, type)]);
  return isFromWildcard(lookupOf(answer), control);
};
