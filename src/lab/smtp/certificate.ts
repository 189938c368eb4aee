// Certificates for the relay: sound under the lab's authority, and each way a real chain goes wrong, at the leaf or above it.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';
import { createAuthority, issue, type Authority, type Issued } from '../pki.ts';
import type { CertificateKind } from './behaviour.ts';

const DAY = 24 * 3600 * 1000;

type Algorithm =
  | { readonly name: 'ECDSA'; readonly namedCurve: string; readonly hash: string }
  | {
      readonly name: 'RSASSA-PKCS1-v1_5';
      readonly modulusLength: number;
      readonly publicExponent: Uint8Array;
      readonly hash: string;
    };

const EC: Algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const rsa = (modulusLength: number): Algorithm => ({
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength,
});

interface Signer {
  readonly subject: string;
  readonly key: webcrypto.CryptoKey;
  readonly algorithm: Algorithm;
}

/** What is odd about one certificate; the rest is sound. */
interface Wish {
  readonly algorithm?: Algorithm;
  readonly digest?: 'SHA-1';
  readonly notBefore?: number;
  readonly notAfter?: number;
  /** Its key may do this alone. */
  readonly use?: 'clients' | 'signing' | 'servers';
  /** May sign others. */
  readonly authority?: boolean;
  /** How many authorities may stand between it and the leaf. */
  readonly pathLength?: number;
  /** May vouch for names below this one only. */
  readonly namesBelow?: string;
  /** Null: the subject's common name alone names the host. */
  readonly dnsName?: string | null;
  /** Where the certificate of its issuer is to be had. */
  readonly issuerAt?: string;
}

interface Made extends Issued, Signer {}

