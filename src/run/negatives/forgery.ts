// What is posted in the negative tests: an SNS envelope around a Complaint that nobody made. Pure.
import { parseTopicArn } from '../../aws/sns/topic-arn.ts';

export interface NegativeContext {
  readonly nonce: string;
  /** The live message; where none is known, an id that no row has. */
  readonly providerMessageId: string;
  readonly recipient: string;
  /** The configured topic. */
  readonly topicArn: string;
  /** A topic of the tenant's own that must be refused; null when there is none. */
  readonly foreignTopicArn: string | null;
  readonly configurationSet: string | null;
  /** Where SNS serves the certificate of the genuine callbacks, of the shape it has on AWS; null when no event of the ledger tells. */
  readonly signingCertUrl: string | null;
  readonly now: Date;
}

/** Fields of an envelope as SNS spells them; undefined ones are left out. */
export type Fields = { readonly [key: string]: string | undefined };

/** 256 bytes, as many as an RSA-2048 signature has, that no key has signed. */
const FORGED_SIGNATURE = Buffer.from('certify negative test, not a signature. '.repeat(7).slice(0, 256), 'ascii').toString(
  'base64',
);

/** The genuine one where it is known, else one of the right shape under which there is nothing. */
export const certificateUrl = ({ signingCertUrl, topicArn }: NegativeContext): string =>
  signingCertUrl ??
  `https://${parseTopicArn(topicArn)?.host ?? 'sns.us-east-1.amazonaws.com'}/SimpleNotificationService-${'0'.repeat(32)}.pem`;

export const forgedComplaint = (context: NegativeContext): string =>
  JSON.stringify({
    eventType: 'Complaint',
    complaint: {
      complainedRecipients: [{ emailAddress: context.recipient }],
      timestamp: context.now.toISOString(),
      feedbackId: `certify-negative-${context.nonce}`,
      complaintSubType: null,
      complaintFeedbackType: 'abuse',
    },
    mail: {
      timestamp: context.now.toISOString(),
      messageId: context.providerMessageId,
      destination: [context.recipient],
      tags: {
        'certify-run': [context.nonce],
        ...(context.configurationSet === null ? {} : { 'ses:configuration-set': [context.configurationSet] }),
      },
    },
  });

/** The unsigned header always names the right topic: it must not be believed in place of the body. */
export const headersOf = (fields: Fields, topicArn: string): { readonly [name: string]: string } => ({
  'x-amz-sns-message-type': fields['Type'] ?? 'Notification',
  'x-amz-sns-message-id': fields['MessageId'] ?? '',
  'x-amz-sns-topic-arn': topicArn,
});

/** An envelope in which everything but the signature is as it should be, save what `over` changes. */
export const bodyOf = (
  context: NegativeContext,
  id: string,
  over: Fields,
): { readonly body: string; readonly headers: { readonly [name: string]: string } } => {
  const fields: Fields = {
    Type: 'Notification',
    MessageId: `certify-negative-${id}-${context.nonce}`,
    TopicArn: context.topicArn,
    Subject: 'Amazon SES Email Event Notification',
    Message: forgedComplaint(context),
    Timestamp: context.now.toISOString(),
    SignatureVersion: '2',
    Signature: FORGED_SIGNATURE,
    SigningCertURL: certificateUrl(context),
    ...over,
  };
  return { body: JSON.stringify(fields), headers: headersOf(fields, context.topicArn) };
};
