// certify lab trigger EVENT --to URL
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { EXIT } from '../../core/decision.ts';
import { UsageError } from '../../core/errors.ts';
import { isLoopbackHost } from '../../text/host-address.ts';
import { trigger, TRIGGER_EVENTS, type TriggerAnswer } from '../../lab/trigger/trigger.ts';
import { forTerminal } from '../../masking/neutral.ts';
import type { Invocation, Run } from '../command.ts';

const TOPIC = 'arn:aws:sns:ap-south-1:111122223333:squareos-email';

const text = (invocation: Invocation, name: string): string | null => {
  const value = invocation.flags[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

const optional = <const K extends string>(key: K, value: string | null): { readonly [P in K]?: string } =>
  value === null ? {} : ({ [key]: value } as { readonly [P in K]?: string });

const eventOf = (invocation: Invocation): string => {
  const event = invocation.args[0] ?? '';
  if (TRIGGER_EVENTS.includes(event)) return event;
  throw new UsageError({
    code: 'event-unknown',
    message: `The lab knows no event "${event.slice(0, 60)}".`,
    fix: `Use one of: ${TRIGGER_EVENTS.join(', ')}.`,
  });
};

const topicOf = (invocation: Invocation): string => {
  const topic = text(invocation, 'topic') ?? TOPIC;
  if (/^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_.-]+$/.test(topic)) return topic;
  throw new UsageError({
    code: 'topic-malformed',
    message: '--topic is not the ARN of an SNS topic.',
    fix: `Give one such as ${TOPIC}.`,
  });
};

/** The lab forges nothing beyond this machine. */
const checkLoopback = (to: string): void => {
  const url = URL.canParse(to) ? new URL(to) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && isLoopbackHost(url.hostname)) return;
  throw new UsageError({
    code: 'to-not-loopback',
    message: url === null ? '--to is no URL.' : '--to leads beyond this machine, and the lab posts to webhooks on loopback only.',
    fix: 'Run the webhook here, and give --to http://127.0.0.1:PORT/path?token=…',
  });
};

const told = (event: string, to: string, answer: TriggerAnswer): string =>
  [
    `Posted ${event} (${answer.messageId}) to ${to}`,
    answer.status === null
      ? `  No answer: ${answer.error ?? 'the connection ended'}`
      : `  HTTP ${answer.status} in ${Math.round(answer.durationMs)} ms`,
    ...(answer.body === '' ? [] : [`  ${answer.body.slice(0, 500)}`]),
    ...(answer.certificate === null
      ? []
      : [
          `  Signed with the certificate ${answer.certificate.url}`,
          `  which stands in ${answer.certificate.file}; a webhook under development must be given it, for AWS does not serve it.`,
        ]),
  ]
    .map((line) => `${forTerminal(line)}\n`)
    .join('');

export const run: Run = async (invocation) => {
  const event = eventOf(invocation);
  const to = text(invocation, 'to');
  if (to === null)
    throw new UsageError({
      code: 'to-missing',
      message: 'It was not said where to post.',
      fix: 'Add --to http://127.0.0.1:PORT/path?token=…',
    });
  checkLoopback(to);
  const state = text(invocation, 'state');
  const version = text(invocation, 'signatureVersion');
  const answer = await trigger({
    event,
    to,
    stateDir: state === null ? join(tmpdir(), `certify-trigger-${userInfo().uid}`) : resolve(state),
    topicArn: topicOf(invocation),
    ...(version === '1' || version === '2' ? { signatureVersion: version } : {}),
    ...optional('messageId', text(invocation, 'messageId')),
    ...optional('recipient', text(invocation, 'recipient')),
    ...optional('configurationSet', text(invocation, 'configurationSet')),
    feedbackForm: invocation.flags['feedbackForm'] === true,
    raw: invocation.flags['raw'] === true,
  });
  const safe = to.replace(/([?&]token=)[^&]*/, '$1…');
  if (invocation.flags['json'] === true) {
    const { status, body, error, durationMs, messageId, certificate } = answer;
    invocation.io.out(
      `${JSON.stringify({ schema: 'certify.trigger/1', event, to: safe, status, body, error, durationMs, messageId, certificate }, null, 2)}\n`,
    );
  } else invocation.io.out(told(event, safe, answer));
  return answer.status === null ? EXIT.INCONCLUSIVE : 0;
};
