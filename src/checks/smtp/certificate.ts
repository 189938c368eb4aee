// What the certificate checks share: the certificate of the session, or the reason why there is none to judge.
import type { Judgement } from '../../core/finding.ts';
import type { JsonObject } from '../../core/json.ts';
import { endedBefore, type Session } from './session-end.ts';

export type Certificate = NonNullable<Session['tls']>;

/** Runs `judge` on the session's certificate; without one the check cannot judge. */
export const withCertificate = (
  session: Session,
  judge: (certificate: Certificate, session: Session) => Judgement,
): Judgement => {
  return session.tls === null ? endedBefore(session, 'the relay’s certificate') : judge(session.tls, session);
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
