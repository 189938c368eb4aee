// Which authorities a TLS connection trusts: the system's own, and at most one more file of the tenant's.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';

export interface TlsChoice {
  readonly minVersion?: tls.SecureVersion;
  readonly maxVersion?: tls.SecureVersion;
  readonly ciphers?: string;
}

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

let extra: readonly string[] | null = null;

/** What NODE_EXTRA_CA_CERTS adds; Node reads it once, warns of a file that it cannot read, and goes on. */
const extraAuthorities = (): readonly string[] => {
  if (extra !== null) return extra;
  try {
    extra = readFileSync(process.env['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8').match(PEM) ?? [];
  } catch {
    extra = [];
  }
  return extra;
};

/** PEM, one certificate an entry. */
export const systemAuthorities = (): readonly string[] => {
  // Node 22.15 and later can name the authorities in force; before, only the bundled ones.
  const named: unknown = Reflect.get(tls, 'getCACertificates');
  return typeof named === 'function'
    ? (named as (kind: string) => string[])('default')
    : [...tls.rootCertificates, ...extraAuthorities()];
};

/** The system's authorities and a good many tenants' files. */
const MOST_READ = 2_000;
const read = new Map<string, readonly X509Certificate[]>();

/** Each certificate of a PEM text, which may hold several; read once. What cannot be read is left out: OpenSSL does the same. */
export const certificatesOf = (pem: string): readonly X509Certificate[] => {
  const known = read.get(pem);
  if (known !== undefined) return known;
  const found = (pem.match(PEM) ?? []).flatMap((one) => {
    try {
      return [new X509Certificate(one)];
    } catch {
      return [];
    }
  });
  if (read.size >= MOST_READ) read.clear();
  read.set(pem, found);
  return found;
};

/** Whether this machine trusts more than the public authorities that Node ships (NODE_EXTRA_CA_CERTS, the system's store). */
export const trustsMore = (): boolean =>
  process.env['NODE_EXTRA_CA_CERTS'] !== undefined || systemAuthorities().length !== tls.rootCertificates.length;

let publicOnly: tls.SecureContext | null = null;

/** The context that trusts the public authorities that Node ships, and no other, whatever the environment adds. */
export const trustingPublic = (): tls.SecureContext => {
  publicOnly ??= tls.createSecureContext({ ca: [...tls.rootCertificates] });
  return publicOnly;
};

/** As many tenants' authorities as are worth keeping read; the one unused for longest goes first. */
const KEPT = 16;
const contexts = new Map<string, tls.SecureContext>();

/**
 * The context that trusts `ca` (PEM, one certificate or several) beside the system's authorities. Reading some hundred and fifty
 * certificates takes longer than a handshake, so a context is made once.
 * @throws what OpenSSL says of a choice that it cannot offer.
 */
export const trusting = (ca: string, choice: TlsChoice = {}): tls.SecureContext => {
  const key = JSON.stringify([ca, choice.minVersion, choice.maxVersion, choice.ciphers]);
  const context = contexts.get(key) ?? tls.createSecureContext({ ...choice, ca: [...systemAuthorities(), ca] });
  contexts.delete(key);
  contexts.set(key, context);
  const [oldest] = contexts.keys();
  if (contexts.size > KEPT && oldest !== undefined) contexts.delete(oldest);
  return context;
};
