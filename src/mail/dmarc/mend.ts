// A DMARC record as it was meant: read leniently, and written as every receiver reads it. The policy that stands is kept.
import { asPlain } from '../../text/hidden-characters.ts';
import { parseMailAddress } from '../../text/mail-address.ts';
import { nearest } from '../../text/nearest.ts';

const POLICIES = ['none', 'quarantine', 'reject'] as const;

/** Where a tag begins, whatever separates it from the one before and from its value. */
const TAG_AT = /(?:^|[;,\s"'\\\u201c\u201d])(v|p|policy|sp|np|adkim|aspf|psd|t|fo|rua|ruf|pct|ri|rf)\s*[=:]\s*/gi;
/** A policy without its tag. */
const BARE_POLICY = /(?:^|[;,\s])(none|quarantine|reject)\s*(?:[;,]|$)/i;

/** Longer ones nobody writes, and none can make this slow. */
const LONGEST = 4_000;

const tagsIn = (text: string): ReadonlyMap<string, string> => {
  const found = [...text.matchAll(TAG_AT)];
  const tags = new Map<string, string>();
  for (const [n, match] of found.entries()) {
    const written = (match[1] ?? '').toLowerCase();
    const name = written === 'policy' ? 'p' : written;
    const value = text
      .slice(match.index + match[0].length, found[n + 1]?.index)
      .replace(/[;,\s"'\\\u201c\u201d]+$/g, '')
      .trim();
    const before = tags.get(name);
    // The first of a tag that stands twice; of report addresses all.
    if (before === undefined) tags.set(name, value);
    else if (name === 'rua' || name === 'ruf') tags.set(name, `${before},${value}`);
  }
  const [, policy] = tags.has('p') ? [] : (BARE_POLICY.exec(text) ?? []);
  return policy === undefined ? tags : new Map([...tags, ['p', policy]]);
};

const policyOf = (value: string | undefined): string | null => {
  if (value === undefined) return null;
  const word = value.toLowerCase().replace(/[^a-z]/g, '');
  return POLICIES.find((policy) => word.startsWith(policy)) ?? nearest(word, POLICIES);
};

const modeOf = (value: string | undefined): string | null => /^[rs]/i.exec(value ?? '')?.[0].toLowerCase() ?? null;
const flagOf = (value: string | undefined): string | null => /^[yn]/i.exec(value ?? '')?.[0].toLowerCase() ?? null;

const uriOf = (written: string): string | null => {
  const piece = written.replace(/^["'<\u201c]+|["'>\u201d]+$/g, '');
  if (/^https:\/\//i.test(piece)) return piece;
  const [scheme = ''] = /^[a-z]+(?=:)/i.exec(piece) ?? [];
  const bare = nearest(scheme, ['mailto']) === null ? piece : piece.slice(scheme.length + 1);
  const address = bare.replace(/^(?:mailto[:=]?)*[/<]*/i, '').replace(/!\d+[kmgt]?$/i, '');
  return parseMailAddress(address) === null ? null : `mailto:${address}`;
};

const urisOf = (value: string | undefined): string | null => {
  const uris = (value ?? '').split(/[,;\s]+/).flatMap((piece) => uriOf(piece) ?? []);
  return uris.length === 0 ? null : uris.join(',');
};

const optionsOf = (value: string | undefined): string | null => {
  const options = (value ?? '').toLowerCase().split(/[^01ds]+/);
  const valid = options.filter((option) => option !== '');
  return valid.length === 0 ? null : valid.join(':');
};

/** `pct=0` held the policy back, which `t=y` does now (RFC 9989 §4.7); every other share is gone. */
const testing = (tags: ReadonlyMap<string, string>): string | null =>
  flagOf(tags.get('t')) === 'y' || /^0+$/.test(tags.get('pct') ?? '') ? 'y' : null;

/**
 * The record that was meant, without the tags of `drop`, with `p=none` where no policy can be read in it; null where something in it would be lost that only a
 * person can place, such as a report address.
 */
export const mendDmarc = (text: string, drop: readonly string[] = []): string | null => {
  if (text.length > LONGEST) return null;
  const plain = asPlain(text);
  const tags = tagsIn(plain);
  const p = policyOf(tags.get('p')) ?? 'none';
  const psd = flagOf(tags.get('psd'));
  const written: readonly (readonly [string, string | null])[] = [
    ['p', p],
    ['sp', policyOf(tags.get('sp'))],
    ['np', policyOf(tags.get('np'))],
    ['adkim', modeOf(tags.get('adkim'))],
    ['aspf', modeOf(tags.get('aspf'))],
    ['psd', psd],
    ['t', testing(tags)],
    ['fo', optionsOf(tags.get('fo'))],
    ['rua', urisOf(tags.get('rua'))],
    ['ruf', urisOf(tags.get('ruf'))],
  ];
  const record = `v=DMARC1${written.map(([name, value]) => (value === null || drop.includes(name) ? '' : `; ${name}=${value}`)).join('')}`;
  const addresses = [...plain.matchAll(/[^\s,;:=!"'\\/<>]+@[^\s,;:=!"'\\/<>]+/g)].map(([address]) => address);
  return addresses.every((address) => record.includes(address)) ? record : null;
};

const STRICTNESS: readonly string[] = POLICIES;

/** Of several records the strictest, of these the one that has reports sent. */
export const strictest = (texts: readonly string[]): string | undefined => texts.toSorted((a, b) => rank(b) - rank(a))[0];

const rank = (text: string): number => {
  const tags = tagsIn(text);
  return STRICTNESS.indexOf(policyOf(tags.get('p')) ?? 'none') * 2 + (tags.has('rua') ? 1 : 0);
};
