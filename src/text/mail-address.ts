// A mail address as `local@domain`, with or without a display name (RFC 5322 §3.4); the domain in A-labels.
import { toDnsName } from './domain-name.ts';

export interface MailAddress {
  /** As written: its case counts (RFC 5321 §2.4). */
  readonly local: string;
  /** Lower-case A-labels. */
  readonly domain: string;
  /** `local@domain`. */
  readonly address: string;
}

// atext of RFC 5322 §3.2.3, plus what RFC 6531 adds beyond ASCII.
const DOT_ATOM = /^[\w!#$%&'*+/=?^`{|}~\-\u0080-\u{10ffff}]+(\.[\w!#$%&'*+/=?^`{|}~\-\u0080-\u{10ffff}]+)*$/u;
const QUOTED = /^"([^"\\\r\n]|\\[\x20-\x7e])*"$/;
/** RFC 5321 §4.5.3.1.1, octets. */
const MAX_LOCAL = 64;

const bare = (text: string): string => /<([^<>]*)>\s*$/.exec(text)?.[1]?.trim() ?? text.trim();

/** Null when it is no address that mail can be sent from or to; a domain literal such as `[192.0.2.1]` is none here. */
export const parseMailAddress = (text: string): MailAddress | null => {
  const address = bare(text);
  const at = address.lastIndexOf('@');
  if (at < 1) return null;
  const local = address.slice(0, at);
  const domain = toDnsName(address.slice(at + 1));
  if (domain === null || !domain.includes('.')) return null;
  if (new TextEncoder().encode(local).length > MAX_LOCAL) return null;
  if (!DOT_ATOM.test(local) && !QUOTED.test(local)) return null;
  return { local, domain, address: `${local}@${domain}` };
};

/** The domain of an address, or the text itself where it is a domain name; null when it is neither. */
export const mailDomain = (addressOrDomain: string): string | null =>
  addressOrDomain.includes('@') ? (parseMailAddress(addressOrDomain)?.domain ?? null) : toDnsName(addressOrDomain);

/** Whose it is stays untold: `billing@example.com` → `b…@example.com`. */
export const shortAddress = ({ local, domain }: Pick<MailAddress, 'local' | 'domain'>): string =>
  `${Array.from(local)[0] ?? ''}…@${domain}`;
