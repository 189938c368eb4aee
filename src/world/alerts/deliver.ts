// Brings an alert to where it goes: a signed webhook, a Slack webhook, or a mail over a relay that is no tenant's.
import { createHmac } from 'node:crypto';
import { ObservationError } from '../../core/errors.ts';
import type { Secret } from '../../core/secret.ts';
import { systemClock } from '../clock.ts';
import type { LookupAddresses } from '../smtp/connect.ts';
import { guardedFetch, type GuardedRequest } from '../http/http.ts';

export type AlertRoute =
  | {
      readonly kind: 'webhook';
      readonly url: string;
      /** The current one first; a second while it is replaced. */
      readonly secrets: readonly Secret[];
    }
  | { readonly kind: 'slack'; readonly url: Secret }
  | {
      readonly kind: 'email';
      readonly host: string;
      readonly port: number;
      readonly secure: boolean;
      readonly username: string | null;
      readonly password: Secret | null;
      readonly from: string;
      readonly to: string;
    };

/** An alert in the form that its route carries. */
export interface AlertLetter {
  readonly id: string;
  /** For a webhook. */
  readonly json: string;
  readonly title: string;
  /** Plain, for a chat and a mail. */
  readonly text: string;
}

export type Delivered = { readonly sent: true } | { readonly sent: false; readonly why: string };

export interface DeliverySettings extends Pick<GuardedRequest, 'ca' | 'allowPrivate' | 'signal'> {
  /** Where the mail host is found instead of the system's resolver. */
  readonly lookup?: LookupAddresses;
}

const ATTEMPT_MS = 10_000;

const post = async (
  url: string,
  body: string,
  headers: { readonly [name: string]: string },
  { lookup: _lookup, ...given }: DeliverySettings,
): Promise<Delivered> => {
  try {
    const { status } = await guardedFetch(url, {
      ...given,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      timeoutMs: ATTEMPT_MS,
      maxBytes: 65_536,
    });
    return status >= 200 && status < 300 ? { sent: true } : { sent: false, why: `it answered HTTP ${status}` };
  } catch (error) {
    if (!(error instanceof ObservationError)) throw error;
    // The message may name a host that is a secret's; its code says enough.
    return {
      sent: false,
      why:
        error.unseen.code === 'TIMEOUT'
          ? 'it did not answer within 10 seconds'
          : `it could not be reached (${error.unseen.code})`,
    };
  }
};

/** `v1=` and the HMAC-SHA256 of `timestamp.body` in hexadecimal, once a secret. */
const signature = (secrets: readonly Secret[], timestamp: string, body: string): string =>
  secrets
    .map((secret) => `v1=${createHmac('sha256', secret.reveal()).update(`${timestamp}.${body}`, 'utf8').digest('hex')}`)
    .join(',');

/** What Slack's mrkdwn would act on (its own three entities); the limit of a message is 40,000 characters. */
const forSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').slice(0, 39_000);

type Email = Extract<AlertRoute, { readonly kind: 'email' }>;

/** Under one Message-ID however often it is sent. */
const mail = async (
  { from, to, ...relay }: Email,
  { id, title, text }: AlertLetter,
  given: DeliverySettings,
): Promise<Delivered> => {
  const { createSmtpSender } = await import('../smtp/sender.ts');
  const { host, port, secure, username, password } = relay;
  const sender = createSmtpSender({
    username,
    password,
    ehloName: null,
    allowPrivate: given.allowPrivate === true,
    sender: from,
    recipient: to,
    target: { host, port, secure },
    ...(given.ca === undefined ? {} : { ca: given.ca }),
    ...(given.lookup === undefined ? {} : { lookup: given.lookup }),
  });
  const { outcome } = await sender.send({
    from,
    to,
    replyTo: null,
    subject: title,
    text,
    nonce: id,
    messageId: `${id}@${from.slice(from.lastIndexOf('@') + 1)}`,
  });
  return outcome.kind === 'accepted' ? { sent: true } : { sent: false, why: `the relay did not take it (${outcome.code})` };
};

/** One attempt. */
export const deliverAlert = (route: AlertRoute, letter: AlertLetter, given: DeliverySettings): Promise<Delivered> => {
  if (route.kind === 'email') return mail(route, letter, given);
  if (route.kind === 'slack') return post(route.url.reveal(), JSON.stringify({ text: forSlack(letter.text) }), {}, given);
  const timestamp = String(Math.floor(systemClock.now().getTime() / 1000));
  const headers = {
    'certify-alert-id': letter.id,
    'certify-timestamp': timestamp,
    'certify-signature': signature(route.secrets, timestamp, letter.json),
  };
  return post(route.url, letter.json, headers, given);
};
