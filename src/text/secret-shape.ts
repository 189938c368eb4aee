// The form of a credential, told from its characters alone; never from what it opens.
import type { SecretFlaw } from '../core/ports/secrets.ts';

export type SecretForm = 'aws-secret-access-key' | 'ses-smtp-password' | 'aws-session-token' | 'pem' | 'hex' | 'base64' | 'other';

/** The form of a value that is known to be a secret. */
export const secretForm = (value: string): SecretForm => {
  if (value.includes('-----BEGIN ')) return 'pem';
  // SES derives it: version byte 0x04 and a SHA-256 in base64 (SES Developer Guide, smtp-credentials).
  if (/^B[A-Za-z0-9+/]{43}$/.test(value)) return 'ses-smtp-password';
  if (/^[A-Fa-f0-9]{16,}$/.test(value)) return 'hex';
  if (/^[A-Za-z0-9+/]{40}$/.test(value)) return 'aws-secret-access-key';
  if (/^(IQoJ|FwoG|FQoG|AQoD)[A-Za-z0-9+/=_-]{60,}$/.test(value)) return 'aws-session-token';
  return /^[A-Za-z0-9+/_-]{16,}={0,2}$/.test(value) && /\d/.test(value) ? 'base64' : 'other';
};

const percentDecoded = (value: string): string | null => {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
};

/** Readable text behind the base64, which random keys never have. */
const isBase64OfText = (value: string): boolean =>
  /^[A-Za-z0-9+/]{16,}={0,2}$/.test(value) &&
  value.length % 4 === 0 &&
  /^[\x20-\x7e]{12,}\s?$/.test(Buffer.from(value, 'base64').toString('latin1'));

/** What was done to the value on its way here, as people and tools do it: each tells what to take away again. */
export const secretFlaws = (value: string): readonly SecretFlaw[] => [
  ...(/^\s|\s$/.test(value) ? (['blank'] as const) : []),
  ...(/^(["'`“‘«]).+["'`”’»]$/s.test(value.trim()) ? (['quoted'] as const) : []),
  // The characters of base64 that URLs escape; others may well be a password's own.
  ...(/%(?:2B|2F|3D)/i.test(value) && percentDecoded(value) !== null ? (['percent-encoded'] as const) : []),
  ...(isBase64OfText(value) ? (['base64-encoded'] as const) : []),
  ...(/&(?:amp|lt|gt|quot|#\d{2,3});/.test(value) ? (['html-escaped'] as const) : []),
  ...(/[^\x20-\x7e\t]/.test(value) ? (['beyond-ascii'] as const) : []),
];

/** How often letters change between lower case, upper case and digits: words change rarely, keys all the time. */
const changes = (word: string): number => {
  const kinds = word.split('').map((c) => (/[a-z]/.test(c) ? 0 : /[A-Z]/.test(c) ? 1 : 2));
  return kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length;
};

/** Whether a text that should hold none contains a credential: a PEM block, an AWS secret or session token, an SES SMTP password, a JWT. */
export const looksLikeSecret = (text: string): boolean => {
  if (/-----BEGIN [A-Z ]+-----/.test(text)) return true;
  if (/(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\./.test(text)) return true;
  const words = text.match(/[A-Za-z0-9+/]{40,}={0,2}/g) ?? [];
  return words.some((word) => /[a-z]/.test(word) && /[A-Z]/.test(word) && /\d/.test(word) && changes(word) >= word.length / 4);
};
