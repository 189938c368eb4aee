// An SPF record as it was meant: without what a panel, a page or a zone file put around it, each term as receivers read it.
import { asPlain } from '../../text/hidden-characters.ts';
import { toDnsName } from '../../text/domain-name.ts';
import { parseIp4, parseIp6 } from '../../text/ip-address.ts';
import { nearest } from '../../text/nearest.ts';
import { isSpf, parseSpf } from './record.ts';

/** Where a record begins shows in its first characters; longer ones than `LONGEST` nobody writes, and none can make this slow. */
const HEAD = 400;
const LONGEST = 3_000;

/** What stands before the text where a whole line of a zone file or of a help page was pasted. */
const PASTED =
  /^[\s"'\u201c\u201d\\]*(?:(?:@|[\w.-]+)\s+)??(?:\d+\s+)?(?:IN\s+)?(?:TXT|SPF)\s*[:=]?\s*["'\u201c]?\s*(?=v\s*[=:]\s*spf)/i;
const MEANT = /^[\s"'\u201c\u201d\\]*(?:v\s*[=:]\s*spf|spf1(?=[\s;,:]|$)|spf2\.0\/)/i;
const VERSION = /^[\s"'\u201c\u201d\\]*(?:v\s*[=:]\s*)?spf(?:2\.0\/[a-z,]+|\d*(?:\.\d+)?)[;:,.]*\s*/i;

/** Leading blanks or quotation marks, `v=spf1;`, `v=spf10`, `spf1`, a pasted line, Sender ID: readers discard all of these. */
export const meantAsSpf = (text: string): boolean => MEANT.test(asPlain(text.slice(0, HEAD)).replace(PASTED, ''));

const TERM_NAME = '(?:include|exists|ip[46]|a|mx|ptr|all|redirect|exp)';
/** Commas and semicolons between terms; a comma inside a macro stays. */
const SEPARATOR = new RegExp(`[,;]+(?=\\s|$|[+\\-~?]?${TERM_NAME}(?:[:=/\\s]|$))`, 'gi');
const BLANK_AFTER_COLON = new RegExp(`(^|\\s)([+\\-~?]?${TERM_NAME}[:=])\\s+(?=\\S)`, 'gi');

/** A sign and `all`, or a mechanism and its value, that a blank tore apart; a sign that was typed twice. */
const TORN: readonly (readonly [RegExp, string])[] = [
  [/(^|\s)([+\-~?])\2*\s*(?=all(?:\s|$))/gi, '$1$2'],
  [/(^|\s)([+\-~?]?(?:include|exists|ip[46]))\s+(?=(?:[\w-]+\.)+[\w.-]+(?:\/\d+)?(?:\s|$))/gi, '$1$2:'],
];

const ADDRESS = /^([+\-~?]?)(?:(?:ip(?:v?[46])?|a|mx|include|exists)[:=])?([0-9a-f:.]+)(?:\/([\d.]+))?$/i;
/** A name among the addresses. */
const HOST_FOR_ADDRESS = /^([+\-~?]?)ip[46][:=]((?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]*\.?)$/i;
/** A URL, brackets or a second colon around a name. */
const NAMED = /^([+\-~?]?(?:include|exists|a|mx)|redirect)[:=]+(?:https?:\/\/)?<?([^\s<>/:=]+)>?(\/.*)?$/i;
const WITH_VALUE = ['include', 'exists', 'ip4', 'ip6', 'redirect'];
const UNSIGNED = /^([+\-~?]?)([a-z0-9]+)([:=].*)?$/i;

/** `255.255.255.0` → 24; the length itself where it is one; null where it is neither. */
const prefixOf = (length: string): string | null => {
  if (!length.includes('.')) return length;
  const bits = (parseIp4(length) ?? []).map((octet) => octet.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits) && bits !== '' ? String(bits.replaceAll('0', '').length) : null;
};

/** `inlcude:`, `-al`: the mechanism that one or two letters away is the only one near. */
const spelled = (term: string): string => {
  const [, sign = '', name = '', value] = UNSIGNED.exec(term) ?? [];
  if (name === '' || new RegExp(`^(?:${TERM_NAME})$`, 'i').test(name)) return term;
  const near = nearest(name, value === undefined ? ['all'] : WITH_VALUE);
  return near === null ? term : `${sign}${near}${value ?? ''}`;
};

/** The name of a term in the form that DNS has; what is no name stays. */
const inDns = (term: string): string =>
  /^\p{ASCII}*$/u.test(term) ? term : term.replace(/(?<=[:=]).+/u, (name) => toDnsName(name) ?? name);

const oneAsMeant = (written: string): string => {
  const term = inDns(spelled(written));
  const [, sign = '', address = '', length] = ADDRESS.exec(term) ?? [];
  const kind = parseIp4(address) === null ? (parseIp6(address) === null ? null : 'ip6') : 'ip4';
  const prefix = length === undefined ? '' : prefixOf(length);
  if (kind !== null) return prefix === null ? term : `${sign}${kind}:${address}${prefix === '' ? '' : `/${prefix}`}`;
  const [, name = '', host = '', rest = ''] = NAMED.exec(term) ?? [];
  if (name === '') return term.replace(HOST_FOR_ADDRESS, '$1a:$2');
  const cidr = /^\/\d/.test(rest) && /(?:a|mx)$/i.test(name) ? rest : '';
  return `${name}${/redirect/i.test(name) ? '=' : ':'}${host}${cidr}`;
};

/** A term as receivers read it, or the several that stand in it with commas between; what has macros stays as it is. */
export const termAsMeant = (term: string): readonly string[] => {
  if (term.includes('%')) return [term];
  const [first = '', ...others] = term.split(/[,;]+/).filter((piece) => piece !== '');
  const [name = ''] = /^[+\-~?]?[a-z0-9]+[:=]/i.exec(first) ?? [];
  return [
    first,
    ...others.map((piece) => (/^[+\-~?]?[a-z0-9]+[:=]/i.test(piece) && parseIp6(piece) === null ? piece : `${name}${piece}`)),
  ].map(oneAsMeant);
};

/** Where a space was lost: the strings of a TXT record are joined as they are (RFC 7208 §3.3). */
const LOST_SPACE = /(\S)(?=[+\-~?]?(?:(?:include|ip[46]|exists):|redirect=)|[+\-~?]all(?:\s|$))(?<![+\-~?])/gi;

export const spaced = (text: string): string => text.replaceAll(LOST_SPACE, '$1 ');

/** The first two terms without the space between; null when there are none. */
export const gluedTerm = (text: string): string | null =>
  text.split(' ').find((term) => term !== '' && !/^v=spf1/i.test(term) && spaced(term) !== term) ?? null;

/** The text itself where receivers can read it; it may still hold terms that nobody can make out. */
export const spfAsMeant = (text: string): string => {
  if (text.length > LONGEST || (isSpf(text) && parseSpf(text).ok)) return text;
  const terms = asPlain(text)
    .replace(PASTED, '')
    .replace(VERSION, '')
    .replaceAll(/["'\u201c\u201d\\]/g, '')
    .replaceAll(SEPARATOR, ' ')
    .replaceAll(BLANK_AFTER_COLON, '$1$2');
  return [
    'v=spf1',
    ...spaced(TORN.reduce((so, [torn, whole]) => so.replaceAll(torn, whole), terms))
      .split(/\s+/)
      .filter((term) => term !== '' && !/^v=spf1$/i.test(term))
      .flatMap(termAsMeant),
  ].join(' ');
};
