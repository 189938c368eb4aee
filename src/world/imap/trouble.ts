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

/** How far the conversation came before it ended. */
export interface Talked {
  /** The login had worked. */
  readonly signedIn: boolean;
  /** The server had greeted. */
  readonly greeted: boolean;
  /** What it said when it hung up of its own accord (BYE); null: nothing. */
  readonly bye: string | null;
  /** The ways to sign in that it offers (`AUTH=…`); null: it did not come to that. */
  readonly offers: readonly string[] | null;
}

/** The library's own words where the server takes no password at all (LOGINDISABLED). */
const takesNoPassword = (error: unknown): boolean => error instanceof Error && error.message === 'Login is disabled';

const stageOf = (error: unknown, code: string, { signedIn, greeted }: Talked): InboxStage => {
  if (signedIn) return 'lost';
  // The library's own words where the server offers no way in that the secret is for.
  const noWay =
    error instanceof Error && /^(?:Unsupported authentication mechanism|No matching authentication)/.test(error.message);
  if (noWay || member(error, 'authenticationFailed') === true) return 'login';
  if (member(error, 'tlsFailed') === true || OF_TLS.test(code)) return 'tls';
  // Who greeted speaks IMAP, whatever became of the connection then.
  if (greeted) return 'lost';
  if (OF_GREETING.test(code)) return 'greeting';
  return OF_CONNECTION.test(code) ? 'connection' : 'greeting';
};

/** `username`: is masked in what the server says. */
export const troubleOf = (error: unknown, talked: Talked, username: string): InboxTrouble => {
  const own = codeOf(error);
  const stage = stageOf(error, own, talked);
  if (stage !== 'login' && talked.bye !== null && !talked.signedIn) {
    return { stage: 'turned-away', code: 'BYE', says: wordsOf({ responseText: talked.bye }, username) };
  }
  if (takesNoPassword(error)) {
    const offers = (talked.offers ?? []).join(', ');
    const code = offers === '' ? 'PRIVACYREQUIRED' : 'LOGINDISABLED';
    return { stage, code, says: `It takes no password, and offers ${offers === '' ? 'no way to sign in' : offers}.` };
  }
  const told = text(member(error, 'serverResponseCode'));
  return { stage, code: told ?? (own === '' ? 'FAILED' : own), says: wordsOf(error, username) };
};
