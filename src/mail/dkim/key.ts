// A DKIM key record (RFC 6376 §3.6.1, RFC 8301, RFC 8463): what it says, and what is wrong with how it was published.
import { type MaterialProblem, readKeyMaterial } from './key-material.ts';
import { holdsPrivateKey } from '../../text/private-key.ts';
import { asPlain, spoiltBy } from '../../text/hidden-characters.ts';
import { holdsKey } from './meant.ts';
import { parseTags } from './tags.ts';

export type DkimKeyProblem =
  /** Neither `v=DKIM1` nor `p=`: another record answers at the selector, often a wildcard. */
  | 'not-a-key'
  /** `v=` is not exactly DKIM1, or not first: verifiers discard the record. */
  | 'bad-version'
  | 'duplicate-tag'
  | 'bad-tag'
  /** Commas or blanks stand where semicolons belong. */
  | 'wrong-separator'
  /** The target of a CNAME, typed as text. */
  | 'txt-for-cname'
  /** It holds a character that nobody sees, and reads otherwise without it. */
  | 'hidden-character'
  | 'look-alike'
  /** `\;` from a zone-file form pasted into a panel. */
  | 'escaped'
  /** A quotation mark inside the text. */
  | 'quoted'
  | 'html-entity'
  /** `-----BEGIN` left in. */
  | 'armour'
  | 'private-key'
  | 'no-key'
  | 'revoked'
  | 'unknown-key-type'
  | 'no-sha256'
  | 'not-for-email'
  | 'testing'
  | 'spaces-in-key'
  | MaterialProblem;

export interface DkimKey {
  /** `rsa` when `k=` is left out. */
  readonly keyType: string;
  /** Modulus length of an RSA key, 256 for ed25519; null when the key cannot be read. */
  readonly bits: number | null;
  /** `t=y`: receivers treat the mail as if it were not signed. */
  readonly testing: boolean;
  /** `t=s`: the identity's domain must equal d=. */
  readonly strictIdentity: boolean;
  readonly problems: readonly DkimKeyProblem[];
}

/** Problems because of which no signature verifies with this record. */
const FATAL: ReadonlySet<DkimKeyProblem> = new Set<DkimKeyProblem>([
  'not-a-key',
  'bad-version',
  'duplicate-tag',
  'bad-tag',
  'wrong-separator',
  'txt-for-cname',
  'hidden-character',
  'look-alike',
  'escaped',
  'quoted',
  'html-entity',
  'armour',
  'private-key',
  'no-key',
  'revoked',
  'unknown-key-type',
  'no-sha256',
  'not-for-email',
  'truncated',
  'not-base64',
  'unreadable-key',
  'weak-key',
]);

/** The problem to name first; null when signatures verify. */
export const fatalKeyProblem = (key: DkimKey): DkimKeyProblem | null =>
  key.problems.find((problem) => FATAL.has(problem)) ?? null;

/** Signatures verify with it, at most receivers or for a while. */
export const isDoubtful = (problem: DkimKeyProblem): problem is 'testing' | 'short-key' | 'long-key' =>
  problem === 'testing' || problem === 'short-key' || problem === 'long-key';

