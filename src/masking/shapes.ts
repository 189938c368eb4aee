// What a credential looks like when nobody has told us its value.
import { holdsPrivateKey } from '../text/private-key.ts';

export type ShapeName =
  | 'private key (PEM)'
  | 'AWS access key id'
  | 'AWS session token'
  | 'secret key of 40 or 44 characters'
  | 'JSON web token'
  | 'user and password inside a URL'
  | 'named token or password';

/** Access key ids: `AKIA` long-term, `ASIA` temporary, `ABIA` STS bearer, `ACCA` context-specific (IAM identifiers page); 20 characters, room for longer. */
export const ACCESS_KEY_ID = /(?<![A-Za-z0-9])(AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,124}(?![A-Za-z0-9])/g;

/** Every PEM block, certificates too: in text that a person writes there is no reason for one. */
const ANY_PEM = /-----BEGIN [A-Z0-9 ]+-----/;

/** The first characters are the encoded header of STS tokens. */
export const SESSION_TOKEN = /(?<![A-Za-z0-9+/=])(?:IQoJ|FwoG|FQoG|AQoD)[A-Za-z0-9+/=_-]{60,}/g;

export const JSON_WEB_TOKEN = /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+/g;

/**
 * `scheme://user:password@`; a password may hold an `@` of its own, and a slash, as base64 has; what follows a host's port is a path.
 * A mail address behind `mailto://`, as people write it, is no login, and `USER` is the place of one in a form.
 */
export const URL_USERINFO =
  /(?<!mailto)(:\/\/)(?!USER@)(?:[^\s/?#"'<>\\]+@|[^\s:/?#@"'<>\\]{0,256}:(?!\d{0,5}(?:[/?#]|$))[^\s?#@"'<>\\]{1,512}@)/g;

const NAMES =
  '[A-Za-z0-9_.-]{0,64}(?:token|secret|password|passwd|pwd|signature|api[_-]?key|secret[_-]?(?:access[_-]?)?key|private[_-]?key|x-amz-credential)';

/** `token=…` in a query, a form or plain text; also where the URL itself is percent-encoded (`token%3D…`). */
export const NAMED_PARAMETER = new RegExp(
  `(?<![A-Za-z0-9])(${NAMES})(=|%3[Dd])([^&;\\s"'<>#\\\\%,)]+(?:%(?!26|23)[0-9A-Fa-f]{2}[^&;\\s"'<>#\\\\%,)]*)*)`,
  'gi',
);

/** `"password": "…"` inside text that quotes JSON, escaped or not. */
export const NAMED_JSON_STRING = new RegExp(`(\\\\?"${NAMES}\\\\?"\\s*:\\s*\\\\?")((?:[^"\\\\]|\\\\(?!"))*)`, 'gi');

/** `Authorization: Bearer …` to the end of its line, `x-webhook-token: …`, `AUTH PLAIN …`. */
export const CREDENTIAL_HEADER =
  /((?<![A-Za-z0-9])(?:(?:proxy-)?authorization\s*:\s*(?=[^\r\n"'[]{6})|x-[a-z0-9-]*token\s*:\s*|AUTH\s+(?:PLAIN|LOGIN|XOAUTH2|CRAM-MD5)\s+))(?:(?<=authorization\s*:\s*)[^\r\n"']+|[A-Za-z0-9+/=._~:-]{6,})/gi;

const CANDIDATE = /(?<![A-Za-z0-9+/=_-])(?:[A-Za-z0-9+/]{40}|[A-Za-z0-9+/]{44}|[A-Za-z0-9+/]{43}=)(?![A-Za-z0-9+/=_-])/g;

/** How often neighbouring characters are of different kinds: words and paths change rarely, keys at every other character. */
const changes = (text: string): number => {
  const kind = (c: string): number => (/[a-z]/.test(c) ? 0 : /[A-Z]/.test(c) ? 1 : /\d/.test(c) ? 2 : 3);
  const kinds = Array.from(text, kind);
  return kinds.filter((k, i) => i > 0 && k !== kinds[i - 1]).length;
};

/**
 * Secret access keys (40 characters of base64) and SES SMTP passwords (44), told from paths, words and hexadecimal digests.
 * A DKIM key of Ed25519 has 44 characters too and is public: `p=` in front spares it (RFC 8463).
 */
const looksLikeKey = (candidate: string, before: string): boolean => {
  if (/\bp\s*=\s*$/.test(before)) return false;
  if (!/[a-z]/.test(candidate) || !/[A-Z]/.test(candidate)) return false;
  const seen = changes(candidate);
  return seen >= 15 || (/\d/.test(candidate) && seen >= 10);
};

/** Replaces every secret key by its shape alone. */
export const replaceKeys = (text: string, replacement: string): string =>
  text.replaceAll(CANDIDATE, (found: string, at: number) =>
    looksLikeKey(found, text.slice(Math.max(0, at - 8), at)) ? replacement : found,
  );

const matches = (pattern: RegExp, text: string): boolean => new RegExp(pattern.source, pattern.flags.replace('g', '')).test(text);

/** The first credential shape in a text, or null. Never says the value. */
export const shapeIn = (text: string): ShapeName | null => {
  if (ANY_PEM.test(text) || holdsPrivateKey(text)) return 'private key (PEM)';
  if (matches(ACCESS_KEY_ID, text)) return 'AWS access key id';
  if (matches(SESSION_TOKEN, text)) return 'AWS session token';
  if (matches(JSON_WEB_TOKEN, text)) return 'JSON web token';
  if (matches(URL_USERINFO, text)) return 'user and password inside a URL';
  if (matches(CREDENTIAL_HEADER, text) || named(text)) return 'named token or password';
  return replaceKeys(text, '') === text ? null : 'secret key of 40 or 44 characters';
};

/** A masked value (`token=[masked]`) and a reference (`password=env:NAME`) are no secrets. */
const named = (text: string): boolean =>
  [...text.matchAll(NAMED_PARAMETER), ...text.matchAll(NAMED_JSON_STRING)].some((match) => {
    const value = match.at(-1) ?? '';
    return !/^(?:\[masked|\[secret |(?:env|file|cmd|prompt):)/.test(value) && value !== '';
  });
