// The relay's certificate names the host that the profile connects to.
import type { Judgement } from '../../core/finding.ts';
import { defineCheck } from '../check.ts';
import { seenCertificate, withCertificate } from './certificate.ts';

const isAddress = (host: string): boolean => /^[\d.]+$/.test(host) || host.includes(':');

/** Host names a certificate is for, without their kind. */
const hosts = (names: readonly string[]): readonly string[] =>
  names.filter((name) => name.startsWith('DNS:')).map((name) => name.slice('DNS:'.length));

export const smtpCertificateHost = defineCheck({
  id: 'smtp-certificate-host',
  title: 'The relay’s certificate names the host in the profile',
  severity: 'blocker',
  why: 'A certificate for another host proves nothing about this one, so clients refuse to sign in.',
  owner: 'implementation engineer',
  references: ['RFC 9525', 'RFC 7817'],
  needs: ['smtp.session'],
  core: true,
  evaluate: (facts): Judgement =>
    withCertificate(facts['smtp.session'].value, (certificate, { host }) => {
      const observed = { host, ...seenCertificate(certificate) };
      const expected = `A subject alternative name that is ${host}.`;
      const named = hosts(certificate.subjectAltNames);
      if (!certificate.hostMatches) {
        const instead =
          named.length === 0 ? 'the host name in the provider’s SMTP settings' : `one of ${named.slice(0, 5).join(', ')}`;
        const reason = isAddress(host) ? 'address-instead-of-name' : 'other-host';
        const fix = `The certificate is not for ${host}. Set \`smtp.host\` to ${instead}, here and in SquareOS, or have a certificate for ${host} installed on the relay.`;
        return { status: 'fail', reason, observed, expected, fix };
      }
      if (certificate.commonNameOnly) {
        return {
          status: 'warn',
          reason: 'common-name-only',
          observed,
          expected,
          fix: `The certificate names ${host} only in its common name, which RFC 9525 no longer accepts and many clients refuse. Have it reissued with a subject alternative name.`,
          owner: 'mail provider admin',
        };
      }
      return { status: 'pass', reason: 'ok', observed };
    }),
});
