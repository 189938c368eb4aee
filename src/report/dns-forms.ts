// The records of a hand-off once more, in the forms that DNS providers take: a zone file, Route 53, Cloudflare; and how to check each.
import type { Finding } from '../core/finding.ts';
import { codeBlock, forMarkdown } from '../masking/neutral.ts';
import { dnsRows } from './facts.ts';
import type { Reportable } from './outline.ts';

export interface ZoneRecord {
  /** Without the final dot. */
  readonly name: string;
  /** Seconds. */
  readonly ttl: number;
  readonly type: 'CNAME' | 'MX' | 'TXT';
  /** As in a zone file: names with a final dot, strings in quotation marks. */
  readonly data: string;
}

const LINE = /^(\S+)\.\s+(\d{1,9})\s+IN\s+(CNAME|MX|TXT)\s+(\S.*)$/;

/** Records in a fix, one a line. A record in somebody else's zone (`_report._dmarc`) is not this admin's to add. */
export const zoneRecords = (fix: string): readonly ZoneRecord[] =>
  fix.split('\n').flatMap((line) => {
    const [, name, ttl, type, data] = LINE.exec(line.trim()) ?? [];
    if (name === undefined || data === undefined || name.includes('._report._dmarc.')) return [];
    return [{ name, ttl: Number(ttl), type: type as ZoneRecord['type'], data }];
  });

const strings = (data: string): readonly string[] =>
  [...data.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => (match[1] ?? '').replaceAll(/\\(.)/g, '$1'));

const joined = (data: string): string => strings(data).join('');

const quoted = (text: string): string =>
  (text.match(/[\s\S]{1,255}/g) ?? ['']).map((part) => `"${part.replaceAll(/["\\]/g, String.raw`\$&`)}"`).join(' ');

/** What kind of policy a TXT record is: a new one takes the place of the old ones of its kind, and of no others. */
const kindOf = (text: string): string => /^["\s]*v=(spf1|dmarc1|dkim1)/i.exec(text)?.[1]?.toLowerCase() ?? 'other';

/** Route 53 replaces the whole set of a name and type: TXT records that stay must be named again. */
const others = (record: Reportable, wanted: ZoneRecord): readonly string[] => {
  if (wanted.type !== 'TXT') return [];
  const seen = dnsRows(record)
    .filter((row) => row.name === wanted.name && row.type === 'TXT')
    .flatMap((row) => row.answer);
  return seen.filter((text) => /[=:\s]/.test(text) && kindOf(text) !== kindOf(joined(wanted.data)));
};

/** A change batch for `aws route53 change-resource-record-sets`. */
export const route53 = (record: Reportable, records: readonly ZoneRecord[]): string =>
  JSON.stringify(
    {
      Comment: `Email of ${record.tenant}`,
      Changes: records.map((one) => ({
        Action: 'UPSERT',
        ResourceRecordSet: {
          Name: `${one.name}.`,
          Type: one.type,
          TTL: one.ttl,
          ResourceRecords: [one.data, ...others(record, one).map(quoted)].map((Value) => ({ Value })),
        },
      })),
    },
    null,
    2,
  );

/** Bodies for Cloudflare's `POST /zones/{zone}/dns_records`, one a record. */
export const cloudflare = (records: readonly ZoneRecord[]): string =>
  records
    .map(({ name, ttl, type, data }) => {
      if (type === 'TXT') return { type, name, content: quoted(joined(data)), ttl };
      const [priority, host] = type === 'MX' ? data.split(/\s+/) : [undefined, data];
      const content = (host ?? '').replace(/\.$/, '');
      return type === 'MX'
        ? { type, name, content, priority: Number(priority), ttl }
        : { type, name, content, ttl, proxied: false };
    })
    .map((body) => JSON.stringify(body))
    .join('\n');

const QUIRKS: readonly string[] = [
  'GoDaddy, Namecheap, IONOS, Gandi and most panels: enter the host without the domain, and no final dot.',
  'Cloudflare: set every CNAME to “DNS only”. Azure and Google Cloud DNS take the zone file as it stands.',
  'A panel that refuses an underscore in the host, or a value over 255 characters, needs its provider’s support.',
  'Where a record of the same name and kind stands, change it; never add a second SPF or DMARC record.',
];

/** Markdown lines; none where no finding names a record. */
export const dnsForms = (record: Reportable, findings: readonly Finding[]): readonly string[] => {
  const all = findings.flatMap(({ fix }) => zoneRecords(fix ?? ''));
  const records = [...new Map(all.map((one) => [`${one.name} ${one.type} ${one.data}`, one])).values()];
  if (records.length === 0) return [];
  const zone = records.map(({ name, ttl, type, data }) => `${name}. ${ttl} IN ${type} ${data}`);
  const checks = records.map(({ name, type }) => `dig +short ${name} ${type}`);
  return [
    '### All records, to import',
    '',
    'As a zone file:',
    '',
    codeBlock(zone.join('\n')),
    '',
    'For Route 53 (`aws route53 change-resource-record-sets --hosted-zone-id ID --change-batch file://records.json`):',
    '',
    codeBlock(route53(record, records)),
    '',
    'For Cloudflare’s API, one body a line:',
    '',
    codeBlock(cloudflare(records)),
    '',
    ...QUIRKS.map((quirk) => `- ${forMarkdown(quirk)}`),
    '',
    'To check, once published:',
    '',
    codeBlock([...new Set(checks)].join('\n')),
    '',
  ];
};
