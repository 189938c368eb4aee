// Record data in zone-file form (RFC 1035 §5.1), written and read back.
import { zoneLine } from '../../text/zone-line.ts';
import type { RecordType } from './dns-set.ts';

interface ZoneRecord {
  /** Without the final dot. */
  readonly name: string;
  /** Seconds. */
  readonly ttl: number;
  readonly type: 'CNAME' | 'MX' | 'TXT';
  /** TXT as text, others without the final dot. */
  readonly value: string;
}

const LINE = /^(\S+)\.\s+(\d{1,9})\s+IN\s+(CNAME|MX|TXT)\s+(\S.*)$/;

const textOf = (data: string): string =>
  [...data.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => (match[1] ?? '').replaceAll(/\\(.)/g, '$1')).join('');

/** Records in a fix, one a line. A record in somebody else's zone (`_report._dmarc`) is not this admin's to add. */
export const zoneRecords = (fix: string): readonly ZoneRecord[] =>
  fix.split('\n').flatMap((line) => {
    const [, name, ttl, type, data] = LINE.exec(line.trim()) ?? [];
    if (name === undefined || data === undefined || name.includes('._report._dmarc.')) return [];
    const value = type === 'TXT' ? textOf(data) : data.replace(/\.$/, '');
    return [{ name, ttl: Number(ttl), type: type as ZoneRecord['type'], value }];
  });

/** Type and data as they stand in a zone file: absolute names, strings of at most 255 characters. */
export const rdata = (type: RecordType, value: string): string => {
  if (type === 'A' || type === 'AAAA') return value;
  return zoneLine('x', type, value).replace(/^x\. 3600 IN \S+ /, '');
};
