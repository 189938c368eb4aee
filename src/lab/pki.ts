// The lab's own certificate authority: TLS servers and the SNS signer get their certificates here.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
} as const;
const YEAR = 365 * 24 * 3600 * 1000;
const HOUR = 3600 * 1000;

export interface Authority {
  /** PEM of the self-signed CA certificate. */
  readonly certPem: string;
  /** PKCS#8 PEM. */
  readonly keyPem: string;
}

export interface Issued {
  readonly certPem: string;
  /** PKCS#8 PEM. */
  readonly keyPem: string;
}

export interface LeafRequest {
  readonly commonName: string;
  readonly dnsNames: readonly string[];
  readonly addresses?: readonly string[];
  readonly key?: 'RSA' | 'EC';
  /** Milliseconds from now; negative for the past. Default: an hour ago to a year ahead. */
  readonly notBeforeMs?: number;
  readonly notAfterMs?: number;
}

x509.cryptoProvider.set(webcrypto);

const generate = (key: 'RSA' | 'EC'): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(key === 'RSA' ? RSA : EC, true, ['sign', 'verify']);

const keyPem = async (key: webcrypto.CryptoKey): Promise<string> => {
  const der = await webcrypto.subtle.exportKey('pkcs8', key);
  return `${x509.PemConverter.encode(der, 'PRIVATE KEY')}\n`;
};

const serial = (): string =>
  Buffer.from(webcrypto.getRandomValues(new Uint8Array(15)))
    .toString('hex')
    .replace(/^/, '01');

/** A new EC P-256 authority, valid for ten years. */
export const createAuthority = async (commonName = 'certify lab CA'): Promise<Authority> => {
  const keys = await generate('EC');
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: `CN=${commonName}, O=certify lab`,
    notBefore: new Date(Date.now() - HOUR),
    notAfter: new Date(Date.now() + 10 * YEAR),
    signingAlgorithm: EC,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 1, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certPem: `${certificate.toString('pem')}\n`, keyPem: await keyPem(keys.privateKey) };
};

/** A server certificate under `authority`, with its own key (RSA 2048 by default, as SNS and most servers use). */
export const issue = async (authority: Authority, request: LeafRequest): Promise<Issued> => {
  const issuer = new x509.X509Certificate(authority.certPem);
  const der = x509.PemConverter.decodeFirst(authority.keyPem);
  const signingKey = await webcrypto.subtle.importKey('pkcs8', der, EC, false, ['sign']);
  const keys = await generate(request.key ?? 'RSA');
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: `CN=${request.commonName}`,
    issuer: issuer.subject,
    notBefore: new Date(Date.now() + (request.notBeforeMs ?? -HOUR)),
    notAfter: new Date(Date.now() + (request.notAfterMs ?? YEAR)),
    signingAlgorithm: EC,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...request.dnsNames.map((value) => ({ type: 'dns' as const, value })),
        ...(request.addresses ?? []).map((value) => ({ type: 'ip' as const, value })),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certPem: `${certificate.toString('pem')}\n`, keyPem: await keyPem(keys.privateKey) };
};
