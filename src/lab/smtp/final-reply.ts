// The reply to the final dot as each kind of server writes it, without its code, and the id in it.
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { QueueIdShape } from './behaviour.ts';

export interface FinalReply {
  readonly text: string;
  /** null when this relay gives none. */
  readonly id: string | null;
}

const pick = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)] ?? '').join('');

const UPPER_HEX = '0123456789ABCDEF';
const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
// Queue ids of Exim and Postfix begin with the time, which in these years begins with a digit.
const POSTFIX_LONG = '0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxy';

const around = (make: () => string, text: (id: string) => string) => (): FinalReply => {
  const id = make();
  return { id, text: text(id) };
};

const queuedAs = (id: string): string => `2.0.0 Ok: queued as ${id}`;

const shapes: { readonly [K in Exclude<QueueIdShape, 'message-id'>]: () => FinalReply } = {
  postfix: around(() => pick(UPPER_HEX, 11), queuedAs),
  'postfix-long': around(() => `4${pick(POSTFIX_LONG, 10)}z${pick(POSTFIX_LONG, 4)}`, queuedAs),
  exim: around(
    () => `1${pick(ALPHANUMERIC, 5)}-${pick(ALPHANUMERIC, 11)}-${pick(ALPHANUMERIC, 4)}`,
    (id) => `OK id=${id}`,
  ),
  sendmail: around(
    () => `4${pick(ALPHANUMERIC, 8)}${randomInt(10_000, 99_999)}`,
    (id) => `2.0.0 ${id} Message accepted for delivery`,
  ),
  opensmtpd: around(
    () => randomBytes(4).toString('hex'),
    (id) => `2.0.0 ${id} Message accepted for delivery`,
  ),
  qmail: around(
    () => `${Math.floor(Date.now() / 1000)} qp ${randomInt(1_000, 32_000)}`,
    (id) => `ok ${id}`,
  ),
  haraka: around(
    () => `${randomUUID().toUpperCase()}.1`,
    (id) => `Message Queued (${id})`,
  ),
  ses: around(
    () => `0109${randomBytes(6).toString('hex')}-${randomUUID()}-000000`,
    (id) => `Ok ${id}`,
  ),
  sendgrid: around(
    () => randomBytes(16).toString('base64url'),
    (id) => `Ok: queued as ${id}`,
  ),
  mailjet: around(
    () => randomUUID(),
    (id) => `OK queued as ${id}`,
  ),
  none: () => ({ id: null, text: 'Great success' }),
};

/** `messageId` is the header of the message that was taken, without brackets. */
export const finalReply = (shape: QueueIdShape, messageId: string | null): FinalReply =>
  shape === 'message-id' ? { id: messageId, text: `2.0.0 OK: queued as <${messageId ?? 'none'}>` } : shapes[shape]();
