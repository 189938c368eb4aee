import { describe, expect, it } from 'vitest';
import { cloudflare, dnsForms, route53, zoneRecords } from '../../src/report/dns-forms.ts';
import { handoff } from '../../src/report/handoff.ts';
import { failedDocument, finding, missingToken } from '../records.ts';

const SPF = 'bounce.example.com. 3600 IN TXT "v=spf1 include:amazonses.com ~all"';
const MX = 'bounce.example.com. 3600 IN MX 10 feedback-smtp.ap-south-1.amazonses.com.';
const CNAME = 'abc._domainkey.example.com. 3600 IN CNAME abc.dkim.amazonses.com.';
const LONG = `s1._domainkey.example.com. 3600 IN TXT "v=DKIM1; p=${'A'.repeat(240)}" "${'B'.repeat(100)}"`;

const txt = (name: string, ...values: readonly string[]) => ({
  'dns.mailFrom': {
    state: 'observed' as const,
    at: '2026-11-20T20:16:02.000Z',
    durationMs: 1,
    value: { txt: { name, type: 'TXT', outcome: 'found', values, chain: [], ttl: 300, server: null, detail: null } },
  },
});

describe('records in a fix', () => {
  it('are found among its sentences', () => {
    expect(zoneRecords(`Add this record:\n${CNAME}\n\nKeep:\n  ${MX}`)).toEqual([
      { name: 'abc._domainkey.example.com', ttl: 3600, type: 'CNAME', data: 'abc.dkim.amazonses.com.' },
      { name: 'bounce.example.com', ttl: 3600, type: 'MX', data: '10 feedback-smtp.ap-south-1.amazonses.com.' },
    ]);
  });

  it('leave out what belongs into somebody else’s zone, and what is no record', () => {
    expect(zoneRecords('example.com._report._dmarc.vendor.example. 3600 IN TXT "v=DMARC1"\nwww is IN TXT x\n')).toEqual([]);
  });
});

describe('the forms', () => {
  it('replace a policy of the same kind in Route 53, and keep every other TXT record of the name', () => {
    const record = failedDocument({ observations: txt('bounce.example.com', 'v=spf1 -all', 'site-verification="x"') });
    const batch = JSON.parse(route53(record, zoneRecords(SPF))) as { Changes: readonly { ResourceRecordSet: object }[] };
    expect(batch.Changes).toEqual([
      {
        Action: 'UPSERT',
        ResourceRecordSet: {
          Name: 'bounce.example.com.',
          Type: 'TXT',
          TTL: 3600,
          ResourceRecords: [{ Value: '"v=spf1 include:amazonses.com ~all"' }, { Value: '"site-verification=\\"x\\""' }],
        },
      },
    ]);
  });

  it('are single records for Cloudflare, never proxied', () => {
    const bodies = cloudflare(zoneRecords([CNAME, MX, SPF].join('\n')))
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(bodies).toEqual([
      { type: 'CNAME', name: 'abc._domainkey.example.com', content: 'abc.dkim.amazonses.com', ttl: 3600, proxied: false },
      { type: 'MX', name: 'bounce.example.com', content: 'feedback-smtp.ap-south-1.amazonses.com', priority: 10, ttl: 3600 },
      { type: 'TXT', name: 'bounce.example.com', content: '"v=spf1 include:amazonses.com ~all"', ttl: 3600 },
    ]);
  });

  it('keep a long value whole, in strings of at most 255 characters', () => {
    const [body] = cloudflare(zoneRecords(LONG))
      .split('\n')
      .map((line) => JSON.parse(line) as { content: string });
    const parts = [...(body?.content ?? '').matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
    expect(parts.every((part) => part.length <= 255)).toBe(true);
    expect(parts.join('')).toBe(`v=DKIM1; p=${'A'.repeat(240)}${'B'.repeat(100)}`);
  });

  it('name a record once, with the line that checks it', () => {
    const lines = dnsForms(failedDocument(), [
      finding({ check: 'a', fix: CNAME }),
      finding({ check: 'b', fix: `Add:\n${CNAME}` }),
    ]).join('\n');
    expect(lines.match(/abc\._domainkey\.example\.com\. 3600 IN/g)).toHaveLength(1);
    expect(lines).toContain('dig +short abc._domainkey.example.com CNAME');
    expect(dnsForms(failedDocument(), [finding({ check: 'a', fix: 'Wait.' })])).toEqual([]);
  });

  it('stand in the DNS admin’s hand-off and in nobody else’s', () => {
    const record = failedDocument({ findings: [missingToken] });
    expect(handoff(record, 'dns-admin')).toContain('change-resource-record-sets');
    expect(handoff(record, 'aws-admin')).not.toContain('change-resource-record-sets');
  });
});
