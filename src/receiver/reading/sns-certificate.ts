// Whether a certificate is one that SNS signs with: name, validity, key and chain.
import { X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { signingCertificateName } from '../../aws/sns/topic-arn.ts';
import type { TopicArn } from '../../aws/sns/topic-arn.ts';

export interface SigningCertificate {
  readonly publicKey: KeyObject;
  /** SHA-256, hex, lower case, of the certificate. */
  readonly fingerprint: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** `incomplete`: the file ends below an authority we know; SNS serves the leaf alone. Trust then rests on the TLS session it came over. */
  readonly chain: 'trusted' | 'incomplete';
}

export type CertificateJudged =
  | { readonly ok: true; readonly certificate: SigningCertificate }
  | { readonly ok: false; readonly reason: 'unreadable' | 'not-rsa' | 'wrong-name' | 'not-valid-now' | 'untrusted-chain' };

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

const read = (pem: string): readonly X509Certificate[] => {
  try {
    return (pem.match(PEM) ?? []).slice(0, 8).map((text) => new X509Certificate(text));
  } catch {
    return [];
  }
};

const names = (certificate: X509Certificate): readonly string[] => {
  const common = /^CN=(.+)$/m.exec(certificate.subject)?.[1];
  const alternative = (certificate.subjectAltName ?? '')
    .split(', ')
    .filter((name) => name.startsWith('DNS:'))
    .map((name) => name.slice(4));
  return common === undefined ? alternative : [common, ...alternative];
};

const isValidAt = (certificate: X509Certificate, now: Date): boolean =>
  Date.parse(certificate.validFrom) <= now.getTime() && now.getTime() <= Date.parse(certificate.validTo);

const issued = (issuer: X509Certificate, subject: X509Certificate): boolean =>
  subject.checkIssued(issuer) && subject.verify(issuer.publicKey);

/** Walks up through the file's own certificates until an authority has issued one, or the file ends. */
const judgeChain = (
  file: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
  now: Date,
): 'trusted' | 'incomplete' | 'untrusted' => {
  let current = file[0];
  const rest = new Set(file.slice(1));
  while (current !== undefined) {
    const here = current;
    if (authorities.some((authority) => authority.raw.equals(here.raw) || (isValidAt(authority, now) && issued(authority, here))))
      return 'trusted';
    if (issued(here, here)) return 'untrusted';
    const next = [...rest].find((candidate) => candidate.ca && isValidAt(candidate, now) && issued(candidate, here));
    if (next === undefined) return 'incomplete';
    rest.delete(next);
    current = next;
  }
  return 'untrusted';
};

/**
 * Judges the PEM that a SigningCertURL gave. A self-signed certificate that is no authority of ours is refused, and so is a
 * chain that the file itself completes up to an unknown root.
 */
export const judgeSigningCertificate = (
  pem: string,
  topic: TopicArn,
  authorities: readonly X509Certificate[],
  now: Date,
): CertificateJudged => {
  const file = read(pem);
  const leaf = file[0];
  if (leaf === undefined) return { ok: false, reason: 'unreadable' };
  if (leaf.publicKey.asymmetricKeyType !== 'rsa' || (leaf.publicKey.asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
    return { ok: false, reason: 'not-rsa' };
  if (leaf.ca || !names(leaf).includes(signingCertificateName(topic))) return { ok: false, reason: 'wrong-name' };
  if (!isValidAt(leaf, now)) return { ok: false, reason: 'not-valid-now' };
  const chain = judgeChain(file, authorities, now);
  if (chain === 'untrusted') return { ok: false, reason: 'untrusted-chain' };
  return {
    ok: true,
    certificate: {
      publicKey: leaf.publicKey,
      fingerprint: leaf.fingerprint256.replaceAll(':', '').toLowerCase(),
      notBefore: new Date(leaf.validFrom),
      notAfter: new Date(leaf.validTo),
      chain,
    },
  };
};
