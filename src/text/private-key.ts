// Private keys inside any text, PEM or the bare base64 of one: told from the form, taken out before anybody sees the text.

/** What stands in place of a private key. */
export const PRIVATE_KEY = '[private key]';

/** To its end, or to the end of the text where that was cut off; the line breaks may be lost. */
const PEM = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/gi;

/** A DER sequence in base64 begins with M; blanks may stand inside. */
const DER_RUN = /(?<![A-Za-z0-9+/])M[A-Za-z0-9+/](?:[ \t]?[A-Za-z0-9+/]){38,}={0,2}/g;

/** Octets that tell: sequence, length, version. */
const HEADER_LETTERS = 24;

/**
 * A sequence whose first member is a version (INTEGER 0 or 1): PKCS #8, PKCS #1 or SEC 1 private keys (RFC 5958, 8017, 5915).
 * Public keys begin with an algorithm or with the modulus.
 */
const isPrivateDer = (base64: string): boolean => {
  const octets = Buffer.from(base64.replaceAll(/\s/g, '').slice(0, HEADER_LETTERS), 'base64');
  const length = octets[1] ?? 0;
  const at = length < 0x80 ? 2 : 2 + (length & 0x7f);
  return octets[0] === 0x30 && octets[at] === 0x02 && octets[at + 1] === 0x01 && (octets[at + 2] ?? 9) <= 1;
};

/** The text with every private key replaced. */
export const withoutPrivateKeys = (text: string): string =>
  text.replaceAll(PEM, PRIVATE_KEY).replaceAll(DER_RUN, (run) => (isPrivateDer(run) ? PRIVATE_KEY : run));

/** Whether the text holds a private key, or held one before it was taken out. */
export const holdsPrivateKey = (text: string): boolean => text.includes(PRIVATE_KEY) || withoutPrivateKeys(text) !== text;
