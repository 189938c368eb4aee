// A DMARC record (RFC 9989 §4.7, §4.8): its tags with defaults, what is wrong with it, and what readers of RFC 7489 make of it.
import { type DmarcUri, parseDmarcUris } from './uri.ts';
import { parseTags } from '../dkim/tags.ts';

export type Policy = 'none' | 'quarantine' | 'reject';
export type AlignmentMode = 'r' | 's';

export type DmarcProblem =
  | 'p-missing'
  | 'p-invalid'
  /** Readers of RFC 7489 want p right after v. */
  | 'p-not-second'
  | 'sp-invalid'
  | 'np-invalid'
  | 'adkim-invalid'
  | 'aspf-invalid'
  | 'psd-invalid'
  | 't-invalid'
  | 'fo-invalid'
  | 'rua-invalid'
  | 'ruf-invalid'
  | 'malformed-tag'
  | 'duplicate-tag'
  /** pct, rf, ri: gone with RFC 9989, still read by RFC 7489. */
  | 'removed-tag'
  | 'unknown-tag';

export interface DmarcRecord {
  readonly text: string;
  /** False: because of `p` (or `sp`, `np`) and no report address the record counts as none (RFC 9989 §4.10.1). */
  readonly usable: boolean;
  /** What applies to the name the record stands at. */
  readonly p: Policy;
  /** Existing subdomains; null: as `p`. */
  readonly sp: Policy | null;
  /** Subdomains that do not exist; null: as `sp`. */
  readonly np: Policy | null;
  readonly adkim: AlignmentMode;
  readonly aspf: AlignmentMode;
  readonly psd: 'y' | 'n' | 'u';
  /** `t=y`: the policy is applied one level lower. */
  readonly testing: boolean;
  readonly fo: readonly string[];
  readonly rua: readonly DmarcUri[];
  readonly ruf: readonly DmarcUri[];
  /** As RFC 7489 reads it; null when left out. */
  readonly pct: number | null;
  readonly problems: readonly { readonly problem: DmarcProblem; readonly tag: string }[];
}

const POLICIES: readonly string[] = ['none', 'quarantine', 'reject'];
const KNOWN: ReadonlySet<string> = new Set(['v', 'p', 'sp', 'np', 'adkim', 'aspf', 'psd', 't', 'fo', 'rua', 'ruf']);
const REMOVED: ReadonlySet<string> = new Set(['pct', 'rf', 'ri']);

/** Whether a TXT record is DMARC: `v=DMARC1` first, the value in exactly this case (RFC 9989 §4.7). */
export const isDmarc = (text: string): boolean => /^v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/.test(text.replace(/^V/, 'v'));

