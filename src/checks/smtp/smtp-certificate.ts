// The relay's certificate is vouched for by a trusted authority. Host name, dates and key are findings of their own.
import type { Judgement } from '../../core/finding.ts';
import { defineCheck } from '../check.ts';
import { seenCertificate, withCertificate, type Certificate } from './certificate.ts';
import type { Session } from './session-end.ts';

interface Fault {
  readonly reason: string;
  readonly fix: (certificate: Certificate, session: Session) => string;
}

const selfSigned: Fault = {
  reason: 'self-signed',
  fix: (c, s) =>
    `The certificate of ${s.host} is signed by itself (${c.subject}). Have one from a public authority installed on the relay; for an in-house authority give its certificate in \`trust.caFile\` and to SquareOS.`,
};
const incomplete: Fault = {
  reason: 'intermediate-missing',
  fix: (c, s) =>
    `${s.host} sends its own certificate without the intermediate that signed it (${c.issuer}). Have the whole chain (“fullchain”) configured on the relay.`,
};
const unknown: Fault = {
  reason: 'unknown-authority',
  fix: (c, s) =>
    `Nobody trusted vouches for the certificate of ${s.host} (issuer ${c.issuer}). Have one from a public authority installed${
      c.chain.length === 1 ? ', with its whole chain (the relay sends no intermediate certificate)' : ''
    }; for an in-house authority give its certificate in \`trust.caFile\` and to SquareOS.`,
};
const revoked: Fault = {
  reason: 'revoked',
  fix: (_c, s) => `The certificate of ${s.host} was revoked. Have a new one installed on the relay.`,
};
const other: Fault = {
  reason: 'not-trusted',
  fix: (c, s) =>
    `The certificate chain of ${s.host} is refused with ${c.chainError ?? 'no code'}. Have a certificate for TLS servers from a public authority installed.`,
};

const faultOf = (certificate: Certificate): Fault => {
  if (certificate.selfSigned) return selfSigned;
  switch (certificate.chainError) {
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return certificate.chain.length === 1 && certificate.namesIssuer ? incomplete : unknown;
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return unknown;
    case 'CERT_REVOKED':
      return revoked;
    default:
      return other;
  }
};

export const smtpCertificate = defineCheck({
  id: 'smtp-certificate',
  title: 'The relay’s certificate is issued by a trusted authority',
  severity: 'blocker',
  why: 'Anybody between can pose as a relay whose certificate nobody vouches for, and read the password and the mail.',
  owner: 'mail provider admin',
  references: ['RFC 8314 section 5', 'RFC 7817', 'RFC 5280 section 6'],
  needs: ['smtp.session'],
  core: true,
  evaluate: (facts): Judgement =>
    withCertificate(facts['smtp.session'].value, (certificate, session) => {
      const observed = { ...seenCertificate(certificate), chain: certificate.chain, error: certificate.chainError };
      if (certificate.rootTrusted) return { status: 'pass', reason: 'ok', observed };
      const fault = faultOf(certificate);
      const expected = `A chain from ${certificate.subject} to a trusted authority.`;
      return { status: 'fail', reason: fault.reason, observed, expected, fix: fault.fix(certificate, session) };
    }),
});
