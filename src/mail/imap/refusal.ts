// What a mail host means when it refuses a login: vendors say in words what no response code tells.

export type LoginRefusal =
  /** The account has two factors: only a password made for this use opens it. */
  | 'app-password'
  /** IMAP is switched off for the mailbox. */
  | 'imap-off'
  /** The host wants a person at its web page. */
  | 'web-login'
  /** The host takes no passwords any more, only OAuth tokens. */
  | 'no-passwords'
  /** The host offers no way to sign in here at all: it takes the connection for one without TLS. */
  | 'no-login'
  /** The account is locked, suspended or switched off. */
  | 'locked'
  /** The host takes no OAuth tokens. */
  | 'no-tokens'
  /** The token has expired, or is for something else. */
  | 'token'
  /** The login is right, and there is no mailbox behind it. */
  | 'no-mailbox'
  /** Too many connections or questions; it passes. */
  | 'busy'
  /** User name or password. */
  | 'wrong';

/** Response codes of RFC 5530 first; then what Gmail, Microsoft 365, Yahoo and iCloud answer. */
const WORDS: readonly (readonly [RegExp, LoginRefusal])[] = [
  [/application-specific password|app(?:lication)?[ -]specific|app(?:lication)? password|authori[sz]ed? code/i, 'app-password'],
  [
    /not enabled for imap|yet to enable imap|imap[\w ]{0,12} (?:is )?(?:disabled|not (?:enabled|available|allowed|permitted))|imap.{0,20}(?:disabled|turned off)|no(?:t have)? access rights to this service/i,
    'imap-off',
  ],
  [/web browser|web login required|weblogin/i, 'web-login'],
  [/basic ?auth(?:entication)? (?:is )?(?:disabled|blocked)|logondenied-basicauthblocked|LOGINDISABLED/i, 'no-passwords'],
  [/PRIVACYREQUIRED/, 'no-login'],
  [
    /authenticated but not connected|no mailbox|mailbox (?:unavailable|not found|does not exist)|AUTHORIZATIONFAILED/i,
    'no-mailbox',
  ],
  [
    /too many|number of connections|bandwidth|OVERQUOTA|\bLIMIT\b|INUSE|UNAVAILABLE|SERVERBUG|try again later|temporar|throttl|shutting down|shutdown|restart/i,
    'busy',
  ],
  [/CONTACTADMIN|\b(?:account|mailbox|user)\b[\w ]{0,16} (?:locked|suspended|disabled|blocked|deactivated|closed)\b/i, 'locked'],
];

/** Of a token alone: a password that has expired is a wrong one. */
const OF_TOKEN = /expired|invalid_token|invalid[_ ]grant|"status":"40[01]"/i;

/** Whether who hangs up says that it is for the moment. */
export const isBusy = (text: string, code: string): boolean =>
  WORDS.some(([pattern, refusal]) => refusal === 'busy' && pattern.test(`${code} ${text}`));

/** `code`: the response code of the refusal, such as AUTHENTICATIONFAILED. */
export const loginRefusal = (
  text: string,
  given: { readonly code: string; readonly login: 'password' | 'token'; readonly host: string },
): LoginRefusal => {
  if (given.login === 'token' && /^(?:Unsupported authentication mechanism|No matching authentication)/.test(text))
    return 'no-tokens';
  if (given.login === 'token' && OF_TOKEN.test(text)) return 'token';
  const found = WORDS.find(([pattern]) => pattern.test(`${given.code} ${text}`))?.[1];
  if (found !== undefined) return found;
  if (given.login === 'token') return 'token';
  // Microsoft 365 takes no password over IMAP since 2022, and says no more than that the login failed.
  return /(?:^|\.)(?:outlook\.office365\.com|outlook\.office\.com|outlook\.com|office365\.us|partner\.outlook\.cn)$/i.test(
    given.host,
  )
    ? 'no-passwords'
    : 'wrong';
};
