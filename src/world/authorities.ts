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

/** Node 22.15 and later can name the authorities in force; before, only the bundled ones. */
const inForce = (): (() => readonly string[]) | null => {
  const named: unknown = Reflect.get(tls, 'getCACertificates');
  return typeof named === 'function' ? () => (named as (kind: string) => string[])('default') : null;
};

/** PEM, one certificate an entry. */
export const systemAuthorities = (): readonly string[] => inForce()?.() ?? [...tls.rootCertificates, ...extraAuthorities()];

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
 * Takes further authorities into a context that has the system's already: reading those again, some hundred and fifty certificates, takes
 * longer than a handshake. Node's types do not name what `tls.createSecureContext` itself calls for each `ca`; where it is not there, all are read.
 */
const adding = (ca: string, choice: TlsChoice): tls.SecureContext => {
  const context = tls.createSecureContext(choice);
  const own = context.context as { readonly addCACert?: (pem: string) => void } | undefined;
  if (typeof own?.addCACert !== 'function') return tls.createSecureContext({ ...choice, ca: [...systemAuthorities(), ca] });
  // An older Node leaves out what NODE_EXTRA_CA_CERTS adds as soon as a context has an authority of its own.
  for (const one of [...(inForce() === null ? extraAuthorities() : []), ca]) own.addCACert(one);
  return context;
};

/**
 * The context that trusts `ca` (PEM, one certificate or several) beside the system's authorities.
 * @throws what OpenSSL says of a choice that it cannot offer.
 */
export const trusting = (ca: string, choice: TlsChoice = {}): tls.SecureContext => {
  const key = JSON.stringify([ca, choice.minVersion, choice.maxVersion, choice.ciphers]);
  const context = contexts.get(key) ?? adding(ca, choice);
  contexts.delete(key);
  contexts.set(key, context);
  const [oldest] = contexts.keys();
  if (contexts.size > KEPT && oldest !== undefined) contexts.delete(oldest);
  return context;
};
