// certify lab trigger EVENT --to URL
import { type TriggerAnswer, triggerEvent } from '../../../app/lab/trigger.ts';
import { EXIT } from '../../../core/decision.ts';
import { forTerminal } from '../../../masking/neutral.ts';
import { defineCommand, type Given, refuseIdle } from '../../command.ts';
import { argument, choice, completing, flag, text } from '../../options.ts';
import { document } from '../../print.ts';
import { json } from '../../shared-options.ts';

const args = {
  event: completing(
    'event',
    argument('the event, such as delivery, bounce, complaint, subscription-confirmation, smtp-delivered'),
  ),
};

const options = {
  to: text('--to <url>', 'a loopback URL; may contain ?token='),
  topic: text('--topic <arn>', 'the topic that the message names'),
  messageId: text('--message-id <id>', 'the provider’s message id'),
  recipient: text('--recipient <address>', 'the recipient that the event is about'),
  configurationSet: text('--configuration-set <name>', 'the configuration set that the event names'),
  signatureVersion: choice('--signature-version <n>', 'SNS signature version', ['1', '2']),
  feedbackForm: flag('--feedback-form', 'use the notificationType form of identity feedback'),
  raw: flag('--raw', 'post the event without its SNS envelope (raw delivery)'),
  state: text('--state <dir>', 'the lab’s state directory, with the signing key'),
  json,
};

const EVENT_PARTS = ['recipient', 'configurationSet', 'feedbackForm'] as const;

const refuse = (given: Given<typeof args, typeof options>): void => {
  const { event } = given.args;
  if (event.startsWith('smtp-')) {
    refuseIdle(given, [...EVENT_PARTS, 'topic', 'signatureVersion', 'raw', 'state'], 'an adapter callback is no SNS message');
  }
  if (event.endsWith('-confirmation')) refuseIdle(given, [...EVENT_PARTS, 'messageId', 'raw'], `${event} carries no event`);
  if (event === 'validation') refuseIdle(given, [...EVENT_PARTS, 'messageId'], 'the text of a validation is always the same');
  if (event === 'unknown') refuseIdle(given, EVENT_PARTS, 'an unknown event says nothing but its message id');
  if (given.options.feedbackForm) refuseIdle(given, ['configurationSet'], 'identity feedback names no configuration set');
  if (given.options.raw) refuseIdle(given, ['signatureVersion'], 'raw delivery has no envelope to sign');
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

export const command = defineCommand({
  description: 'post one signed SNS message, or adapter callback, to a webhook under development',
  args,
  options,
  examples: ["certify lab trigger delivery --to 'http://127.0.0.1:3000/engagement/email/ses/webhook?token=dev'"],
  run: async (given, { io }) => {
    refuse(given);
    const { event } = given.args;
    const { to, answer } = await triggerEvent({ ...given.options, event });
    const { status, body, error, durationMs, messageId, certificate } = answer;
    const inJson = { schema: 'certify.trigger/1', event, to, status, body, error, durationMs, messageId, certificate };
    io.out(given.options.json ? document(inJson) : told(event, to, answer));
    return status === null ? EXIT.INCONCLUSIVE : 0;
  },
});
