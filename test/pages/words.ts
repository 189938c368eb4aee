// A line of a page as its reader types it: what stands there for something of one's own is filled in.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Own {
  /** Of a record in the evidence directory. */
  readonly record: string;
  /** The mark of the run that made it. */
  readonly nonce: string;
  readonly handoff: string;
  readonly deadLetter: string;
  /** Digest of the newest record of the chain. */
  readonly head: string;
}

/** What stands on the pages → what the reader has. Nothing else of a line is changed. */
const HELD: readonly (readonly [RegExp, keyof Own])[] = [
  [/\b20261\d{3}T(?:\d{6}Z-[a-z-]+-[0-9a-f]{8}|…)/g, 'record'],
  [/(?<=--evidence |report |certificate )ID\b/g, 'record'],
  [/\bcertify-0123456789abcdef01234567\b/, 'nonce'],
  [/dns-admin\/main-gym\/20261126\/k3fa-9zq2/, 'handoff'],
  [/\b5f0c…/, 'deadLetter'],
  [/\bsha256:…/, 'head'],
];

const NAMED: readonly (readonly [RegExp, string])[] = [
  [/\bnpx certify\b/g, 'certify'],
  [/\bFILE\.eml\b/g, 'invoice.eml'],
  [/google\.com!\S+\.zip/g, 'reports/one.xml.gz'],
  [/old\.example\.com/, 'other.example'],
];

/** The values that the line asks for. */
export const asksFor = (line: string): readonly (keyof Own)[] =>
  HELD.flatMap(([pattern, key]) => (line.search(pattern) < 0 ? [] : [key]));

export const filled = (line: string, own: Partial<Own>, today: string): string => {
  const named = NAMED.reduce((now, [pattern, name]) => now.replace(pattern, name), line);
  const dated = named.replace(/(?<=--night |accept )2026-11-26/, today);
  return HELD.reduce((now, [pattern, key]) => now.replace(pattern, own[key] ?? key), dated);
};

export const words = (line: string): readonly string[] =>
  (line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []).map((word) => word.replaceAll(/["']/g, ''));

export const globbed = (at: string, word: string): readonly string[] => {
  const [, folder = '', ends = ''] = /^([\w/]+)\/\*(\.\w+)$/.exec(word) ?? [];
  if (folder === '') return [word];
  const found = readdirSync(join(at, folder)).filter((name) => name.endsWith(ends));
  // A shell would hand on the pattern itself, and a line without its files would be another line.
  return found.length === 0 ? [word] : found.map((name) => join(folder, name));
};
