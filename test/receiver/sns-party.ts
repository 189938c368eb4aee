// SNS as a test plays it: a certificate authority, a signing certificate and messages signed with a real key, written by hand here.
import 'reflect-metadata';
import { createPrivateKey, createPublicKey, createSign, webcrypto } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(globalThis.crypto);

const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };

export const TOPIC = 'arn:aws:sns:ap-south-1:111122223333:squareos-email';
export const CERT_URL = 'https://sns.ap-south-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem';
export const NOW = new Date('2026-11-20T10:00:00.000Z');

export interface Party {
  readonly caPem: string;
  readonly leafPem: string;
  readonly key: string;
  readonly publicKey: KeyObject;
  readonly issue: (given: {
    name: string;
    from?: Date;
    to?: Date;
    selfSigned?: boolean;
    ca?: boolean;
    san?: string;
  }) => Promise<string>;
  readonly sign: (fields: { [key: string]: string }, version?: '1' | '2') => { [key: string]: string };
}

const pemKey = async (key: webcrypto.CryptoKey): Promise<string> => {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n`;
};

const SIGNED: { [type: string]: string[] } = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
};

const canonical = (fields: { [key: string]: string }): string =>
  (SIGNED[fields['Type'] ?? ''] ?? []).map((key) => (fields[key] === undefined ? '' : `${key}\n${fields[key]}\n`)).join('');

export const makeParty = async (): Promise<Party> => {
  const caKeys = await webcrypto.subtle.generateKey(RSA, true, ['sign', 'verify']);
  const leafKeys = await webcrypto.subtle.generateKey(RSA, true, ['sign', 'verify']);
  const from = new Date('2026-01-01T00:00:00Z');
  const to = new Date('2027-06-01T00:00:00Z');
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=Test Authority',
    notBefore: from,
    notAfter: to,
    signingAlgorithm: RSA,
    keys: caKeys,
    extensions: [new x509.BasicConstraintsExtension(true)],
  });
  const key = await pemKey(leafKeys.privateKey);
  const privateKey = createPrivateKey(key);
  const issue: Party['issue'] = async (given) => {
    const own = given.selfSigned === true;
    const leaf = await x509.X509CertificateGenerator.create({
      serialNumber: '02',
      subject: `CN=${given.name}`,
      issuer: own ? `CN=${given.name}` : 'CN=Test Authority',
      notBefore: given.from ?? from,
      notAfter: given.to ?? to,
      signingAlgorithm: RSA,
      publicKey: leafKeys.publicKey,
      signingKey: own ? leafKeys.privateKey : caKeys.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(given.ca === true),
        ...(given.san === undefined ? [] : [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: given.san }])]),
      ],
    });
    return leaf.toString('pem');
  };
  return {
    caPem: ca.toString('pem'),
    leafPem: await issue({ name: 'sns.amazonaws.com' }),
    key,
    publicKey: createPublicKey(privateKey),
    issue,
    sign: (fields, version = '2') => {
      const signer = createSign(version === '1' ? 'RSA-SHA1' : 'RSA-SHA256').update(canonical(fields), 'utf8');
      const signature = signer.sign(privateKey, 'base64');
      return { ...fields, SignatureVersion: version, Signature: signature, SigningCertURL: CERT_URL };
    },
  };
};

export const sesEvent = (over: { [key: string]: unknown } = {}, mail: { [key: string]: unknown } = {}): string =>
  JSON.stringify({
    eventType: 'Delivery',
    mail: {
      timestamp: '2026-11-20T09:59:00.000Z',
      messageId: '0109019a-1',
      source: 'billing@example.com',
      destination: ['ops@example.com'],
      tags: { 'ses:configuration-set': ['squareos-main'] },
      ...mail,
    },
    delivery: {
      timestamp: '2026-11-20T09:59:30.000Z',
      recipients: ['ops@example.com'],
      smtpResponse: '250 2.0.0 OK',
      processingTimeMillis: 500,
    },
    ...over,
  });

let counter = 0;

export const notification = (message: string, over: { [key: string]: string } = {}): { [key: string]: string } => ({
  Type: 'Notification',
  MessageId: `00000000-0000-0000-0000-${String(++counter).padStart(12, '0')}`,
  TopicArn: TOPIC,
  Subject: 'Amazon SES Email Event Notification',
  Message: message,
  Timestamp: NOW.toISOString(),
  UnsubscribeURL: 'https://sns.ap-south-1.amazonaws.com/?Action=Unsubscribe',
  ...over,
});

export const confirmation = (
  over: { [key: string]: string } = {},
  type = 'SubscriptionConfirmation',
): { [key: string]: string } => ({
  Type: type,
  MessageId: `00000000-0000-0000-0001-${String(++counter).padStart(12, '0')}`,
  Token: 'abc123',
  TopicArn: TOPIC,
  Message: 'You have chosen to subscribe to the topic.',
  SubscribeURL: `https://sns.ap-south-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=abc123`,
  Timestamp: NOW.toISOString(),
  ...over,
});
