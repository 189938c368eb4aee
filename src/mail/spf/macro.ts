// Macro strings of SPF (RFC 7208 §7): parsed once, expanded for a sender and an address.
import type { Octets } from '../../text/ip-address.ts';
import { dottedForm, ipText } from './ip.ts';

type MacroPart =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'macro';
      /** Lower case. */
      readonly letter: string;
      /** Written in upper case: the value is URL-escaped. */
      readonly escape: boolean;
      /** Rightmost labels to keep; 0 keeps all. */
      readonly keep: number;
      readonly reverse: boolean;
      readonly delimiters: string;
    };

export interface MacroString {
  readonly text: string;
  readonly parts: readonly MacroPart[];
  /** Depends on sender, address or HELO name: cannot be judged without them. */
  readonly dynamic: boolean;
}

export interface MacroValues {
  readonly ip: Octets;
  /** Local part; `postmaster` where the sender has none (RFC 7208 §4.3). */
  readonly local: string;
  readonly senderDomain: string;
  /** The domain being checked now. */
  readonly domain: string;
  readonly helo: string;
  /** Validated name of the address, or `unknown`; only read where a `p` macro stands. */
  readonly validated: string;
  /** Name of the host that performs the check. */
  readonly receiver: string;
  /** Seconds since 1970, as text. */
  readonly timestamp: string;
}

const MACRO = /%(?:\{([A-Za-z])(\d*)(r?)([.\-+,/_=]*)\}|([%_-]))/iy;
const LITERAL = /[\x21-\x24\x26-\x7e]+/y;
const EXPLANATION_LITERAL = /[\x20-\x24\x26-\x7e]+/y;
const PLAIN: { readonly [sign: string]: string } = { '%': '%', _: ' ', '-': '%20' };
const IN_DOMAIN = 'slodiphv';
const ONLY_IN_EXPLANATION = 'crt';

const macroAt = (text: string, at: number, letters: string): { readonly part: MacroPart; readonly end: number } | null => {
  MACRO.lastIndex = at;
  const match = MACRO.exec(text);
  if (match === null) return null;
  const end = MACRO.lastIndex;
  const [, letter, digits = '', reverse = '', delimiters = '', sign] = match;
  if (sign !== undefined) return { part: { kind: 'text', text: PLAIN[sign] ?? '' }, end };
  if (letter === undefined || !letters.includes(letter.toLowerCase())) return null;
  // Zero labels to keep is a syntax error (RFC 7208 §7.1).
  if (digits !== '' && Number(digits) === 0) return null;
  const shape = { letter: letter.toLowerCase(), escape: letter !== letter.toLowerCase() };
  return { part: { kind: 'macro', ...shape, keep: Number(digits), reverse: reverse !== '', delimiters }, end };
};

/** Null on a syntax error. An explanation text may hold spaces and the letters c, r, t as well (RFC 7208 §6.2). */
export const parseMacroString = (text: string, use: 'domain' | 'explanation' = 'domain'): MacroString | null => {
  const literal = use === 'domain' ? LITERAL : EXPLANATION_LITERAL;
  const letters = use === 'domain' ? IN_DOMAIN : IN_DOMAIN + ONLY_IN_EXPLANATION;
  const parts: MacroPart[] = [];
  for (let at = 0; at < text.length; ) {
    literal.lastIndex = at;
    const plain = literal.exec(text);
    const macro = plain === null ? macroAt(text, at, letters) : null;
    if (plain !== null) parts.push({ kind: 'text', text: plain[0] });
    else if (macro !== null) parts.push(macro.part);
    else return null;
    at = plain !== null ? at + plain[0].length : (macro?.end ?? text.length);
  }
  return { text, parts, dynamic: parts.some((part) => part.kind === 'macro' && part.letter !== 'd') };
};

/** Whether expanding needs the validated name of the client, which costs DNS questions. */
export const needsValidatedName = (macro: MacroString): boolean =>
  macro.parts.some((part) => part.kind === 'macro' && part.letter === 'p');

const valueOf = (letter: string, values: MacroValues): string => {
  const byLetter: { readonly [letter: string]: string } = {
    s: `${values.local}@${values.senderDomain}`,
    l: values.local,
    o: values.senderDomain,
    d: values.domain,
    i: dottedForm(values.ip),
    p: values.validated,
    h: values.helo,
    v: values.ip.length === 4 ? 'in-addr' : 'ip6',
    c: ipText(values.ip),
    r: values.receiver,
    t: values.timestamp,
  };
  return byLetter[letter] ?? '';
};

/** Everything but unreserved characters of RFC 3986 as %XX of its UTF-8 octets. */
const urlEscaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const transformed = (part: MacroPart & { readonly kind: 'macro' }, value: string): string => {
  const delimiters = part.delimiters === '' ? '.' : part.delimiters;
  if (part.keep === 0 && !part.reverse && part.delimiters === '') return value;
  const labels: string[] = [''];
  for (const sign of value) {
    if (delimiters.includes(sign)) labels.push('');
    else labels[labels.length - 1] += sign;
  }
  if (part.reverse) labels.reverse();
  return (part.keep === 0 ? labels : labels.slice(-part.keep)).join('.');
};

export const expandMacros = (macro: MacroString, values: MacroValues): string =>
  macro.parts
    .map((part) => {
      if (part.kind === 'text') return part.text;
      const value = transformed(part, valueOf(part.letter, values));
      return part.escape ? urlEscaped(value) : value;
    })
    .join('');
