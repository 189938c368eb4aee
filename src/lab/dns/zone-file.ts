// One line of a zone file (RFC 1035 §5.1) → a record: `name [ttl] [IN] type rdata`, relative to the zone.
import { UsageError } from '../../core/errors.ts';
import { absolute } from './names.ts';
import { type RdataPart, rdataOf, typeNumber, type Word } from './rdata.ts';

const DEFAULT_TTL = 300;

export interface LabRecord {
  /** Lower case, no trailing dot. */
  readonly name: string;
  readonly type: number;
  /** Seconds. */
  readonly ttl: number;
  readonly rdata: readonly RdataPart[];
}

const WORD = /"((?:\\.|[^"\\])*)"|((?:\\.|[^\s"\\;()])+)|(;.*$)|[()\s]+/gsu;

const wordsOf = (line: string): Word[] => {
  const words: Word[] = [];
  for (const [, quoted, plain] of line.matchAll(WORD)) {
    if (quoted !== undefined) words.push({ text: quoted, quoted: true });
    else if (plain !== undefined) words.push({ text: plain, quoted: false });
  }
  return words;
};

/** TTLs may be written `300` or `1h30m`, as in the zone files of BIND. */
const ttlOf = (text: string): number | null => {
  if (/^\d+$/u.test(text)) return Number(text);
  if (!/^(?:\d+[smhdw])+$/iu.test(text)) return null;
  const seconds: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
  return [...text.toLowerCase().matchAll(/(\d+)([smhdw])/gu)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (seconds[unit ?? 's'] ?? 1),
    0,
  );
};

const refuse = (line: string, why: string): never => {
  throw new UsageError({
    code: 'lab-zone-line',
    message: `The zone line "${line}" cannot be read: ${why}.`,
    fix: 'Write it as `name [ttl] [IN] type rdata`, such as `_dmarc 300 TXT "v=DMARC1; p=none"`.',
  });
};

/**
 * Reads one line relative to `origin`. Empty and comment lines give null.
 * Throws UsageError that quotes the line.
 */
export const parseZoneLine = (line: string, origin: string): LabRecord | null => {
  const [owner, ...rest] = wordsOf(line);
  if (owner === undefined) return null;
  let ttl = DEFAULT_TTL;
  let at = 0;
  for (; at < rest.length; at += 1) {
    const word = rest[at]?.text ?? '';
    const given = ttlOf(word);
    if (given !== null) ttl = given;
    else if (!/^in$/iu.test(word)) break;
  }
  const type = typeNumber(rest[at]?.text ?? '');
  if (type === null) return refuse(line, `"${rest[at]?.text ?? ''}" is no record type`);
  try {
    return { name: absolute(owner.text, origin), type, ttl, rdata: rdataOf(type, rest.slice(at + 1), origin) };
  } catch (error) {
    return refuse(line, error instanceof Error ? error.message : 'its data is not understood');
  }
};