/** What stands before the text where a whole line of a zone file was pasted. */
const PASTED = /^["'\u201c\s\\]*(?:_?dmarc\S*\s+)?(?:\d+\s+)?(?:IN\s+)?TXT\s*[:=]?\s*["'\u201c]?\s*(?=v\s*[=:]\s*dmarc)/i;
const POLICY_ALONE = /^["'\u201c\s\\]*p\s*[=:]\s*(?:none|quarantine|reject)\b/i;

/** Whether a text that is no DMARC record was meant as one. */
export const meantAsDmarc = (text: string): boolean =>
  !isDmarc(text) &&
  (/^["'\u201c\s\\]*v?\s*[=:]?\s*dmarc/i.test(text.slice(0, 400).replace(PASTED, '').trimStart().slice(0, 40)) ||
    POLICY_ALONE.test(text));

const TAG_NAMES = '(?:p|sp|np|adkim|aspf|psd|t|fo|rua|ruf|pct)';
const COMMA = new RegExp(`=[^;]*,\\s*${TAG_NAMES}\\s*=`, 'i');
const BLANK = new RegExp(`=[^;]*[^;\\s]\\s+${TAG_NAMES}\\s*=`, 'i');

/** What separates the tags where it is not the semicolon that receivers look for; null when it is. */
export const wrongSeparator = (text: string): 'commas' | 'blanks' | null => {
  if (COMMA.test(text)) return 'commas';
  return BLANK.test(text) ? 'blanks' : null;
};

/** Why receivers do not take a text that was meant as DMARC for one: a phrase, the first thing that is wrong. */
export const whyUnread = (text: string): string => {
  const bare = text.replace(/^[\s"'\u201c\u201d\\]+/, '');
  if (PASTED.test(text)) return 'the name and type of a zone file stand before it';
  if (POLICY_ALONE.test(text)) return 'v=DMARC1 is missing at its beginning';
  if (/^\s/.test(text)) return 'a blank stands before it';
  if (/^["'\u201c\u201d]/.test(text)) return 'quotation marks stand around it';
  if (/^[^;]*\\;/.test(text)) return 'backslashes stand before its semicolons, which belong to the zone-file form';
  if (text.startsWith('\\')) return 'a backslash stands before it';
  if (/^dmarc/i.test(bare)) return 'v= is missing at its beginning';
  if (/^v\s*:/i.test(bare)) return 'a colon stands behind v, where = belongs';
  if (!/^v\s*=\s*DMARC1(?!\d)/i.test(bare)) return 'its version is not DMARC1';
  if (!/^v\s*=\s*DMARC1/.test(bare.replace(/^V/, 'v'))) return 'DMARC1 is not written in capitals';
  const separator = wrongSeparator(bare);
  return separator === null ? 'no semicolon stands behind v=DMARC1' : `its tags are separated by ${separator}, not by semicolons`;
};

type Problems = { problem: DmarcProblem; tag: string }[];
type Tags = ReadonlyMap<string, string>;

/** The value if it is one of `allowed`; else undefined, with the problem noted. */
const choice = (tags: Tags, tag: string, allowed: readonly string[], problem: DmarcProblem, problems: Problems) => {
  const value = tags.get(tag)?.toLowerCase();
  if (value === undefined || allowed.includes(value)) return value;
  problems.push({ problem, tag });
  return undefined;
};

const policiesOf = (tags: Tags, problems: Problems) => {
  const p = choice(tags, 'p', POLICIES, 'p-invalid', problems) as Policy | undefined;
  const sp = choice(tags, 'sp', POLICIES, 'sp-invalid', problems) as Policy | undefined;
  const np = choice(tags, 'np', POLICIES, 'np-invalid', problems) as Policy | undefined;
  if (!tags.has('p')) problems.push({ problem: 'p-missing', tag: 'p' });
  const broken = p === undefined || (tags.has('sp') && sp === undefined) || (tags.has('np') && np === undefined);
  return { p, sp, np, broken };
};

const urisOf = (tags: Tags, tag: 'rua' | 'ruf', problems: Problems): readonly DmarcUri[] => {
  const { uris, invalid } = parseDmarcUris(tags.get(tag) ?? '');
  // Reports travel by mail alone (RFC 9990); another scheme is no fault beside an address that works.
  const useless = uris.some(({ uri }) => /^mailto:/i.test(uri)) ? [] : uris.map(({ uri }) => uri);
  // A tag without a value says no more than none, and is none.
  const unusable = tags.get(tag) === '' ? [''] : [...invalid, ...useless];
  if (unusable.length > 0) problems.push({ problem: `${tag}-invalid`, tag: unusable.join(',') });
  return uris;
};

const otherTags = (list: ReturnType<typeof parseTags>, problems: Problems): void => {
  for (const piece of list.malformed) problems.push({ problem: 'malformed-tag', tag: piece });
  for (const tag of list.duplicates) problems.push({ problem: 'duplicate-tag', tag });
  for (const { name } of list.tags) {
    const tag = name.toLowerCase();
    if (REMOVED.has(tag)) problems.push({ problem: 'removed-tag', tag });
    else if (!KNOWN.has(tag)) problems.push({ problem: 'unknown-tag', tag });
  }
  const second = list.tags[1]?.name.toLowerCase();
  if (second !== 'p' && list.tags.some(({ name }) => name.toLowerCase() === 'p')) {
    problems.push({ problem: 'p-not-second', tag: 'p' });
  }
};

const foOf = (tags: Tags, problems: Problems): readonly string[] => {
  const items = (tags.get('fo') ?? '0').split(':').map((item) => item.trim().toLowerCase());
  const valid = items.filter((item) => ['0', '1', 'd', 's'].includes(item));
  if (valid.length < items.length) problems.push({ problem: 'fo-invalid', tag: 'fo' });
  return valid.length === 0 ? ['0'] : valid;
};

/** Reads a record for which `isDmarc` holds. A tag that is wrong is dropped, the others stand (RFC 9989 §4.8). */
export const parseDmarc = (text: string): DmarcRecord => {
  const list = parseTags(text);
  const problems: Problems = [];
  // The first of a tag that stands twice: readers differ, and the problem is reported.
  const tags = new Map(list.tags.toReversed().map(({ name, value }) => [name.toLowerCase(), value]));
  const { p, sp, np, broken } = policiesOf(tags, problems);
  const rua = urisOf(tags, 'rua', problems);
  const pct = tags.get('pct');
  const record = {
    text,
    usable: !broken || rua.length > 0,
    p: broken ? 'none' : (p ?? 'none'),
    sp: broken ? null : (sp ?? null),
    np: broken ? null : (np ?? null),
    adkim: (choice(tags, 'adkim', ['r', 's'], 'adkim-invalid', problems) ?? 'r') as AlignmentMode,
    aspf: (choice(tags, 'aspf', ['r', 's'], 'aspf-invalid', problems) ?? 'r') as AlignmentMode,
    psd: (choice(tags, 'psd', ['y', 'n', 'u'], 'psd-invalid', problems) ?? 'u') as 'y' | 'n' | 'u',
    testing: choice(tags, 't', ['y', 'n'], 't-invalid', problems) === 'y',
    fo: foOf(tags, problems),
    rua,
    ruf: urisOf(tags, 'ruf', problems),
    pct: pct !== undefined && /^\d{1,3}$/.test(pct) && Number(pct) <= 100 ? Number(pct) : null,
  } as const;
  otherTags(list, problems);
  return { ...record, problems };
};
