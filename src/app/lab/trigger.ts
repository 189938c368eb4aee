// One signed SNS message, or adapter callback, to a webhook under development.
import { didYouMean } from '../../text/nearest.ts';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import type { TriggerAnswer } from '../../lab/trigger/trigger.ts';
import { isLoopbackHost } from '../../text/host-address.ts';

export type { TriggerAnswer };

export interface TriggerOptions {
  readonly event: string;
  /** A URL on this machine; null: it was not said. */
  readonly to: string | null;
  readonly topic: string | null;
  readonly messageId: string | null;
  readonly recipient: string | null;
  readonly configurationSet: string | null;
  readonly signatureVersion: '1' | '2' | null;
  readonly feedbackForm: boolean;
  readonly raw: boolean;
  /** Where the signing key lives; null: a place below the temporary directory. */
  readonly state: string | null;
}

const TOPIC = 'arn:aws:sns:ap-south-1:111122223333:squareos-email';

const optional = <const K extends string>(key: K, value: string | null): { readonly [P in K]?: string } =>
  value === null ? {} : ({ [key]: value } as { readonly [P in K]?: string });

const checkEvent = (event: string, known: readonly string[]): void => {
  if (known.includes(event)) return;
  throw new UsageError({
    code: 'event-unknown',
    message: `The lab knows no event "${event.slice(0, 60)}".`,
    fix: `${didYouMean(event, known)}Use one of: ${known.join(', ')}.`,
  });
};

const topicOf = (topic: string): string => {
  if (/^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_.-]+$/.test(topic)) return topic;
  throw new UsageError({
    code: 'topic-malformed',
    message: '--topic is not the ARN of an SNS topic.',
    fix: `Give one such as ${TOPIC}.`,
  });
};

/** The lab forges nothing beyond this machine. */
const loopback = (to: string | null): string => {
  if (to === null)
    throw new UsageError({
      code: 'to-missing',
      message: 'It was not said where to post.',
      fix: 'Add --to http://127.0.0.1:PORT/path?token=…',
    });
  const url = URL.canParse(to) ? new URL(to) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && isLoopbackHost(url.hostname)) return to;
  throw new UsageError({
    code: 'to-not-loopback',
    message: url === null ? '--to is no URL.' : '--to leads beyond this machine, and the lab posts to webhooks on loopback only.',
    fix: 'Run the webhook here, and give --to http://127.0.0.1:PORT/path?token=…',
  });
};

/** Posts once, and resolves with what the webhook answered; `to` comes back without its token. */
export const triggerEvent = async (options: TriggerOptions): Promise<{ readonly to: string; readonly answer: TriggerAnswer }> => {
  const { trigger, TRIGGER_EVENTS } = await import('../../lab/trigger/trigger.ts');
  const { event, state, signatureVersion, feedbackForm, raw } = options;
  checkEvent(event, TRIGGER_EVENTS);
  const to = loopback(options.to);
  const answer = await trigger({
    event,
    to,
    stateDir: state === null ? join(tmpdir(), `certify-trigger-${userInfo().uid}`) : resolve(state),
    topicArn: topicOf(options.topic ?? TOPIC),
    ...(signatureVersion === null ? {} : { signatureVersion }),
    ...optional('messageId', options.messageId),
    ...optional('recipient', options.recipient),
    ...optional('configurationSet', options.configurationSet),
    feedbackForm,
    raw,
  });
  return { to: to.replace(/([?&]token=)[^&]*/, '$1…'), answer };
};
