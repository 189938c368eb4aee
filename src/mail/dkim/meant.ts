// The tags of a DKIM key record as they were meant, whatever separates them and wherever v= stands; a key alone is one too.
import { holdsPrivateKey } from '../../text/private-key.ts';
import { readKeyMaterial } from './key-material.ts';

/** A key of 16,384 bits has 2,740 characters; what is longer is none, and none can make this slow. */
const LONGEST = 4_000;
const TAG_AT = /(?:^|[;,\s])([vkphstng])\s*[=:]\s*/g;
const BASE64 = /[A-Za-z0-9+/]{40,}={0,2}/;
/** What a page or a zone file writes before the text. */
const PASTED = /^(?:\S*_domainkey\S*\s+)?(?:\d+\s+)?(?:IN\s+)?TXT\s+/i;

/** `p=p=…`, or the whole record once more inside `p=`. */
const keyIn = (value: string): string => BASE64.exec(value.replaceAll(/[ \t\r\n]/g, '').replace(/^(?:p[=:])+/i, ''))?.[0] ?? '';

const isReadable = (p: string, keyType: string): boolean =>
  (keyType === 'rsa' || keyType === 'ed25519') && readKeyMaterial(p, keyType, 0).bits !== null;

/** Written as every verifier reads it: `v=DKIM1` first, semicolons between, each tag once. Null where no public key is to be read. */
export const dkimTagsMeant = (text: string): string | null => {
  if (text.length > LONGEST || holdsPrivateKey(text)) return null;
  const bare = text.replace(PASTED, '');
  const found = [...bare.matchAll(TAG_AT)];
  const tags = new Map<string, string>();
  for (const [n, match] of found.entries()) {
    const name = match[1] ?? '';
    const whole = bare.slice(match.index + match[0].length, found[n + 1]?.index);
    // Only a key has blanks inside, and only a note.
    const value = (name === 'p' || name === 'n' ? whole : (/^[^;,\s]*/.exec(whole)?.[0] ?? '')).replace(/[;,\s]+$/, '');
    // Of a tag that stands twice with two values only the provider knows which one holds.
    if (name !== 'v' && tags.has(name) && tags.get(name) !== value && keyIn(tags.get(name) ?? '') !== '') return null;
    tags.set(name, value);
  }
  const keyType = (tags.get('k') ?? 'rsa').toLowerCase();
  const p = keyIn(tags.get('p') ?? bare);
  if (!isReadable(p, keyType)) return null;
  const others = [...tags].filter(([name]) => !['v', 'k', 'p', 'g'].includes(name)).map(([name, value]) => `; ${name}=${value}`);
  return `v=DKIM1; k=${keyType}${others.join('')}; p=${p}`;
};

/** Whether a text without a usable `p=` holds a public key all the same; `tags`: with names before its values. */
export const holdsKey = (text: string): 'tags' | 'alone' | null => {
  if (dkimTagsMeant(text) === null) return null;
  return /^\s*v\s*[=:]|[;,\s]p\s*[=:]|^p\s*[=:]/i.test(text) ? 'tags' : 'alone';
};