const pem = async (key: webcrypto.CryptoKey): Promise<string> =>
  `${x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;

const signerOf = async (authority: Authority): Promise<Signer> => {
  const der = x509.PemConverter.decodeFirst(authority.keyPem);
  const key = await webcrypto.subtle.importKey('pkcs8', der, EC, false, ['sign']);
  return { subject: new x509.X509Certificate(authority.certPem).subject, key, algorithm: EC };
};

/** NameConstraints with one permitted dNSName (RFC 5280 §4.2.1.10), as DER. */
const permitted = (name: string): Uint8Array =>
  [0x82, 0x30, 0xa0, 0x30].reduce<Uint8Array>(
    (inner, tag) => Uint8Array.from([tag, inner.length, ...inner]),
    new TextEncoder().encode(name),
  );

/** `signer` null: it signs itself. */
const make = async (commonName: string, signer: Signer | null, wish: Wish = {}): Promise<Made> => {
  const algorithm = wish.algorithm ?? EC;
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const subject = `CN=${commonName}`;
  const by = signer ?? { subject, key: keys.privateKey, algorithm };
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: `01${Buffer.from(webcrypto.getRandomValues(new Uint8Array(15))).toString('hex')}`,
    subject,
    issuer: by.subject,
    notBefore: new Date(Date.now() + (wish.notBefore ?? -DAY)),
    notAfter: new Date(Date.now() + (wish.notAfter ?? 300 * DAY)),
    signingAlgorithm: { ...by.algorithm, hash: wish.digest ?? 'SHA-256' },
    publicKey: keys.publicKey,
    signingKey: by.key,
    extensions: [
      new x509.BasicConstraintsExtension(wish.authority === true, wish.pathLength, true),
      ...(wish.use === 'clients' ? [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])] : []),
      ...(wish.use === 'signing' ? [new x509.KeyUsagesExtension(x509.KeyUsageFlags.cRLSign, true)] : []),
      ...(wish.use === 'servers'
        ? [new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true)]
        : []),
      ...(wish.namesBelow === undefined ? [] : [new x509.Extension('2.5.29.30', true, permitted(wish.namesBelow))]),
      ...(typeof wish.dnsName === 'string'
        ? [new x509.SubjectAlternativeNameExtension([{ type: 'dns' as const, value: wish.dnsName }])]
        : []),
      ...(wish.issuerAt === undefined ? [] : [new x509.AuthorityInfoAccessExtension({ caIssuers: wish.issuerAt })]),
    ],
  });
  return {
    certPem: `${certificate.toString('pem')}\n`,
    keyPem: await pem(keys.privateKey),
    subject,
    key: keys.privateKey,
    algorithm,
  };
};

/** A leaf under an intermediate with this oddity, and what the relay sends of the two. */
const underIntermediate = async (
  authority: Authority,
  hostName: string,
  wish: Wish,
  sends: 'both' | 'leaf' = 'both',
): Promise<Issued> => {
  const above = await make('Lab intermediate', await signerOf(authority), { authority: true, ...wish });
  const leaf = await make(hostName, above, { dnsName: hostName, issuerAt: 'http://ca.lab.example/intermediate.cer' });
  return { certPem: sends === 'both' ? leaf.certPem + above.certPem : leaf.certPem, keyPem: leaf.keyPem };
};

/** A certificate of this kind for a relay that clients reach as `hostName` (and, when sound, as localhost). */
export const relayCertificate = async (kind: CertificateKind, authority: Authority, hostName: string): Promise<Issued> => {
  const sound = { commonName: hostName, dnsNames: [hostName, 'localhost'], addresses: ['127.0.0.1', '::1'], key: 'EC' as const };
  const odd = async (wish: Wish): Promise<Issued> => make(hostName, await signerOf(authority), { dnsName: hostName, ...wish });
  switch (kind) {
    case 'valid':
      return issue(authority, sound);
    case 'other-host':
      return issue(authority, { commonName: 'mail.other-host.example', dnsNames: ['mail.other-host.example'], key: 'EC' });
    case 'wildcard':
      return issue(authority, { commonName: '*.other-host.example', dnsNames: ['*.other-host.example'], key: 'EC' });
    case 'expired':
      return issue(authority, { ...sound, notBeforeMs: -90 * DAY, notAfterMs: -2 * DAY });
    case 'not-yet-valid':
      return issue(authority, { ...sound, notBeforeMs: 2 * DAY });
    case 'expires-soon':
      return issue(authority, { ...sound, notBeforeMs: -360 * DAY, notAfterMs: 5 * DAY });
    case 'unknown-authority':
      return issue(await createAuthority('somebody else’s CA'), sound);
    case 'self-signed':
      // As most tools make one: its key may not sign certificates, its own neither.
      return make(hostName, null, { algorithm: rsa(2048), dnsName: hostName, use: 'servers' });
    case 'self-signed-expired-other-host':
      return make('mail.other-host.example', null, { dnsName: 'mail.other-host.example', notBefore: -9 * DAY, notAfter: -DAY });
    case 'common-name-only':
      return odd({ dnsName: null });
    case 'weak-key':
      return odd({ algorithm: rsa(1024) });
    case 'signed-with-sha1':
      return odd({ digest: 'SHA-1' });
    case 'for-clients':
      return odd({ use: 'clients' });
    case 'intermediate':
      return underIntermediate(authority, hostName, {});
    case 'intermediate-missing':
      return underIntermediate(authority, hostName, {}, 'leaf');
    case 'intermediate-expired':
      return underIntermediate(authority, hostName, { notBefore: -90 * DAY, notAfter: -DAY });
    case 'intermediate-expires-soon':
      return underIntermediate(authority, hostName, { notBefore: -90 * DAY, notAfter: 5 * DAY });
    case 'intermediate-weak-key':
      return underIntermediate(authority, hostName, { algorithm: rsa(1024) });
    case 'intermediate-other-names':
      return underIntermediate(authority, hostName, { namesBelow: 'other-host.example' });
    case 'intermediate-too-deep': {
      const short = await make('Lab short intermediate', await signerOf(authority), { authority: true, pathLength: 0 });
      const deep = await make('Lab deep intermediate', short, { authority: true });
      const leaf = await make(hostName, deep, { dnsName: hostName });
      return { certPem: leaf.certPem + deep.certPem + short.certPem, keyPem: leaf.keyPem };
    }
    case 'intermediate-may-not-sign':
      return underIntermediate(authority, hostName, { use: 'signing' });
    case 'for-signing':
      return odd({ use: 'signing' });
    case 'intermediate-no-authority':
      return underIntermediate(authority, hostName, { authority: false });
  }
};
