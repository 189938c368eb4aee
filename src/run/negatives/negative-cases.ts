// Forged SNS messages that a webhook must refuse (facts: negative test matrix of the webhook). Pure: each says what is posted.
// All but the malformed ones carry a Complaint for this run's own message, which would visibly change its row.
import { parseTopicArn } from '../../aws/sns/topic-arn.ts';
import { bodyOf, certificateUrl, forgedComplaint, headersOf } from './forgery.ts';
import type { Fields, NegativeContext } from './forgery.ts';

/** Where more than one thing is wrong with a forgery, only the answer can say which of them was refused. */
interface Isolation {
  /** Matches `<status> <reason>` of an answer that refused what the test is about. */
  readonly by: RegExp;
  /** What else may have been refused, said when it does not match. */
  readonly otherwise: string;
}

export interface NegativeCase {
  readonly id: string;
  /** What must not be taken, in the words of the passing state. */
  readonly title: string;
  readonly token: 'right' | 'wrong' | 'none';
  readonly body: string;
  readonly headers: { readonly [name: string]: string };
  readonly contentType: string;
  /** null when one thing alone is wrong with it. */
  readonly isolation: Isolation | null;
}

interface Shape extends Pick<NegativeCase, 'id' | 'title' | 'isolation'> {
  readonly token?: NegativeCase['token'];
  readonly over?: Fields;
}

/** Topic, age and SubscribeURL are judged behind the signature, or beside it: no forgery can have a genuine one. */
const besideSignature = (by: RegExp): Isolation => ({
  by,
  otherwise: 'only SNS can sign: the signature is wrong as well, and may be what was refused',
});

/** With the genuine certificate the signature is the one thing wrong; a made-up one is refused before anything is verified with it. */
const signatureAlone = ({ signingCertUrl }: NegativeContext): Isolation =>
  signingCertUrl === null
    ? {
        by: /signature/i,
        otherwise:
          'no event of the ledger tells the genuine SigningCertURL (event.signingCertUrl), so the forgery names one that does not exist, and that may be what was refused',
      }
    : { by: /^(?!.*cert)/is, otherwise: 'what was refused is the certificate, though the genuine one was named' };

const envelopeCase = (context: NegativeContext, { id, title, token, over, isolation }: Shape): NegativeCase => ({
  id,
  title,
  token: token ?? 'right',
  ...bodyOf(context, id, over ?? {}),
  contentType: 'text/plain; charset=UTF-8',
  isolation,
});

/** Host names under `.invalid` lead nowhere (RFC 2606), so that a webhook that does fetch harms nobody. */
const certificateCases = (context: NegativeContext): readonly Shape[] => {
  const { region = 'us-east-1', host = 'sns.us-east-1.amazonaws.com' } = parseTopicArn(context.topicArn) ?? {};
  const suffix = host.slice(`sns.${region}.`.length);
  const file = new URL(certificateUrl(context)).pathname.slice(1);
  const other = region === 'us-east-1' ? 'eu-west-1' : 'us-east-1';
  const url = (id: string, what: string, SigningCertURL: string): Shape => ({
    id: `certificate-${id}`,
    title: `a certificate URL ${what} is refused`,
    over: { SigningCertURL },
    isolation: besideSignature(/cert[^.]*(?:ur[il]|host|domain)/i),
  });
  return [
    url('http', 'over http', `http://${host}/${file}`),
    url('look-alike', 'on a look-alike host', `https://${host}.certify.invalid/${file}`),
    url('bucket', 'in a storage bucket', `https://certify-negative.s3.${region}.${suffix}/${file}`),
    url('userinfo', 'with the SNS host as user name', `https://${host}@certify.invalid/${file}`),
    url('port', 'on another port', `https://${host}:8443/${file}`),
    url('query', 'whose query ends in .pem', `https://${host}/?Action=x&file=${file}`),
    url('address', 'on a bare address', `https://192.0.2.1/${file}`),
    url('region', 'in another region', `https://sns.${other}.${suffix}/${file}`),
  ];
};

const confirmationCase = (context: NegativeContext): Shape => ({
  id: 'confirmation-foreign-url',
  title: 'a SubscriptionConfirmation with a foreign SubscribeURL is refused',
  isolation: besideSignature(/subscribe.?url/i),
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
  const signature = signatureAlone(context);
  const token = besideSignature(/^401|token/i);
  const foreign = context.foreignTopicArn ?? `${context.topicArn}-certify-foreign`;
  return [
    { id: 'token-wrong', title: 'a wrong token is refused', token: 'wrong', isolation: token },
    { id: 'token-missing', title: 'a missing token is refused', token: 'none', isolation: token },
    {
      id: 'topic-foreign',
      title: 'a foreign topic is refused',
      over: { TopicArn: foreign },
      isolation: besideSignature(/topic/i),
    },
    { id: 'signature-altered', title: 'an altered signature is refused', isolation: signature },
    { id: 'signature-missing', title: 'a missing signature is refused', over: { Signature: undefined }, isolation: signature },
    {
      id: 'signature-version',
      title: 'an unknown signature version is refused',
      over: { SignatureVersion: '3' },
      isolation: besideSignature(/version/i),
    },
    ...certificateCases(context),
    confirmationCase(context),
    {
      id: 'notification-with-token',
      title: 'a forged Notification that carries Token and SubscribeURL is refused',
      over: { Token: 'certify-negative', SubscribeURL: 'https://certify.invalid/?Action=ConfirmSubscription' },
      isolation: signature,
    },
    {
      id: 'stale',
      title: 'an old message is refused',
      over: { Timestamp: new Date(context.now.getTime() - 48 * HOUR_MS).toISOString() },
      isolation: besideSignature(/\bstale\b|too.old|expired|timestamp/i),
    },
  ];
};

/** Everything that is posted to the SES endpoint, in order. */
export const negativeCases = (context: NegativeContext): readonly NegativeCase[] => {
  const plain = { token: 'right', contentType: 'text/plain; charset=UTF-8', isolation: null } as const;
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
