// An SPF record as it was meant: without what a panel, a page or a zone file put around it, each term as receivers read it.
import { withoutHidden } from '../../text/hidden-characters.ts';
import { parseIp4, parseIp6 } from '../../text/ip-address.ts';
import { isSpf, parseSpf } from './record.ts';

/** What stands before the text where a whole line of a zone file or of a help page was pasted. */
const PASTED =
  /^[\s"'\u201c\u201d\\]*(?:(?:@|[\w.-]+)\s+)??(?:\d+\s+)?(?:IN\s+)?(?:TXT|SPF)\s*[:=]?\s*["'\u201c]?\s*(?=v\s*[=:]\s*spf)/i;
const MEANT = /^[\s"'\u201c\u201d\\]*(?:v\s*[=:]\s*spf|spf1(?=[\s;,:]|$)|spf2\.0\/)/i;
const VERSION = /^[\s"'\u201c\u201d\\]*(?:v\s*[=:]\s*)?spf(?:2\.0\/[a-z,]+|\d*(?:\.\d+)?)[;:,]?\s*/i;

/** Leading blanks or quotation marks, `v=spf1;`, `v=spf10`, `spf1`, a pasted line, Sender ID: readers discard all of these. */
export const meantAsSpf = (text: string): boolean => MEANT.test(withoutHidden(text).replace(PASTED, ''));

const TERM_NAME = '(?:include|exists|ip[46]|a|mx|ptr|all|redirect|exp)';
/** Commas and semicolons between terms; a comma inside a macro stays. */
const SEPARATOR = new RegExp(`[,;]+(?=\\s|$|[+\\-~?]?${TERM_NAME}(?:[:=/\\s]|$))`, 'gi');
const BLANK_AFTER_COLON = new RegExp(`(^|\\s)([+\\-~?]?${TERM_NAME}[:=])\\s+(?=\\S)`, 'gi');

const ADDRESS = /^([+\-~?]?)(?:ip(?:v?[46])?[:=])?([0-9a-f:.]+)(\/\d+)?$/i;
const WITH_SCHEME = /^([+\-~?]?(?:include|exists|a|mx)[:=]|redirect=)https?:\/\/([^/\s]+).*$/i;

/** `ipv4:`, `ip:` or no name at all before an address; a URL where a name belongs. */
export const termAsMeant = (term: string): string => {
  const [, sign = '', address = '', length = ''] = ADDRESS.exec(term) ?? [];
  if (parseIp4(address) !== null) return `${sign}ip4:${address}${length}`;
  if (parseIp6(address) !== null) return `${sign}ip6:${address}${length}`;
  return term.replace(WITH_SCHEME, '$1$2');
};

/** The text itself where receivers can read it; it may still hold terms that nobody can make out. */
export const spfAsMeant = (text: string): string => {
  if (isSpf(text) && parseSpf(text).ok) return text;
  const terms = withoutHidden(text)
    .replace(PASTED, '')
    .replace(VERSION, '')
    .replaceAll(/["'\u201c\u201d\\]/g, '')
    .replaceAll(/[\u2010-\u2015\u2212](?=all(?:\s|$))/gi, '-')
    .replaceAll(/[\u02dc\u223c](?=all(?:\s|$))/gi, '~')
    .replaceAll(SEPARATOR, ' ')
    .replaceAll(BLANK_AFTER_COLON, '$1$2')
    .split(/\s+/)
    .filter((term) => term !== '' && !/^v=spf1$/i.test(term));
  return ['v=spf1', ...terms.map(termAsMeant)].join(' ');
};
