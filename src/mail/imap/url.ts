// A mailbox as a URL names it (RFC 5092, only as far as it says where and as whom): every part is checked before anybody is asked.
import { isAddressHost } from '../../text/host-address.ts';
import { toDnsName } from '../../text/domain-name.ts';

export interface ImapUrl {
  readonly host: string;
  readonly port: number;
  /** Implicit TLS; false: STARTTLS. */
  readonly secure: boolean;
  readonly username: string;
}

/** `password`: it holds one · `malformed`: `says` what is wrong with it, a sentence that repeats no part of the user. */
export type ImapUrlFault = { readonly fault: 'password' } | { readonly fault: 'malformed'; readonly says: string };

const malformed = (says: string): ImapUrlFault => ({ fault: 'malformed', says });

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};

const PORTS = { 'imaps:': 993, 'imap:': 143 } as const;

/** Brackets belong to the URL, not to the address. */
const hostOf = (hostname: string): string | null => {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  return isAddressHost(bare) ? bare : toDnsName(bare);
};

export const readImapUrl = (text: string): ImapUrl | ImapUrlFault => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return malformed('It is no URL: host and port (1 to 65535) cannot be told apart in it.');
  const { protocol, hostname, pathname, search, hash, port: given } = url;
  if (protocol !== 'imaps:' && protocol !== 'imap:') return malformed('It begins with neither imaps:// nor imap://.');
  if (url.password !== '') return { fault: 'password' };
  const host = hostOf(hostname);
  if (host === null)
    return malformed(hostname === '' ? 'It names no host.' : 'What stands where the host belongs is no host name.');
  if (given === '0') return malformed('Port 0 is none that anybody listens at.');
  const username = decoded(url.username);
  if (username === null) return malformed('Its user name holds a % that begins no octet: a % of the name is written %25.');
  if (username.trim() === '') return malformed('It names no user.');
  if (/\p{Cc}/u.test(username)) return malformed('Its user name holds a control character.');
  if (!['', '/'].includes(pathname))
    return malformed('It names more than a mailbox: a folder is given with --folder, not as a path.');
  if (search !== '' || hash !== '') return malformed('It holds a query or a fragment, which mean nothing here.');
  return { host, port: given === '' ? PORTS[protocol] : Number(given), secure: protocol === 'imaps:', username };
};
