// The keys in the relay's chain, and the signatures on it, are strong enough.
import type { Reasons } from '../../core/reason.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import {
  judgeCertificate,
  seenCertificate,
  seenFault,
  whichCertificate,
  type Certificate,
  type CertificateFault,
} from './certificate.ts';

const reasons = {
  'weak-key': { status: ['fail'], says: 'A key in the chain is too short, or of a kind that is no longer used.' },
  'weak-signature': { status: ['fail'], says: 'A certificate of the chain is signed with MD5 or SHA-1.' },
} as const satisfies Reasons;

const keySeen = ({ keyType, keyBits }: Pick<Certificate, 'keyType' | 'keyBits'>) => ({ keyType, keyBits });

export const smtpCertificateKey = defineCheck({
  id: 'smtp-certificate-key',
  title: 'The key of the relay’s certificate is at least RSA 2048 or EC 256',
  severity: 'blocker',
  why: 'Clients on current systems refuse shorter keys (“ee key too small”), and a 1024-bit key can be broken.',
  owner: 'mail provider admin',
  references: ['RFC 9325 §4.5'],
  reasons,
  needs: ['smtp.session', 'run.clock'],
  evaluate(facts) {
    const session = facts['smtp.session'].value;
    const fails = ({ reason, at }: CertificateFault & { check: 'smtp-certificate-key' }, certificate: Certificate) => {
      const one = certificate.path[at] ?? certificate;
      const which = whichCertificate(certificate, at);
      const weak =
        reason === 'weak-key'
          ? `holds a key of ${one.keyBits ?? 0} bits (${one.keyType?.toUpperCase() ?? 'unknown kind'})`
          : `is signed with ${certificate.path[at]?.signatureDigest === 'sha1' ? 'SHA-1' : 'MD5'}`;
      const remedy =
        at === 0
          ? [
              doThis(`Have a certificate with a new key and a SHA-256 signature issued for ${session.host}: ${which} ${weak}.`),
              { say: 'This makes a key:', command: 'openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048' },
            ]
          : [doThis(`Have a certificate of a current authority installed on ${session.host}: ${which} ${weak}.`)];
      return {
        status: 'fail' as const,
        reason,
        observed: { ...seenFault(certificate, at), ...keySeen(one) },
        expected: 'RSA with 2048 bits or more, or an elliptic curve with 256 or more, signed with SHA-256 or better.',
        remedy,
      };
    };
    return judgeCertificate('smtp-certificate-key', session, facts['run.clock'].value.now, fails, (certificate) => ({
      status: 'pass',
      reason: 'ok',
      observed: { ...seenCertificate(certificate), ...keySeen(certificate) },
    }));
  },
});
