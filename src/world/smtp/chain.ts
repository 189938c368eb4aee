// Whether a certificate chain ends at a trusted authority, dates and key sizes aside. Node reports one error only, so that an expired
// certificate hides that nobody vouches for it.
import { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate } from 'node:tls';

/** Errors that say nothing about who vouches. UNSPECIFIED is what Node calls OpenSSL's “key too small”, among others. */
const OTHER_ERRORS = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'UNSPECIFIED']);

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

const issued = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);

/**
 * Looks again when Node’s verdict is about something else: is each certificate issued by the next, and the last by an authority?
 * @param error Node's code; null when the chain is trusted.
 * @param roots PEM of the authorities in force.
 */
export const endsAtRoot = (chain: readonly X509Certificate[], error: string | null, roots: () => readonly string[]): boolean => {
  if (error === null) return true;
  if (!OTHER_ERRORS.has(error)) return false;
  const trusted = roots().map((pem) => new X509Certificate(pem));
  for (const [at, certificate] of chain.entries()) {
    if (trusted.some((root) => root.fingerprint256 === certificate.fingerprint256 || issued(certificate, root))) return true;
    const next = chain[at + 1];
    if (next === undefined || !issued(certificate, next)) return false;
  }
  return false;
};
