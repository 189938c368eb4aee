// What is wrong with the certificates of a TLS session, each fault with the certificate that has it and the one check that owns it.
// The four certificate checks judge by this one list, so that exactly one of them fails where TLS verified nothing.
import type { Judgement } from '../../core/finding.ts';
import type { JsonObject } from '../../core/json.ts';
import type { EngineReason } from '../../core/reason.ts';
import { doThis } from '../remedy.ts';
import { endedBefore, type Session } from './session-end.ts';

export type Certificate = NonNullable<Session['tls']>;
export type PathCertificate = Certificate['path'][number];

export type CertificateCheck = 'smtp-certificate' | 'smtp-certificate-expiry' | 'smtp-certificate-key' | 'smtp-certificate-host';

/** `at`: index on the path, 0 the server's own. */
export type CertificateFault = { readonly at: number } & (
  | {
      readonly check: 'smtp-certificate';
      readonly reason:
        | 'self-signed'
        | 'intermediate-missing'
        | 'unknown-authority'
        | 'revoked'
        | 'signature-wrong'
        | 'not-for-servers'
        | 'not-an-authority'
        | 'name-not-permitted'
        | 'not-trusted';
    }
  | { readonly check: 'smtp-certificate-expiry'; readonly reason: 'expired' | 'not-yet-valid' }
  | { readonly check: 'smtp-certificate-key'; readonly reason: 'weak-key' | 'weak-signature' }
  | { readonly check: 'smtp-certificate-host'; readonly reason: 'other-host' | 'address-instead-of-name' }
);

/** `CN=R11, O=…` → `R11`; what has no common name stays whole. */
const shortName = (subject: string): string => /(?:^|, )CN=([^,]+)/.exec(subject)?.[1] ?? subject;

/** How a person is told which certificate it is. */
export const whichCertificate = (certificate: Certificate, at: number): string => {
  const one = certificate.path[at];
  if (at === 0 || one === undefined) return `the relay’s own certificate (${shortName(certificate.subject)})`;
  return `the ${one.selfSigned ? 'root' : 'intermediate'} certificate ${shortName(one.subject)}`;
};

/** RFC 9325 §4.5: 2048 for RSA and DH, and the elliptic curves of 128 bits of strength. */
const LEAST: { readonly [type: string]: number } = { rsa: 2048, 'rsa-pss': 2048, dsa: Number.POSITIVE_INFINITY, ec: 256 };

const strongKey = ({ keyType, keyBits }: PathCertificate): boolean => {
  const least = keyType === null ? undefined : LEAST[keyType];
  return least === undefined || keyBits === null || keyBits >= least;
};

/** Nobody checks the signature that a root makes on itself. */
const strongSignature = ({ signatureDigest, selfSigned }: PathCertificate): boolean =>
  selfSigned || (signatureDigest !== 'md5' && signatureDigest !== 'sha1');

const last = (path: Certificate['path']): number => Math.max(0, path.length - 1);

const trustFault = (certificate: Certificate): CertificateFault | null => {
  const { path, rootTrusted, namesIssuer } = certificate;
  if (rootTrusted) return null;
  const at = last(path);
  const reason = (): (CertificateFault & { check: 'smtp-certificate' })['reason'] => {
    if (path[at]?.selfSigned === true) return at === 0 ? 'self-signed' : 'unknown-authority';
    return at === 0 && namesIssuer ? 'intermediate-missing' : 'unknown-authority';
  };
  return { check: 'smtp-certificate', reason: reason(), at };
};

/** Each certificate's own faults, strongest first; `vouching`: those above the leaf. */
const faultsAt = (one: PathCertificate, at: number, now: number): readonly (CertificateFault | null)[] => [
  one.signatureHolds === false ? { check: 'smtp-certificate', reason: 'signature-wrong', at } : null,
  at > 0 && (!one.authority || at - 1 > (one.pathLength ?? at))
    ? { check: 'smtp-certificate', reason: 'not-an-authority', at }
    : null,
  at > 0 && one.refusesName !== undefined ? { check: 'smtp-certificate', reason: 'name-not-permitted', at } : null,
  !one.forServers ? { check: 'smtp-certificate', reason: 'not-for-servers', at } : null,
  Date.parse(one.validTo) <= now ? { check: 'smtp-certificate-expiry', reason: 'expired', at } : null,
  Date.parse(one.validFrom) > now ? { check: 'smtp-certificate-expiry', reason: 'not-yet-valid', at } : null,
  strongKey(one) ? null : { check: 'smtp-certificate-key', reason: 'weak-key', at },
  strongSignature(one) ? null : { check: 'smtp-certificate-key', reason: 'weak-signature', at },
];

