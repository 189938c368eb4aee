// Asks the platform to send the live message (`live.trigger: {path, body}`), with the run id as idempotency key.
import { ObservationError } from '../../core/errors.ts';
import { type SendOutcome, UNSENT } from '../../core/live.ts';
import type { PlatformTrigger } from '../../core/ports/writes.ts';
import type { Secret } from '../../core/secret.ts';
import { oneLine } from '../../masking/neutral.ts';
import { systemClock } from '../clock.ts';
import { guardedFetch } from '../http/http.ts';
import { isCertificateFault } from '../../text/tls-fault.ts';

export interface PlatformOptions {
  /** Where the platform's API is; null when the profile names none. */
  readonly baseUrl: string | null;
  readonly token: Secret | null;
  readonly ca?: string;
  readonly allowPrivate: boolean;
}

/** The request never left: the platform cannot have taken the order. */
const NOT_REACHED = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|PROXY_)/;
const NOT_ASKED = /^(?:bad-url|userinfo|address-refused|not-https)/;

const outcomeOf = (status: number): SendOutcome => {
  if (status >= 200 && status < 300) {
    return {
      kind: 'accepted',
      receipt: { providerMessageId: null, requestId: null, sentAt: systemClock.now().toISOString(), via: 'squareos' },
    };
  }
  const message = `The platform answered the order to send with HTTP ${status}.`;
  if (status >= 400 && status < 500 && status !== 408) {
    return { kind: 'refused', code: `HTTP ${status}`, message, temporary: status === 429, stage: 'trigger' };
  }
  return { kind: 'ambiguous', code: `HTTP ${status}`, message, stage: 'trigger' };
};

export const createPlatformTrigger = (options: PlatformOptions): PlatformTrigger => ({
  trigger: async (path, body, idempotencyKey) => {
    if (options.baseUrl === null) {
      const message = 'live.trigger names a path, but callback.ledger.baseUrl does not say where the platform is.';
      return { kind: 'refused', code: 'no-base-url', message, temporary: false, stage: 'trigger' };
    }
    try {
      const answer = await guardedFetch(new URL(path, options.baseUrl).href, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': idempotencyKey,
          ...(options.token === null ? {} : { authorization: `Bearer ${options.token.reveal()}` }),
        },
        body: JSON.stringify(body),
        ...(options.ca === undefined ? {} : { ca: options.ca }),
        allowPrivate: options.allowPrivate,
      });
      return outcomeOf(answer.status);
    } catch (error) {
      if (!(error instanceof ObservationError)) throw error;
      const { code, message } = error.unseen;
      const said = { code, message: oneLine(message) };
      if (NOT_REACHED.test(code)) return { kind: 'refused', ...said, temporary: false, stage: UNSENT };
      return NOT_ASKED.test(code) || isCertificateFault(code)
        ? { kind: 'refused', ...said, temporary: false, stage: 'trigger' }
        : { kind: 'ambiguous', ...said, stage: 'trigger' };
    }
  },
});
