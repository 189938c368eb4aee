// The tenant's callback URL as a stranger posts to it, and SNS's two pages that a receiver asks for.
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../core/secret.ts';
import { ObservationError } from '../../core/errors.ts';
import type { WebhookAnswer, WebhookPort } from '../../core/ports/webhook.ts';
import { oneLine } from '../../masking/neutral.ts';
import { guardedFetch } from '../http/http.ts';
import type { GuardedAnswer } from '../http/http.ts';
import { lookAtWebhook } from './look.ts';
import { isObject, parsedJson } from '../../text/unknown-json.ts';

export interface WebhookTarget {
  /** The callback URL as the profile has it. */
  readonly url: string;
  /** undefined where the profile names none; then nothing is right. */
  readonly verifyToken: Secret | undefined;
  readonly runId: string;
  /** One more authority, PEM. */
  readonly ca?: string;
  readonly allowPrivate: boolean;
}

/** SNS cannot send headers of the tenant's choice, so the token goes where a subscription carries it: in the query. */
const urlFor = (target: WebhookTarget, token: 'right' | 'wrong' | 'none'): string => {
  const url = new URL(target.url);
  url.searchParams.delete('token');
  if (token === 'right' && target.verifyToken !== undefined) url.searchParams.set('token', target.verifyToken.reveal());
  if (token === 'wrong') url.searchParams.set('token', randomBytes(16).toString('hex'));
  return url.href;
};

const reasonOf = ({ body }: GuardedAnswer): string | null => {
  const json = parsedJson(body);
  const reason = isObject(json) ? (json['reason'] ?? json['error'] ?? json['message']) : null;
  return typeof reason === 'string' ? oneLine(reason).slice(0, 200) : null;
};

export const createWebhookPort = (target: WebhookTarget): WebhookPort => ({
  look: (contentType) => lookAtWebhook({ ...target, contentType, url: urlFor(target, 'none') }),
  post: async ({ body, contentType, headers, token }): Promise<WebhookAnswer> => {
    const startedAt = performance.now();
    const durationMs = (): number => Math.round(performance.now() - startedAt);
    try {
      const answer = await guardedFetch(urlFor(target, token), {
        method: 'POST',
        headers: { ...headers, 'content-type': contentType, 'user-agent': `certify run=${target.runId}` },
        body,
        allowPrivate: target.allowPrivate,
        ...(target.ca === undefined ? {} : { ca: target.ca }),
      });
      return { status: answer.status, reason: reasonOf(answer), error: null, durationMs: durationMs() };
    } catch (cause) {
      if (!(cause instanceof ObservationError)) throw cause;
      return { status: null, reason: null, error: cause.unseen.message, durationMs: durationMs() };
    }
  },
});

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');
/** Of secrets, made once: a receiver compares each with every callback. */
const digests = new WeakMap<Secret, Buffer>();

/** Constant time for texts of any length. */
export const secretMatches = (secret: Secret, presented: string): boolean => {
  const known = digests.get(secret) ?? digest(secret.reveal());
  digests.set(secret, known);
  return timingSafeEqual(known, digest(presented));
};

/** A database URL that stands in a secret place, because it carries a password. Empty when there is none. */
export const databaseUrl = (secret: Secret | undefined): string => secret?.reveal() ?? '';
