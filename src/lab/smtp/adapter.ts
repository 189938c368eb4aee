// The relay's certified adapter: after a message was accepted it posts what became of it to SquareOS.
import { randomUUID } from 'node:crypto';
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { AdapterBehaviour } from './behaviour.ts';

export interface AdapterTarget {
  /** `…/engagement/email/smtp/webhook`. */
  readonly url: string;
  readonly token: string;
  /** PEM of the authority behind an https callback. */
  readonly ca?: string;
}

export interface AcceptedIds {
  readonly queuedId: string | null;
  /** Without brackets. */
  readonly messageId: string | null;
}

const words: {
  readonly [K in Exclude<AdapterBehaviour['event'], 'never'>]: { readonly event: string; readonly error?: string };
} = {
  delivered: { event: 'delivered' },
  bounced: { event: 'hard_bounce', error: '550 5.1.1 No such user' },
  'soft-bounced': { event: 'soft_bounce', error: '452 4.2.2 Mailbox full' },
  complained: { event: 'complained' },
  deferred: { event: 'deferred', error: '451 4.7.1 Try again later' },
  rejected: { event: 'rejected', error: '554 5.7.1 Refused by policy' },
  queued: { event: 'queued' },
};

/** The callback's JSON body, as the adapter's contract has it; null when this adapter says nothing. */
export const adapterBody = (behaviour: AdapterBehaviour, ids: AcceptedIds, at: Date): string | null => {
  if (behaviour.event === 'never') return null;
  const own = behaviour.id === 'message-id' ? ids.messageId : (ids.queuedId ?? ids.messageId);
  const providerMessageId = behaviour.id === 'other' ? `OTHER-${randomUUID().slice(0, 8).toUpperCase()}` : own;
  return JSON.stringify({ providerMessageId, ...words[behaviour.event], timestamp: at.toISOString() });
};

/** Posts one body; resolves with the status, or 0 when no answer came. */
export const postCallback = (target: AdapterTarget, behaviour: AdapterBehaviour, body: string): Promise<number> => {
  const url = new URL(target.url);
  const token = behaviour.token === 'wrong' ? `not-${target.token}` : target.token;
  const inQuery = behaviour.token !== 'missing' && behaviour.tokenIn === 'query';
  if (inQuery) url.searchParams.set('token', token);
  const headers = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...(behaviour.token !== 'missing' && behaviour.tokenIn === 'header' ? { 'x-webhook-token': token } : {}),
  };
  const options = { method: 'POST', headers, timeout: 10_000, ...(target.ca === undefined ? {} : { ca: target.ca }) };
  return new Promise((resolve) => {
    const post = (url.protocol === 'https:' ? tlsRequest : plainRequest)(url, options, (answer) => {
      answer.resume().once('close', () => resolve(answer.statusCode ?? 0));
    });
    post.once('timeout', () => post.destroy());
    post.once('error', () => resolve(0));
    post.end(body);
  });
};
