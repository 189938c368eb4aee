// DKIM as the sending side makes it (RFC 6376, relaxed/relaxed, rsa-sha256), and the record that belongs to it.
import { createHash, createPublicKey, generateKeyPair, sign } from 'node:crypto';
import { promisify } from 'node:util';

/** PEM of a new private key. */
export const newDkimKey = async (): Promise<string> => {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
};

/** p= of its DNS record. */
export const publicPart = (keyPem: string): string =>
  createPublicKey(keyPem).export({ type: 'spki', format: 'der' }).toString('base64');

const relaxedBody = (body: string): string => {
  const text = body
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/ +\r\n/g, '\r\n')
    .replace(/(?:\r\n)*$/, '');
  return text === '' ? '' : `${text}\r\n`;
};

const relaxedField = (field: string): string => {
  const at = field.indexOf(':');
  const value = field
    .slice(at + 1)
    .replaceAll('\r\n', '')
    .replaceAll(/[ \t]+/g, ' ')
    .trim();
  return `${field.slice(0, at).trim().toLowerCase()}:${value}`;
};

const SIGNED: ReadonlySet<string> = new Set([
  'from',
  'reply-to',
  'to',
  'subject',
  'date',
  'message-id',
  'mime-version',
  'content-type',
  'list-unsubscribe',
  'list-unsubscribe-post',
]);

const nameOf = (field: string): string => field.slice(0, field.indexOf(':')).trim().toLowerCase();

/** The DKIM-Signature field of a message with CRLF line ends, one of each header field at most. */
export const dkimSignature = (
  message: string,
  given: { readonly domain: string; readonly selector: string; readonly keyPem: string },
): string => {
  const at = message.indexOf('\r\n\r\n');
  const fields = message
    .slice(0, at)
    .split(/\r\n(?![ \t])/)
    .filter((field) => SIGNED.has(nameOf(field)));
  const hash = createHash('sha256')
    .update(relaxedBody(message.slice(at + 4)), 'latin1')
    .digest('base64');
  const unsigned = [
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${given.domain}; s=${given.selector};`,
    `\tt=${Math.floor(Date.now() / 1000)}; h=${fields.map(nameOf).join(':')};`,
    `\tbh=${hash};`,
    '\tb=',
  ].join('\r\n');
  const octets = Buffer.from([...fields, unsigned].map(relaxedField).join('\r\n'), 'latin1');
  return unsigned + sign('sha256', octets, given.keyPem).toString('base64').replaceAll(/.{70}/g, '$&\r\n\t');
};
