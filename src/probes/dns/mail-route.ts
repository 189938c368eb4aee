// Where mail to a domain goes: its MX records with the addresses of each host, or the implicit one.
import type { DnsPort } from '../../core/ports/dns.ts';
import type { DnsLookup, MailHost, MailRoute } from '../../facts/dns.ts';
import { parseMx } from '../../mail/dns/mail-from-mx.ts';
import { isHostName, withoutDomain } from '../../mail/dns/mail-hosts.ts';
import { isAbsent } from '../../mail/dns/outcome.ts';
import { askAddress, lookupOf } from './lookup.ts';

const undottedOf = async (dns: DnsPort, host: string, domain: string): Promise<MailHost['undotted']> => {
  const meant = withoutDomain(host, domain);
  return meant === null ? null : { host: meant, address: await askAddress(dns, meant) };
};

const askHost = async (dns: DnsPort, host: string, domain: string): Promise<MailHost> => {
  if (!isHostName(host)) return { host, a: null, aaaa: null, undotted: null };
  const [a, aaaa] = await Promise.all([dns.ask(host, 'A').then(lookupOf), dns.ask(host, 'AAAA').then(lookupOf)]);
  const undotted = isAbsent(a.outcome) && isAbsent(aaaa.outcome) ? await undottedOf(dns, host, domain) : null;
  return { host, a, aaaa, undotted };
};

const hostsIn = (mx: DnsLookup): readonly string[] => [...new Set(mx.values.flatMap((value) => parseMx(value)?.host ?? []))];

/** RFC 5321 §5.1. More hosts than anybody has are not looked up. */
export const askMailRoute = async (dns: DnsPort, domain: string): Promise<MailRoute> => {
  const mx = lookupOf(await dns.ask(domain, 'MX'));
  const [address, hosts] = await Promise.all([
    isAbsent(mx.outcome) ? askAddress(dns, domain) : null,
    Promise.all(
      hostsIn(mx)
        .slice(0, 20)
        .map((host) => askHost(dns, host, domain)),
    ),
  ]);
  return { mx, address, hosts };
};
