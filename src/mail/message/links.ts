// Where the links and pictures of a message lead: hosts alone are kept, and no address is ever asked.
import { isAddressHost } from '../../text/host-address.ts';
import { isWithin, toDnsName } from '../../text/domain-name.ts';

/** `sender`: whoever sends the mail counts clicks or opens there · `receiver`: a filter of the receiver looks at what is clicked. */
type RewriterKind = 'sender' | 'receiver';

interface Rewriter {
  readonly name: string;
  readonly kind: RewriterKind;
  readonly hosts: RegExp;
}

/** Hosts that links are led through, by their makes. */
const REWRITERS: readonly Rewriter[] = [
  { name: 'Amazon SES', kind: 'sender', hosts: /(^|\.)awstrack\.me$/ },
  { name: 'SendGrid', kind: 'sender', hosts: /(^|\.)(ct\.sendgrid\.net|sendgrid\.net)$/ },
  { name: 'Mailchimp', kind: 'sender', hosts: /(^|\.)(list-manage\.com|mailchi\.mp|mandrillapp\.com|campaign-archive\.com)$/ },
  { name: 'Mailgun', kind: 'sender', hosts: /(^|\.)(mailgun\.org|mailgun\.net)$/ },
  { name: 'Postmark', kind: 'sender', hosts: /(^|\.)pstmrk\.it$/ },
  { name: 'SparkPost', kind: 'sender', hosts: /(^|\.)(spgo\.io|sparkpostmail\d*\.com)$/ },
  { name: 'Brevo', kind: 'sender', hosts: /(^|\.)(sendib[a-z]\d*\.com|r\.mail\.brevo\.com|sendinblue\.com)$/ },
  { name: 'Mailjet', kind: 'sender', hosts: /(^|\.)mjt\.lu$/ },
  { name: 'HubSpot', kind: 'sender', hosts: /(^|\.)(hubspotlinks\.com|hubspotemail\.net|hs-sites\.com)$/ },
  { name: 'Klaviyo', kind: 'sender', hosts: /(^|\.)(klclick\d*\.com|kmail-lists\.com)$/ },
  { name: 'Constant Contact', kind: 'sender', hosts: /(^|\.)(rs6\.net|constantcontact\.com)$/ },
  { name: 'Microsoft Safe Links', kind: 'receiver', hosts: /(^|\.)safelinks\.protection\.outlook\.com$/ },
  { name: 'Proofpoint URL Defense', kind: 'receiver', hosts: /(^|\.)(urldefense\.com|urldefense\.proofpoint\.com)$/ },
  { name: 'Mimecast', kind: 'receiver', hosts: /(^|\.)(mimecast\.com|mimecastprotect\.com)$/ },
  { name: 'Barracuda', kind: 'receiver', hosts: /(^|\.)linkprotect\.cudasvc\.com$/ },
  { name: 'Cisco', kind: 'receiver', hosts: /^secure-web\.cisco\.com$/ },
];

export interface LinkedHost {
  /** Lower case A-labels, or an address. */
  readonly host: string;
  readonly links: number;
  readonly pictures: number;
  /** At least one is not https. */
  readonly plain: boolean;
  /** The host is an address. */
  readonly bare: boolean;
  /** Whose rewriter it is; null: none that is known. */
  readonly rewriter: { readonly name: string; readonly kind: RewriterKind } | null;
  /** Of the From domain, or below or above it. */
  readonly own: boolean;
}

/** More are not read. */
const MOST = 2_000;

interface Found {
  readonly url: string;
  readonly picture: boolean;
}

const ATTRIBUTE = /\s(href|src|background|action)\s*=\s*(?:"([^"]{0,4000})"|'([^']{0,4000})'|([^\s"'>]{1,4000}))/gi;
/** Pictures that a style draws in. */
const STYLE_URL = /\burl\(\s*["']?([^"')\s]{1,4000})/gi;
/** What no reader sees; what stands in a conditional comment is seen in Outlook. */
const COMMENT = /<!--(?!\[if)[\s\S]*?-->/gi;
const URL_IN_TEXT = /https?:\/\/[^\s<>"')\]]{1,2000}/gi;

/** Of HTML's names those that a URL can be written with up to its host. */
const NAMED: { readonly [name: string]: string } = {
  amp: '&',
  colon: ':',
  sol: '/',
  period: '.',
  commat: '@',
  quot: '"',
  Tab: '',
  NewLine: '',
};

/** A URL as a reader's program takes it from an attribute: character references read, line breaks and tabs left out (WHATWG URL). */
const written = (value: string): string =>
  value
    .replaceAll(/&#(?:x([0-9a-f]{1,6})|(\d{1,7}));?/gi, (reference, hex?: string, decimal?: string) => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : reference;
    })
    .replaceAll(/&([A-Za-z]{2,8});/g, (reference, name: string) => NAMED[name] ?? reference)
    .replaceAll(/[\t\r\n]/g, '')
    .trim();

const inHtml = (html: string): readonly Found[] => {
  const text = html.replaceAll(COMMENT, ' ');
  const found: Found[] = [];
  for (const [, name = '', double, single, bare] of text.matchAll(ATTRIBUTE)) {
    found.push({ url: written(double ?? single ?? bare ?? ''), picture: /^(?:src|background)$/i.test(name) });
    if (found.length === MOST) return found;
  }
  for (const [, url = ''] of text.matchAll(STYLE_URL)) {
    found.push({ url: written(url), picture: true });
    if (found.length === MOST) break;
  }
  return found;
};

const inText = (text: string): readonly Found[] => {
  const found: Found[] = [];
  for (const [url] of text.matchAll(URL_IN_TEXT)) {
    found.push({ url, picture: false });
    if (found.length === MOST) break;
  }
  return found;
};

const hostOf = (url: string): { readonly host: string; readonly plain: boolean } | null => {
  const text = url.startsWith('//') ? `https:${url}` : url;
  if (!/^https?:/i.test(text) || !URL.canParse(text)) return null;
  const { hostname, protocol } = new URL(text);
  const host = hostname.replace(/^\[|\]$/g, '');
  return host === '' ? null : { host: toDnsName(host) ?? host, plain: protocol === 'http:' };
};

/** Hosts of all links, the most linked first. `from`: the From domain; null: none. */
export const linkedHosts = (
  texts: readonly { readonly type: string; readonly text: string }[],
  from: string | null,
): readonly LinkedHost[] => {
  const hosts = new Map<string, { links: number; pictures: number; plain: boolean }>();
  const all = texts.flatMap(({ type, text }) => (type === 'text/html' ? inHtml(text) : inText(text))).slice(0, MOST);
  for (const { url, picture } of all) {
    const leads = hostOf(url);
    if (leads === null) continue;
    const known = hosts.get(leads.host) ?? { links: 0, pictures: 0, plain: false };
    known[picture ? 'pictures' : 'links'] += 1;
    known.plain ||= leads.plain;
    hosts.set(leads.host, known);
  }
  return [...hosts]
    .map(([host, counted]) => {
      const rewriter = REWRITERS.find(({ hosts: pattern }) => pattern.test(host));
      return {
        host,
        ...counted,
        bare: isAddressHost(host),
        rewriter: rewriter === undefined ? null : { name: rewriter.name, kind: rewriter.kind },
        own: from !== null && (isWithin(host, from) || isWithin(from, host)),
      };
    })
    .toSorted((a, b) => b.links + b.pictures - a.links - a.pictures)
    .slice(0, 100);
};
