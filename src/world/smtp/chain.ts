// The way from a server's certificate to an authority in force, and what each certificate on it says. Node reports one error
// only, without saying which certificate has it, and none of what it lets pass.
import { createHash, X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate } from 'node:tls';
import type { PathCertificate } from '../../core/ports/smtp.ts';
import { neutralSmtpText } from '../../mail/smtp/reply.ts';
import { certificatesOf, systemAuthorities } from '../authorities.ts';
import { limitsOf, refusedName, signatureDigest, type Limits } from './certificate-limits.ts';

/** No public chain is longer; a ring of issuers ends here too. */
const LONGEST = 10;

/** The certificates as the peer sent them, leaf first; an issuer that is itself ends it. */
export const sentChain = (leaf: DetailedPeerCertificate): readonly X509Certificate[] => {
  const chain: X509Certificate[] = [];
  const seen = new Set<string>();
  for (let at: DetailedPeerCertificate | undefined = leaf; at?.raw !== undefined && !seen.has(at.fingerprint256); ) {
    seen.add(at.fingerprint256);
    chain.push(new X509Certificate(at.raw));
    at = at.issuerCertificate;
  }
  return chain;
};

const isCurrent = (certificate: X509Certificate): boolean => {
  const now = Date.now();
  return Date.parse(certificate.validFrom) <= now && now < Date.parse(certificate.validTo);
};

/** A key of a kind that this OpenSSL does not know throws: such a signature is not shown to hold. */
const signed = (certificate: X509Certificate, issuer: X509Certificate): boolean => {
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
};

/** Also one whose key usage does not let it sign: OpenSSL takes such a one for no issuer, of itself neither. */
export const isSelfSigned = (certificate: X509Certificate): boolean =>
  certificate.subject === certificate.issuer && signed(certificate, certificate);

/** RFC 5280 §4.2.1.3: `keyCertSign` is what lets an authority sign. OpenSSL takes such a one for no issuer at all, and leaves it out. */
export const issuerThatMayNotSign = (sent: readonly X509Certificate[]): string | null => {
  for (const certificate of sent) {
    const issuer = sent.find(
      (one) =>
        one.subject === certificate.issuer && one.fingerprint256 !== certificate.fingerprint256 && signed(certificate, one),
    );
    if (issuer !== undefined && !certificate.checkIssued(issuer)) return named(issuer.subject);
  }
  return null;
};

export interface Path {
  readonly certificates: readonly X509Certificate[];
  /** It ends at an authority in force: somebody trusted vouches for the leaf, dates and strength aside. */
  readonly anchored: boolean;
  /** It ends at a certificate of the store that another one issued. */
  readonly belowRoot: boolean;
}

/** Authorities in force come before what was sent, as OpenSSL builds it: a superfluous old certificate then does no harm. */
const issuerOf = (
  certificate: X509Certificate,
  sent: readonly X509Certificate[],
  store: readonly X509Certificate[],
): X509Certificate | undefined => {
  const inStore = store.filter((one) => certificate.checkIssued(one) && signed(certificate, one));
  const found = inStore.find(isCurrent) ?? inStore[0];
  if (found !== undefined) return found;
  const named = sent.filter((one) => one.fingerprint256 !== certificate.fingerprint256 && certificate.checkIssued(one));
  return named.find((one) => signed(certificate, one)) ?? named[0];
};

/** From the leaf up. `store`: the authorities in force. */
export const pathOf = (sent: readonly X509Certificate[], store: readonly X509Certificate[]): Path => {
  const certificates: X509Certificate[] = [];
  const known = new Set(store.map((one) => one.fingerprint256));
  for (let at = sent[0]; at !== undefined && certificates.length < LONGEST; at = issuerOf(at, sent, store)) {
    certificates.push(at);
    if (isSelfSigned(at)) return { certificates, anchored: known.has(at.fingerprint256), belowRoot: false };
  }
  return { certificates, anchored: false, belowRoot: known.has(certificates.at(-1)?.fingerprint256 ?? '') };
};

/** Of the system, and of the tenant's file. */
export const storeOf = (ca: string | undefined): readonly X509Certificate[] => [
  ...systemAuthorities().flatMap(certificatesOf),
  ...(ca === undefined ? [] : certificatesOf(ca)),
];

/** A key of a kind that this OpenSSL does not know throws; that it is unknown is the answer then. */
const keyOf = (certificate: X509Certificate): Pick<PathCertificate, 'keyType' | 'keyBits'> => {
  const legacy: { readonly bits?: number } = certificate.toLegacyObject();
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
    return { keyType: asymmetricKeyType ?? null, keyBits: asymmetricKeyDetails?.modulusLength ?? legacy.bits ?? null };
  } catch {
    return { keyType: null, keyBits: legacy.bits ?? null };
  }
};

/** Certificate text of a peer on one line. */
export const named = (text: string): string => neutralSmtpText(text.replaceAll('\n', ', '), 256);

/** The host names that a certificate is for. */
const dnsNames = (certificate: X509Certificate): readonly string[] =>
  (certificate.subjectAltName ?? '').split(', ').flatMap((name) => (name.startsWith('DNS:') ? [name.slice(4)] : []));

/** id-kp-serverAuth and anyExtendedKeyUsage. */
const SERVER_USES = new Set(['1.3.6.1.5.5.7.3.1', '2.5.29.37.0']);

/** `keyUsage` is what Node calls the extended key usage; undefined when there is none. */
const forServers = (certificate: X509Certificate, limits: Limits, leaf: boolean): boolean => {
  const uses = certificate.keyUsage as readonly string[] | undefined;
  return (uses === undefined || uses.some((use) => SERVER_USES.has(use))) && (!leaf || limits.servesTls);
};

const hashed = (algorithm: 'sha256' | 'sha512', octets: Buffer): string => createHash(algorithm).update(octets).digest('hex');

/** As TLSA records name a certificate and its key (RFC 6698 §2.1). */
const digestsOf = ({ raw, publicKey }: X509Certificate) => {
  const key = publicKey.export({ type: 'spki', format: 'der' });
  return {
    digest: hashed('sha256', raw),
    keyDigest: hashed('sha256', key),
    digest512: hashed('sha512', raw),
    keyDigest512: hashed('sha512', key),
  };
};

/** What one certificate says, in plain values. `leaf`: the server's own, null where this is it. */
export const pathCertificate = (
  certificate: X509Certificate,
  issuer: X509Certificate | undefined,
  leaf: X509Certificate | null = null,
): PathCertificate => {
  const limits = limitsOf(certificate.raw);
  const refusesName = leaf === null ? null : refusedName(limits, dnsNames(leaf));
  return {
    subject: named(certificate.subject),
    issuer: named(certificate.issuer),
    validFrom: new Date(certificate.validFrom).toISOString(),
    validTo: new Date(certificate.validTo).toISOString(),
    ...keyOf(certificate),
    signatureDigest: signatureDigest(certificate.raw),
    selfSigned: isSelfSigned(certificate),
    authority: certificate.ca,
    ...(limits.pathLength === null ? {} : { pathLength: limits.pathLength }),
    ...(refusesName === null ? {} : { refusesName: neutralSmtpText(refusesName, 256) }),
    forServers: forServers(certificate, limits, leaf === null),
    signatureHolds: issuer === undefined ? null : signed(certificate, issuer),
    ...digestsOf(certificate),
  };
};
