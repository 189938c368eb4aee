// Names on their way to the wire. dns-packet checks nothing when it encodes, so a name that cannot be asked is found here.
import { domainToASCII } from 'node:url';

export type QueryName = { readonly name: string } | { readonly problem: string };

const LONGEST_LABEL = 63;
/** 255 octets on the wire (RFC 1035 §2.3.4) are 253 characters without the trailing dot. */
const LONGEST_NAME = 253;

const octets = (letters: string): string =>
  Array.from(Buffer.from(letters), (octet) => `\\${String(octet).padStart(3, '0')}`).join('');

/** What nearly every name is: lower case and complete, with nothing to escape. */
const PLAIN = /^(?:[a-z\d_-]{1,63}\.)*[a-z\d_-]{1,63}$/;

const isPlain = (name: string): boolean => name.length <= LONGEST_NAME && PLAIN.test(name);

/** The one form in which names are compared: lower case, no trailing dot, '' for the root, odd octets written \DDD (RFC 1035 §5.1). */
export const nameText = (name: string): string =>
  name === '.'
    ? ''
    : isPlain(name)
      ? name
      : name
          .replace(/\.$/u, '')
          .toLowerCase()
          .replaceAll(/[^!-[\]-~]+/gu, octets);

/** The letters behind \DDD; null when one of them is not ASCII, which dns-packet would write as another octet. */
export const wireName = (name: string): string | null => {
  if (isPlain(name)) return name;
  const letters = name.replaceAll(/\\(\d{3})/gu, (_, code: string) => String.fromCharCode(Number(code)));
  return /^\p{ASCII}*$/u.test(letters) ? letters : null;
};

/** Lower case A-labels without the trailing dot ('' is the root) as `nameText` writes them, or a sentence saying why the name cannot be asked. */
export const queryName = (text: string): QueryName => {
  if (isPlain(text)) return { name: text };
  const bare = text.endsWith('.') ? text.slice(0, -1) : text;
  const isAscii = /^\p{ASCII}*$/u.test(bare);
  // The URL parser behind domainToASCII drops what follows a slash and the like without a word.
  const name = isAscii ? bare.toLowerCase() : /[/\\?#@:\s]/u.test(bare) ? '' : domainToASCII(bare);
  if (name === '') return bare === '' ? { name } : { problem: 'it is no internationalised domain name' };
  if (name.length > LONGEST_NAME)
    return { problem: `it is ${String(name.length)} octets long, and a name has at most ${String(LONGEST_NAME)}` };
  const labels = name.split('.');
  if (labels.includes('')) return { problem: 'it has an empty label' };
  const long = labels.find((label) => label.length > LONGEST_LABEL);
  if (long !== undefined)
    return {
      problem: `its label "${long.slice(0, 20)}…" is ${String(long.length)} octets long, and a label has at most ${String(LONGEST_LABEL)}`,
    };
  return { name: nameText(name) };
};

/** Whether `name` is `zone` or lies below it; both lower case, the root is ''. */
export const isWithin = (name: string, zone: string): boolean => zone === '' || name === zone || name.endsWith(`.${zone}`);
