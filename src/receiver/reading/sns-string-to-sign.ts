// The canonical string that SNS signs: the same for SignatureVersion 1 and 2
// (docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html).
import type { SnsEnvelope } from './sns-envelope.ts';

/**
 * Each key, LF, its decoded value, LF, in byte order of the keys. Every element ends in LF, the last one too.
 * Subject only when the key is present. Values exactly as parsed: SES messages may end in a line feed that is signed.
 */
export const stringToSign = (envelope: SnsEnvelope): string => {
  const { message, messageId, subject, timestamp, topicArn, type, token, subscribeUrl } = envelope;
  const pairs: readonly (readonly [string, string | null])[] =
    type === 'Notification'
      ? [
          ['Message', message],
          ['MessageId', messageId],
          ['Subject', subject],
          ['Timestamp', timestamp],
          ['TopicArn', topicArn],
          ['Type', type],
        ]
      : [
          ['Message', message],
          ['MessageId', messageId],
          ['SubscribeURL', subscribeUrl],
          ['Timestamp', timestamp],
          ['Token', token],
          ['TopicArn', topicArn],
          ['Type', type],
        ];
  return pairs.map(([key, value]) => (value === null ? '' : `${key}\n${value}\n`)).join('');
};
