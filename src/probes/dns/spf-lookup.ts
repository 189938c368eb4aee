// The DNS port as SPF asks it.
import type { DnsPort } from '../../core/ports/dns.ts';
import type { SpfLookup } from '../../mail/spf/check.ts';

export const spfLookup =
  (dns: DnsPort): SpfLookup =>
  async (name, type) => {
    const { outcome, records, bogusZone } = await dns.ask(name, type);
    return { outcome, values: records.map((record) => record.data), ...(bogusZone === undefined ? {} : { bogusZone }) };
  };
