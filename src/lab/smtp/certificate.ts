// Certificates for the relay: sound under the lab's authority, and each way a real one goes wrong.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';
import { createAuthority, issue, type Authority, type Issued } from '../pki.ts';
import type { CertificateKind } from './behaviour.ts';

const DAY = 24 * 3600 * 1000;
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]) } as const;

const pem = async (key: webcrypto.CryptoKey): Promise<string> =>
  `${x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;

interface Odd {
  readonly bits: number;
  /** null: the subject's common name alone names the host. */
  readonly dnsName: string | null;
  /** null: signs itself. */
  readonly authority: Authority | null;
}

const issuerOf = async ({
  authority,
}: Odd): Promise<{ name: string; key: webcrypto.CryptoKey; algorithm: EcdsaParams } | null> => {
  if (authority === null) return null;
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const der = x509.PemConverter.decodeFirst(authority.keyPem);
  const key = await webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
  return { name: new x509.X509Certificate(authority.certPem).subject, key, algorithm };
};

interface EcdsaParams {
  readonly name: string;
  readonly namedCurve: string;
  readonly hash: string;
}

/** What `issue` rightly does not make. */
const odd = async (hostName: string, wish: Odd): Promise<Issued> => {
  const keys = await webcrypto.subtle.generateKey({ ...RSA, modulusLength: wish.bits }, true, ['sign', 'verify']);
  const subject = `CN=${hostName}`;
  const issuer = await issuerOf(wish);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: `01${Buffer.from(webcrypto.getRandomValues(new Uint8Array(15))).toString('hex')}`,
    subject,
    issuer: issuer?.name ?? subject,
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + 300 * DAY),
    signingAlgorithm: issuer?.algorithm ?? RSA,
    publicKey: keys.publicKey,
    signingKey: issuer?.key ?? keys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      ...(wish.dnsName === null
        ? []
        : [new x509.SubjectAlternativeNameExtension([{ type: 'dns' as const, value: wish.dnsName }])]),
    ],
  });
  return { certPem: `${certificate.toString('pem')}\n`, keyPem: await pem(keys.privateKey) };
};

/** A certificate of this kind for a relay that clients reach as `hostName` (and, when sound, as localhost). */
export const relayCertificate = async (kind: CertificateKind, authority: Authority, hostName: string): Promise<Issued> => {
  const sound = { commonName: hostName, dnsNames: [hostName, 'localhost'], addresses: ['127.0.0.1', '::1'], key: 'EC' as const };
  switch (kind) {
    case 'valid':
      return issue(authority, sound);
    case 'other-host':
      return issue(authority, { commonName: 'mail.other-host.example', dnsNames: ['mail.other-host.example'], key: 'EC' });
    case 'expired':
      return issue(authority, { ...sound, notBeforeMs: -90 * DAY, notAfterMs: -2 * DAY });
    case 'not-yet-valid':
      return issue(authority, { ...sound, notBeforeMs: 2 * DAY });
    case 'expires-soon':
      return issue(authority, { ...sound, notBeforeMs: -360 * DAY, notAfterMs: 5 * DAY });
    case 'unknown-authority':
      return issue(await createAuthority('somebody else’s CA'), sound);
    case 'self-signed':
      return odd(hostName, { bits: 2048, dnsName: hostName, authority: null });
    case 'common-name-only':
      return odd(hostName, { bits: 2048, dnsName: null, authority });
    case 'weak-key':
      return odd(hostName, { bits: 1024, dnsName: hostName, authority });
  }
};
