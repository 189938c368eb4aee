// Forged SNS messages that a webhook must refuse (facts: negative test matrix of the webhook). Pure: each says what is posted.
// All but the malformed ones carry a Complaint for this run's own message, which would visibly change its row.

export interface NegativeContext {
  readonly nonce: string;
  /** The live message; where none was sent, an id that no row has. */
  readonly providerMessageId: string;
  readonly recipient: string;
  /** The configured topic. */
  readonly topicArn: string;
  /** A topic of the tenant's own that must be refused; null when there is none. */
  readonly foreignTopicArn: string | null;
  readonly configurationSet: string | null;
  readonly now: Date;
}

export interface NegativeCase {
  readonly id: string;
  /** What must not be taken, in the words of the passing state. */
  readonly title: string;
  readonly token: 'right' | 'wrong' | 'none';
  readonly body: string;
  readonly headers: { readonly [name: string]: string };
  readonly contentType: string;
  /** More than one thing is wrong with it unless the answer says which: a topic cannot be forged without breaking the signature. */
  readonly isolatedBy: RegExp | null;
}

type Fields = { readonly [key: string]: string | undefined };

const HEX = '0123456789abcdef0123456789abcdef';

const arnParts = (arn: string): { readonly region: string; readonly suffix: string } => {
  const [, partition = 'aws', , region = 'us-east-1'] = arn.split(':');
  const suffix = { 'aws-cn': 'amazonaws.com.cn', 'aws-eusc': 'amazonaws.eu' }[partition] ?? 'amazonaws.com';
  return { region, suffix };
};

/** 256 bytes, as many as an RSA-2048 signature has, that no key has signed. */
const FORGED_SIGNATURE = Buffer.from('certify negative test, not a signature. '.repeat(7).slice(0, 256), 'ascii').toString(
  'base64',
);

const forgedComplaint = (context: NegativeContext): string =>
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

const forged = (context: NegativeContext, id: string): Fields => {
  const { region, suffix } = arnParts(context.topicArn);
  return {
    Type: 'Notification',
    MessageId: `certify-negative-${id}-${context.nonce}`,
    TopicArn: context.topicArn,
    Subject: 'Amazon SES Email Event Notification',
    Message: forgedComplaint(context),
    Timestamp: context.now.toISOString(),
    SignatureVersion: '2',
    Signature: FORGED_SIGNATURE,
    SigningCertURL: `https://sns.${region}.${suffix}/SimpleNotificationService-${HEX}.pem`,
  };
};

const headersOf = (fields: Fields, topicArn: string): { readonly [name: string]: string } => ({
  'x-amz-sns-message-type': fields['Type'] ?? 'Notification',
  'x-amz-sns-message-id': fields['MessageId'] ?? '',
  'x-amz-sns-topic-arn': topicArn,
});

interface Shape {
  readonly id: string;
  readonly title: string;
  readonly token?: NegativeCase['token'];
  readonly over?: Fields;
  readonly isolatedBy?: RegExp;
}

const envelopeCase = (context: NegativeContext, { id, title, token, over, isolatedBy }: Shape): NegativeCase => {
  const fields = { ...forged(context, id), ...over };
  return {
    id,
    title,
    token: token ?? 'right',
    body: JSON.stringify(fields),
    // The unsigned header always names the right topic: it must not be believed in place of the body.
    headers: headersOf(fields, context.topicArn),
    contentType: 'text/plain; charset=UTF-8',
    isolatedBy: isolatedBy ?? null,
  };
};

/** Host names under `.invalid` lead nowhere (RFC 2606), so that a webhook that does fetch harms nobody. */
const certificateCases = (context: NegativeContext): readonly Shape[] => {
  const { region, suffix } = arnParts(context.topicArn);
  const file = `SimpleNotificationService-${HEX}.pem`;
  const other = region === 'us-east-1' ? 'eu-west-1' : 'us-east-1';
  const url = (id: string, what: string, SigningCertURL: string): Shape => ({
    id: `certificate-${id}`,
    title: `a certificate URL ${what} is refused`,
    over: { SigningCertURL },
  });
  return [
    url('http', 'over http', `http://sns.${region}.${suffix}/${file}`),
    url('look-alike', 'on a look-alike host', `https://sns.${region}.${suffix}.certify.invalid/${file}`),
    url('bucket', 'in a storage bucket', `https://certify-negative.s3.${region}.${suffix}/${file}`),
    url('userinfo', 'with the SNS host as user name', `https://sns.${region}.${suffix}@certify.invalid/${file}`),
    url('port', 'on another port', `https://sns.${region}.${suffix}:8443/${file}`),
    url('query', 'whose query ends in .pem', `https://sns.${region}.${suffix}/?Action=x&file=${file}`),
    url('address', 'on a bare address', `https://192.0.2.1/${file}`),
    url('region', 'in another region', `https://sns.${other}.${suffix}/${file}`),
  ];
};

const confirmationCase = (context: NegativeContext): Shape => ({
  id: 'confirmation-foreign-url',
  title: 'a SubscriptionConfirmation with a foreign SubscribeURL is refused',
  over: {
    Type: 'SubscriptionConfirmation',
    Message: 'You have chosen to subscribe to the topic.',
    Token: 'certify-negative',
    SubscribeURL: `https://certify.invalid/?Action=ConfirmSubscription&TopicArn=${context.topicArn}&Token=certify-negative`,
    Subject: undefined,
  },
});

const HOUR_MS = 3_600_000;

const shapes = (context: NegativeContext): readonly Shape[] => {
  const foreign = context.foreignTopicArn ?? `${context.topicArn}-certify-foreign`;
  return [
    { id: 'token-wrong', title: 'a wrong token is refused', token: 'wrong' },
    { id: 'token-missing', title: 'a missing token is refused', token: 'none' },
    { id: 'topic-foreign', title: 'a foreign topic is refused', over: { TopicArn: foreign }, isolatedBy: /topic/i },
    { id: 'signature-altered', title: 'an altered signature is refused' },
    { id: 'signature-missing', title: 'a missing signature is refused', over: { Signature: undefined } },
    { id: 'signature-version', title: 'an unknown signature version is refused', over: { SignatureVersion: '3' } },
    ...certificateCases(context),
    confirmationCase(context),
    {
      id: 'notification-with-token',
      title: 'a Notification that carries Token and SubscribeURL is refused',
      over: { Token: 'certify-negative', SubscribeURL: 'https://certify.invalid/?Action=ConfirmSubscription' },
    },
    {
      id: 'stale',
      title: 'an old message is refused',
      over: { Timestamp: new Date(context.now.getTime() - 48 * HOUR_MS).toISOString() },
    },
  ];
};

/** Everything that is posted to the SES endpoint, in order. */
export const negativeCases = (context: NegativeContext): readonly NegativeCase[] => {
  const plain = { token: 'right', contentType: 'text/plain; charset=UTF-8', isolatedBy: null } as const;
  const headers = headersOf({}, context.topicArn);
  return [
    ...shapes(context).map((shape) => envelopeCase(context, shape)),
    {
      ...plain,
      id: 'raw-delivery',
      title: 'an SES event without an SNS envelope is refused',
      body: forgedComplaint(context),
      headers: { ...headers, 'x-amz-sns-rawdelivery': 'true' },
    },
    { ...plain, id: 'malformed', title: 'a body that is not JSON is refused', body: '{"Type":"Notification"', headers },
  ];
};
