// Forged callbacks: what an attacker could post before the genuine one. Every one must be refused and change no row.
import type { Forgery } from '../scenario/types.ts';
import { type Envelope, postOf, type Signer, signedEnvelope } from './envelope.ts';

export interface ForgedPost {
  readonly endpoint: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** An attacker claims delivery, whatever really happened. */
const asDelivery = (message: string): string => {
  const event = JSON.parse(message) as { mail?: { destination?: string[] } };
  const recipients = event.mail?.destination ?? [];
  const timestamp = new Date().toISOString();
  const delivery = {
    timestamp,
    processingTimeMillis: 1,
    recipients,
    smtpResponse: '250 2.0.0 forged',
    reportingMTA: 'forged.invalid',
  };
  return `${JSON.stringify({ eventType: 'Delivery', mail: event.mail ?? {}, delivery })}\n`;
};

const flipped = (signature: string): string => {
  const bytes = Buffer.from(signature, 'base64');
  bytes.writeUInt8(bytes.readUInt8(10) ^ 1, 10);
  return bytes.toString('base64');
};

const wrongToken = (endpoint: string): string => {
  const url = new URL(endpoint);
  url.searchParams.set('token', 'not-the-token-of-this-tenant');
  return url.toString();
};

/** Builds one forgery after the genuine envelope. */
export const forge = (
  kind: Forgery,
  genuine: Envelope,
  subscriptionArn: string,
  endpoint: string,
  signer: Signer,
): ForgedPost => {
  const claim = asDelivery(genuine['Message'] ?? '{}');
  const topicArn = genuine['TopicArn'] ?? '';
  const base = {
    type: 'Notification',
    message: claim,
    subject: genuine['Subject'] ?? null,
    version: genuine['SignatureVersion'] ?? '2',
    subscriptionArn,
    at: new Date(),
  } as const;
  const honest = signedEnvelope({ ...base, topicArn }, signer);
  const postable = (envelope: Envelope): ForgedPost => ({ endpoint, ...postOf(envelope, subscriptionArn) });
  switch (kind) {
    case 'signature':
      return postable({ ...honest, Signature: flipped(honest['Signature'] ?? '') });
    case 'message':
      return postable({ ...genuine, MessageId: honest['MessageId'] ?? '', Message: claim });
    case 'topic':
      return postable(signedEnvelope({ ...base, topicArn: `${topicArn}-of-somebody-else` }, signer));
    case 'certificate-host':
      return postable({
        ...honest,
        SigningCertURL: (honest['SigningCertURL'] ?? '').replace('.amazonaws.com', '.amazonaws.com.evil.invalid'),
      });
    case 'token':
      return { ...postable(honest), endpoint: wrongToken(endpoint) };
    case 'raw': {
      const { headers } = postOf(honest, subscriptionArn);
      return { endpoint, headers: { ...headers, 'x-amz-sns-rawdelivery': 'true' }, body: claim };
    }
  }
};
