// From an error on the way to a mailbox to how far it came, in the server's own words.
import type { InboxStage, InboxTrouble } from '../../core/ports/inbox.ts';
import { maskText } from '../../masking/mask.ts';
import { oneLine } from '../../masking/neutral.ts';
import { codeOf } from '../errno.ts';

const LONGEST = 240;

/** Names of OpenSSL's and Node's errors of certificates and handshakes. */
const OF_TLS =
  /^(?:ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH|EPROTO|STARTTLS_INJECTION|UPGRADE_TIMEOUT)/;
const OF_GREETING = /^(?:GREETING_TIMEOUT|ClosedAfterConnectText|ClosedAfterConnectTLS|InvalidResponse)$/;
const OF_CONNECTION = /^(?:CONNECT_TIMEOUT|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/;

const member = (error: unknown, name: string): unknown =>
  typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Who signs in as a person is known to; the beginning is enough to tell one user from another. */
const withoutUser = (words: string, username: string): string => {
  if (username.includes('@')) return maskText(words, { recipients: [username] });
  const name = username.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const first = Array.from(username)[0] ?? '';
  return words.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}._-])${name}(?![\\p{L}\\p{N}_-])`, 'giu'), `${first}…`);
};

/** OAuth refusals come as JSON in a challenge; elsewhere the tagged answer's text says it. Masked before it is cut: half a name is no name to a mask. */
const wordsOf = (error: unknown, username: string): string => {
  const oauth = member(error, 'oauthError');
  const said =
    text(member(error, 'response')) ??
    text(member(error, 'responseText')) ??
    (error instanceof Error ? error.message : 'unknown');
  const more = oauth === undefined ? '' : ` ${JSON.stringify(oauth)}`;
  return withoutUser(oneLine(`${said.replace(/^\S+ (?:NO|BAD) /, '')}${more}`), username).slice(0, LONGEST);
};

const stageOf = (error: unknown, code: string, signedIn: boolean): InboxStage => {
  if (signedIn) return 'lost';
  // The library's own words where the server offers no way in that the secret is for.
  const noWay =
    error instanceof Error && /^(?:Unsupported authentication mechanism|No matching authentication)/.test(error.message);
  if (noWay || member(error, 'authenticationFailed') === true) return 'login';
  if (member(error, 'tlsFailed') === true || OF_TLS.test(code)) return 'tls';
  if (OF_GREETING.test(code)) return 'greeting';
  return OF_CONNECTION.test(code) ? 'connection' : 'greeting';
};

/** `signedIn`: the login had worked. */
export const troubleOf = (
  error: unknown,
  { signedIn, username }: { readonly signedIn: boolean; readonly username: string },
): InboxTrouble => {
  const own = codeOf(error);
  const stage = stageOf(error, own, signedIn);
  const told = text(member(error, 'serverResponseCode'));
  return { stage, code: told ?? (own === '' ? 'FAILED' : own), says: wordsOf(error, username) };
};
