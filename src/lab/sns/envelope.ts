// Writes and signs SNS's JSON envelopes (SNS guide: verify-signature-of-message, message-and-json-formats).
import { createHash, createSign, randomUUID } from 'node:crypto';

export interface Signer {
  /** PKCS#8 PEM. */
  readonly keyPem: string;
  readonly certPem: string;
}

export interface Envelope {
  readonly [field: string]: string;
}

const NOTIFICATION_KEYS = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'];
const CONFIRMATION_KEYS = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];

/** Key, LF, value, LF for each signed key that is there; LF after the last one too. */
const stringToSign = (envelope: Envelope): string =>
  (envelope['Type'] === 'Notification' ? NOTIFICATION_KEYS : CONFIRMATION_KEYS)
    .filter((key) => envelope[key] !== undefined)
    .map((key) => `${key}\n${envelope[key] ?? ''}\n`)
    .join('');

/** `1` is RSA with SHA-1, `2` with SHA-256. */
const signatureOf = (envelope: Envelope, version: string, signer: Signer): string =>
  createSign(version === '2' ? 'RSA-SHA256' : 'RSA-SHA1')
    .update(stringToSign(envelope), 'utf8')
    .sign(signer.keyPem, 'base64');

/** Host of SNS in a region: `sns.<region>.<dnsSuffix>`. */
export const snsHost = (region: string): string => {
  if (region.startsWith('cn-')) return `sns.${region}.amazonaws.com.cn`;
  return `sns.${region}.${region.startsWith('eusc-') ? 'amazonaws.eu' : 'amazonaws.com'}`;
};

/** The name that AWS puts into the signing certificate of a region (table of the Java v2 message manager). */
export const signingName = (region: string): string => {
  if (region.startsWith('cn-')) return `sns-${region}.amazonaws.com.cn`;
  if (region.startsWith('us-gov-')) return 'sns-us-gov-west-1.amazonaws.com';
  if (region.startsWith('eusc-')) return `sns-signing.${region}.amazonaws.eu`;
  const own =
    /^(ap-east-[12]|ap-south-2|ap-southeast-[34567]|me-(south|central)-1|eu-south-[12]|eu-central-2|af-south-1|il-central-1|ca-west-1|mx-central-1)$/;
  return own.test(region) ? `sns-signing.${region}.amazonaws.com` : 'sns.amazonaws.com';
};

/** Path of the PEM: 32 hex digits that change with the certificate. */
export const certificatePath = (certPem: string): string =>
  `/SimpleNotificationService-${createHash('sha256').update(certPem).digest('hex').slice(0, 32)}.pem`;

export interface EnvelopeRequest {
  readonly type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
  readonly topicArn: string;
  readonly message: string;
  readonly subject: string | null;
  /** `1` or `2`. */
  readonly version: string;
  /** Confirmations only. */
  readonly token?: string;
  /** Notifications only. */
  readonly subscriptionArn?: string;
  readonly at: Date;
  readonly messageId?: string;
  /** Overrides the URL that names the certificate. */
  readonly certificateUrl?: string;
}

/** A complete, signed envelope, its fields in the order in which SNS writes them. */
export const signedEnvelope = (request: EnvelopeRequest, signer: Signer): Envelope => {
  const base = `https://${snsHost(request.topicArn.split(':')[3] ?? '')}`;
  const confirming = request.type !== 'Notification';
  const token = request.token ?? '';
  const subscribeUrl = `${base}/?Action=ConfirmSubscription&TopicArn=${request.topicArn}&Token=${token}`;
  const unsigned: Envelope = {
    Type: request.type,
    MessageId: request.messageId ?? randomUUID(),
    ...(confirming ? { Token: token } : {}),
    TopicArn: request.topicArn,
    ...(request.subject === null || confirming ? {} : { Subject: request.subject }),
    Message: request.message,
    ...(confirming ? { SubscribeURL: subscribeUrl } : {}),
    Timestamp: request.at.toISOString(),
    SignatureVersion: request.version,
  };
  const unsubscribe = `${base}/?Action=Unsubscribe&SubscriptionArn=${request.subscriptionArn ?? ''}`;
  return {
    ...unsigned,
    Signature: signatureOf(unsigned, request.version, signer),
    SigningCertURL: request.certificateUrl ?? `${base}${certificatePath(signer.certPem)}`,
    ...(confirming ? {} : { UnsubscribeURL: unsubscribe }),
  };
};

/** Body and headers of the HTTP post that carries an envelope. */
export const postOf = (
  envelope: Envelope,
  subscriptionArn: string | null,
): { readonly headers: { readonly [name: string]: string }; readonly body: string } => ({
  headers: {
    'content-type': 'text/plain; charset=UTF-8',
    'user-agent': 'Amazon Simple Notification Service Agent',
    'x-amz-sns-message-type': envelope['Type'] ?? '',
    'x-amz-sns-message-id': envelope['MessageId'] ?? '',
    'x-amz-sns-topic-arn': envelope['TopicArn'] ?? '',
    ...(subscriptionArn === null ? {} : { 'x-amz-sns-subscription-arn': subscriptionArn }),
  },
  body: JSON.stringify(envelope, null, 2),
});
