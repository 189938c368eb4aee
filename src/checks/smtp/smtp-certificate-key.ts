// The key in the relay's certificate is strong enough.
import type { Judgement } from '../../core/finding.ts';
import { defineCheck } from '../check.ts';
import { seenCertificate, withCertificate, type Certificate } from './certificate.ts';

/** RFC 9325 §4.5: 2048 for RSA and DH, and the elliptic curves of 128 bits of strength. */
const LEAST: { readonly [type: string]: number } = { rsa: 2048, 'rsa-pss': 2048, dsa: Number.POSITIVE_INFINITY, ec: 256 };

const strong = ({ keyType, keyBits }: Certificate): boolean => {
  const least = keyType === null ? undefined : LEAST[keyType];
  return least === undefined || keyBits === null || keyBits >= least;
};

export const smtpCertificateKey = defineCheck({
  id: 'smtp-certificate-key',
  title: 'The key of the relay’s certificate is at least RSA 2048 or EC 256',
  severity: 'blocker',
  why: 'Clients on current systems refuse shorter keys (“ee key too small”), and a 1024-bit key can be broken.',
  owner: 'mail provider admin',
  references: ['RFC 9325 section 4.5'],
  needs: ['smtp.session'],
  evaluate: (facts): Judgement =>
    withCertificate(facts['smtp.session'].value, (certificate, { host }) => {
      const observed = { ...seenCertificate(certificate), keyType: certificate.keyType, keyBits: certificate.keyBits };
      if (strong(certificate)) return { status: 'pass', reason: 'ok', observed };
      return {
        status: 'fail',
        reason: 'weak-key',
        observed,
        expected: 'RSA with 2048 bits or more, or an elliptic curve with 256 or more.',
        fix: `The certificate of ${host} holds a ${certificate.keyType ?? ''} key of ${certificate.keyBits ?? 0} bits. Have a new key made (openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048) and the certificate reissued.`,
      };
    }),
});