const pastedWrong = (text: string): DkimKeyProblem[] => {
  const problems: DkimKeyProblem[] = [];
  if (holdsPrivateKey(text)) problems.push('private-key');
  else if (/-----(BEGIN|END)/i.test(text)) problems.push('armour');
  if (/\\[;"]/.test(text)) problems.push('escaped');
  else if (/["\u201c\u201d]/.test(text)) problems.push('quoted');
  if (/&(#\d+|#x[0-9a-f]+|quot|amp|nbsp|lt|gt);/i.test(text)) problems.push('html-entity');
  return problems;
};

const listOf = (value: string | undefined): readonly string[] | null =>
  value === undefined ? null : value.split(':').map((item) => item.trim().toLowerCase());

const syntaxProblems = (list: ReturnType<typeof parseTags>): DkimKeyProblem[] => {
  const problems: DkimKeyProblem[] = [];
  const version = list.tags.findIndex((tag) => tag.name === 'v');
  if (version > 0 || (version === 0 && list.tags[0]?.value !== 'DKIM1')) problems.push('bad-version');
  if (list.duplicates.length > 0) problems.push('duplicate-tag');
  if (list.malformed.length > 0) problems.push('bad-tag');
  return problems;
};

const keyProblems = (p: string | undefined, keyType: string, text: string) => {
  if (p === undefined) return { bits: null, problems: ['no-key' as const] };
  const value = p.replace(/[ \t\r\n]/g, '');
  if (value === '') return { bits: null, problems: ['revoked' as const] };
  // Nothing else is asked of it: a public key can be read out of a private one.
  if (holdsPrivateKey(p)) return { bits: null, problems: ['private-key' as const] };
  if (keyType !== 'rsa' && keyType !== 'ed25519') return { bits: null, problems: ['unknown-key-type' as const] };
  const material = readKeyMaterial(value, keyType, text.length);
  const spaces: DkimKeyProblem[] = /\s/.test(p) ? ['spaces-in-key'] : [];
  return { bits: material.bits, problems: [...material.problems, ...spaces] };
};

const restrictions = (tags: ReadonlyMap<string, string>): DkimKeyProblem[] => {
  const problems: DkimKeyProblem[] = [];
  const services = listOf(tags.get('s'));
  const hashes = listOf(tags.get('h'));
  if (services !== null && !services.includes('*') && !services.includes('email')) problems.push('not-for-email');
  if (hashes !== null && !hashes.includes('sha256')) problems.push('no-sha256');
  return problems;
};

/** Reads the joined text of one TXT record at a selector. What nobody sees is the fault where the record is right without it. */
export const parseDkimKey = (text: string): DkimKey => {
  const key = parseAsItStands(text);
  const spoilt = spoiltBy(text);
  if (fatalKeyProblem(key) === null || spoilt === null) return key;
  const seen = parseAsItStands(asPlain(text));
  return fatalKeyProblem(seen) === 'not-a-key' ? key : { ...key, problems: [spoilt.reason, ...key.problems] };
};

/** One name that could be a CNAME's target: three labels or more, and nothing else. */
const HOST_NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?\.){2,}[a-z][a-z0-9-]*[a-z0-9]\.?$/i;

const withoutTags = (text: string): DkimKeyProblem => {
  if (HOST_NAME.test(text)) return 'txt-for-cname';
  const held = holdsKey(text);
  if (held === null) return 'not-a-key';
  return held === 'tags' ? 'wrong-separator' : 'no-key';
};

const parseAsItStands = (text: string): DkimKey => {
  const pasted = pastedWrong(text);
  const list = parseTags(text);
  const tags = new Map(list.tags.map((tag) => [tag.name, tag.value]));
  const keyType = (tags.get('k') ?? 'rsa').toLowerCase();
  const flags = listOf(tags.get('t')) ?? [];
  const shape = { keyType, testing: flags.includes('y'), strictIdentity: flags.includes('s') };
  if (!tags.has('p') && tags.get('v') !== 'DKIM1') {
    return { ...shape, bits: null, problems: pasted.length > 0 ? pasted : [withoutTags(text)] };
  }
  const key = keyProblems(tags.get('p'), keyType, text);
  const testing: DkimKeyProblem[] = shape.testing ? ['testing'] : [];
  return {
    ...shape,
    bits: key.bits,
    // A paste that went wrong explains the syntax errors it causes, so it is named first.
    problems: [...new Set([...pasted, ...key.problems, ...syntaxProblems(list), ...restrictions(tags), ...testing])],
  };
};

/** Whether a text is a key record, or was meant as one. */
export const meantAsKey = (text: string): boolean => {
  const fatal = fatalKeyProblem(parseDkimKey(text));
  return fatal !== 'not-a-key' && fatal !== 'txt-for-cname';
};
