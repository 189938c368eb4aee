// Addresses of a host through the profile's own resolvers, for the doors that connect.
import type { DnsPort } from '../core/ports/dns.ts';

/** Resolves A and AAAA together; rejects with the DNS outcome in the message when neither exists. */
export const lookupThrough =
  (dns: DnsPort) =>
  async (host: string): Promise<readonly string[]> => {
    const answers = await Promise.all([dns.ask(host, 'A'), dns.ask(host, 'AAAA')]);
    const addresses = answers.flatMap((answer) => answer.records.map((record) => record.data));
    if (addresses.length > 0) return addresses;
    const worst = answers.find((answer) => answer.outcome !== 'nodata') ?? answers[0];
    throw Object.assign(new Error(`${host}: ${worst?.outcome ?? 'nodata'}`), {
      code: worst?.outcome === 'nxdomain' || worst?.outcome === 'nodata' ? 'ENOTFOUND' : 'EAI_AGAIN',
    });
  };