const ORDER: readonly CertificateCheck[] = [
  'smtp-certificate',
  'smtp-certificate-expiry',
  'smtp-certificate-key',
  'smtp-certificate-host',
];

const isAddress = (host: string): boolean => /^[\d.]+$/.test(host) || host.includes(':');

const chainFaults = (certificate: Certificate, now: number): readonly CertificateFault[] => {
  const { path, chainTrusted, chainError } = certificate;
  const own = path.flatMap((one, at) => faultsAt(one, at, now)).filter((fault) => fault !== null);
  // What TLS verified all the same, by another way or by its own measure, is no fault of trust or date of the certificates above.
  if (chainTrusted)
    return own.filter(
      (fault) => fault.check === 'smtp-certificate-key' || (fault.at === 0 && fault.check !== 'smtp-certificate'),
    );
  const trust = trustFault(certificate);
  const revoked: CertificateFault | null =
    chainError === 'CERT_REVOKED' ? { check: 'smtp-certificate', reason: 'revoked', at: 0 } : null;
  const found = [trust, revoked, ...own].filter((fault) => fault !== null);
  return found.length === 0 ? [{ check: 'smtp-certificate', reason: 'not-trusted', at: 0 }] : found;
};

/** All faults of a session's certificates, that of the owner first. `now`: milliseconds. */
const certificateFaults = (certificate: Certificate, host: string, now: number): readonly CertificateFault[] => {
  const reason = isAddress(host) ? 'address-instead-of-name' : 'other-host';
  const all: readonly CertificateFault[] = [
    ...chainFaults(certificate, now),
    ...(certificate.hostMatches ? [] : [{ check: 'smtp-certificate-host', reason, at: 0 } as const]),
  ];
  return [...all].sort((a, b) => ORDER.indexOf(a.check) - ORDER.indexOf(b.check));
};

/** What names the certificate, for `observed`. */
export const seenCertificate = (certificate: Certificate): JsonObject => ({
  subject: certificate.subject,
  issuer: certificate.issuer,
  names: certificate.subjectAltNames,
  validFrom: certificate.validFrom,
  validTo: certificate.validTo,
  fingerprint: certificate.fingerprint,
});

/** The certificate that has a fault, for `observed`. */
export const seenFault = (certificate: Certificate, at: number): JsonObject => {
  const one = certificate.path[at];
  if (one === undefined) return seenCertificate(certificate);
  return { ...seenCertificate(certificate), which: whichCertificate(certificate, at), at, certificate: { ...one } };
};

type Mine<C extends CertificateCheck> = CertificateFault & { readonly check: C };

const isOf =
  <C extends CertificateCheck>(check: C) =>
  (fault: CertificateFault): fault is Mine<C> =>
    fault.check === check;

/** Where another check owns the session's failure: this fault too goes with the certificate that has to be replaced. */
const beside = (certificate: Certificate, mine: CertificateFault, owner: CertificateFault): Judgement<EngineReason> => ({
  status: 'inconclusive',
  reason: 'cannot-judge',
  observed: { ...seenFault(certificate, mine.at), seenBeside: mine.reason },
  expected: `A session whose certificates another check (${owner.check}) finds in order.`,
  remedy: [
    doThis(`Settle ${owner.check} first; then look at this again: ${mine.reason}, ${whichCertificate(certificate, mine.at)}.`),
  ],
  follows: [owner.check],
});

/** Judges the session's certificates for one check: `fails` words its fault, `holds` what is in order. */
export const judgeCertificate = <C extends CertificateCheck, R extends string>(
  check: C,
  session: Session,
  now: string,
  fails: (fault: Mine<C>, certificate: Certificate) => Judgement<R>,
  holds: (certificate: Certificate) => Judgement<R | EngineReason>,
): Judgement<R | EngineReason> => {
  if (session.tls === null) return endedBefore(session, 'the relay’s certificate');
  const certificate = session.tls;
  const faults = certificateFaults(certificate, session.host, Date.parse(now));
  const [owner] = faults;
  const mine = faults.find(isOf(check));
  if (mine === undefined || owner === undefined) return holds(certificate);
  const verified = certificate.chainTrusted && certificate.hostMatches;
  return verified || owner.check === check ? fails(mine, certificate) : beside(certificate, mine, owner);
};
