// The one SendEmail of a run. SES has no idempotency token, so nothing here asks twice.
import { type SendOutcome, UNSENT } from '../../core/live.ts';
import type { OutgoingMessage } from '../../core/ports/smtp.ts';
import type { SesEnvelope, SesSender } from '../../core/ports/writes.ts';
import type { Endpoints } from '../../core/profile.ts';
import type { Clock } from '../../core/clock.ts';
import { connectionTo } from './clients.ts';
import { type AwsTranscript, type Connection, questionOf, spoken } from './connection.ts';
import { type AwsCredentialSource, credentialProvider, refuseAmbientElsewhere } from './credentials.ts';
import { endpointOf } from './endpoints.ts';
import { newLine } from './line.ts';
import { isNetworkError, isThrottle, isUnsent, readSdkError, translate } from './errors.ts';

export interface SesSenderOptions {
  readonly region: string;
  readonly endpoints: Endpoints;
  readonly credentials: AwsCredentialSource;
  readonly clock: Pick<Clock, 'now'>;
  readonly transcript?: AwsTranscript;
}

const DAY = 24 * 3_600_000;

/** Accepted, definitely refused, or not known: a time-out, a 5xx or an answer that cannot be read may have been accepted. */
const outcomeOfError = (thrown: unknown, connection: Connection, sentAt: Date): SendOutcome => {
  const error = readSdkError(thrown);
  const { unseen } = translate(thrown, questionOf(connection, 'ses:SendEmail'));
  const said = { code: unseen.code, message: unseen.message };
  if (isNetworkError(error)) {
    return isUnsent(error) ? { kind: 'refused', ...said, temporary: false, stage: UNSENT } : { kind: 'ambiguous', ...said };
  }
  // What answers in place of AWS says nothing of what AWS did with the message.
  if (unseen.state === 'failed' && unseen.kind === 'between') return { kind: 'ambiguous', ...said };
  const isLimit = isThrottle(error) || error.name.startsWith('LimitExceeded');
  // The daily quota, which counts the last 24 hours, does not come back within a run; the rate does.
  if (isLimit && /daily/i.test(error.message)) {
    return { kind: 'refused', ...said, temporary: false, retryAt: new Date(sentAt.getTime() + DAY).toISOString() };
  }
  if (isThrottle(error) || (isLimit && /sending rate/i.test(error.message))) return { kind: 'refused', ...said, temporary: true };
  const definite = error.status !== null && error.status >= 400 && error.status < 500 && error.status !== 408;
  const neverSpoken = error.status === null && (error.name === 'CredentialsProviderError' || error.name === 'ObservationError');
  if (definite || neverSpoken) return { kind: 'refused', ...said, temporary: false };
  return { kind: 'ambiguous', ...said };
};

const contentOf = (message: OutgoingMessage) => {
  const Headers = [{ Name: 'X-Certify-Run', Value: message.nonce }];
  const { template } = message;
  if (template !== undefined)
    return { Template: { TemplateName: template.name, TemplateData: JSON.stringify(template.data), Headers } };
  return {
    Simple: {
      Subject: { Data: message.subject, Charset: 'UTF-8' },
      Body: { Text: { Data: message.text, Charset: 'UTF-8' } },
      Headers,
    },
  };
};

const inputOf = (message: OutgoingMessage, { configurationSet, tenant, identityArn }: SesEnvelope) => ({
  FromEmailAddress: message.from,
  Destination: { ToAddresses: [message.to] },
  ...(message.replyTo === null ? {} : { ReplyToAddresses: [message.replyTo] }),
  Content: contentOf(message),
  EmailTags: [{ Name: 'certify-run', Value: message.nonce }],
  ...(configurationSet === null ? {} : { ConfigurationSetName: configurationSet }),
  ...(tenant === null ? {} : { TenantName: tenant }),
  ...(identityArn === null ? {} : { FromEmailAddressIdentityArn: identityArn }),
});

/** Throws UsageError when an ambient credential would go to an endpoint that is not AWS's. */
export const createSesSender = (options: SesSenderOptions): SesSender => {
  const { region, endpoints, credentials: source } = options;
  refuseAmbientElsewhere(source, endpoints, 'send');
  const credentials = credentialProvider({ source, role: 'send', region, stsEndpoint: endpointOf('sts', region, endpoints) });
  const scope = { region, endpoints, role: 'send' as const, credentials, line: newLine() };
  const connection = connectionTo('sesv2', options.transcript ? { ...scope, transcript: options.transcript } : scope, 1);
  return {
    send: async (message, envelope) => {
      const now = options.clock.now();
      const sentAt = now.toISOString();
      const { sendEmail } = await import('./send-email.ts');
      try {
        const { messageId, requestId } = await spoken(connection, 'ses:SendEmail', () =>
          sendEmail(connection, inputOf(message, envelope)),
        );
        if (messageId === null) {
          return { kind: 'ambiguous', code: 'no-message-id', message: 'SES answered 200 without a MessageId.' };
        }
        return {
          kind: 'accepted',
          receipt: { providerMessageId: messageId, requestId, sentAt, via: 'provider', join: 'exact' },
        };
      } catch (thrown) {
        return outcomeOfError(thrown, connection, now);
      }
    },
  };
};
