// The DMARC tree walk as questions: every name at once, because all are known beforehand.
import type { DnsPort } from '../../core/ports/dns.ts';
import type { AuthenticatedDomain, DnsLookup } from '../../facts/dns.ts';
import { walkDomains } from '../../mail/dmarc/walk.ts';
import { lookupOf } from './lookup.ts';

export const askWalk = async (dns: DnsPort, domain: string): Promise<readonly DnsLookup[]> => {
  const answers = await Promise.all(walkDomains(domain).map((one) => dns.ask(`_dmarc.${one}`, 'TXT')));
  return answers.map(lookupOf);
};

export const askAuthenticated = async (dns: DnsPort, domain: string): Promise<AuthenticatedDomain> => {
  const [walk, { registrableDomain }] = await Promise.all([askWalk(dns, domain), import('../../mail/dmarc/registrable.ts')]);
  return { domain, walk, registrable: registrableDomain(domain) };
};
