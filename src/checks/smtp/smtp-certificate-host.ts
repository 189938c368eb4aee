// The relay's certificate names the host that the profile connects to.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { defineCheck } from '../check.ts';
import { doThis, profileField, squareosField } from '../remedy.ts';
import { judgeCertificate, seenCertificate, type Certificate, type CertificateFault } from './certificate.ts';

const reasons = {
  'other-host': { status: ['fail'], says: 'The certificate is for another host.' },
  'address-instead-of-name': { status: ['fail'], says: 'The profile gives an address, and the certificate names hosts.' },
  'common-name-only': { status: ['warn'], says: 'The certificate names the host in its common name alone.' },
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | EngineReason>;

/** Host names a certificate is for, without their kind. */
const hosts = (names: readonly string[]): readonly string[] =>
  names.filter((name) => name.startsWith('DNS:')).map((name) => name.slice('DNS:'.length));

/** Which host to connect to instead. A wildcard is no host: what it stands for is said. */
const instead = (named: readonly string[]): string => {
  const whole = named.filter((name) => !name.includes('*')).slice(0, 5);
  const below = named.filter((name) => name.startsWith('*.')).map((name) => `a host directly below ${name.slice(2)}`);
  const all = [...whole, ...below.slice(0, 2)];
  return all.length === 0 ? 'the host name in the provider’s SMTP settings' : all.join(', or ');
};

export const smtpCertificateHost = defineCheck({
  id: 'smtp-certificate-host',
  title: 'The relay’s certificate names the host in the profile',
  severity: 'blocker',
  why: 'A certificate for another host proves nothing about this one, so clients refuse to sign in.',
  owner: 'implementation engineer',
  references: ['RFC 9525', 'RFC 7817'],
  reasons,
  clauses: {
    'RFC 9525 §6.3': ['other-host'],
    'RFC 9525 §6.4': ['address-instead-of-name'],
    'RFC 9525 §2': ['common-name-only'],
  },
  needs: ['smtp.session', 'run.clock'],
  core: true,
  evaluate(facts) {
    const session = facts['smtp.session'].value;
    const { host } = session;
    const expected = `A subject alternative name that is ${host}.`;
    const fails = ({ reason }: CertificateFault & { check: 'smtp-certificate-host' }, certificate: Certificate) => {
      const named = hosts(certificate.subjectAltNames);
      const [only, ...more] = named.filter((name) => !name.includes('*'));
      const value = only !== undefined && more.length === 0 ? only : null;
      return {
        status: 'fail' as const,
        reason,
        observed: { host, ...seenCertificate(certificate) },
        expected,
        remedy: [
          profileField(`Connect to ${instead(named)}: the certificate is not for ${host}.`, 'smtp.host', value),
          squareosField('The same in SquareOS.', 'configJson.host', value),
          doThis(`Or have a certificate for ${host} installed on the relay.`, 'mail provider admin'),
        ],
      };
    };
    const holds = (certificate: Certificate): Told => {
      const observed = { host, ...seenCertificate(certificate) };
      if (!certificate.commonNameOnly) return { status: 'pass', reason: 'ok', observed };
      const act = doThis(
        `Have the certificate of ${host} reissued with a subject alternative name: it names the host only in its common name, which RFC 9525 no longer accepts and many clients refuse.`,
      );
      return { status: 'warn', reason: 'common-name-only', observed, expected, remedy: [act], owner: 'mail provider admin' };
    };
    return judgeCertificate('smtp-certificate-host', session, facts['run.clock'].value.now, fails, holds);
  },
});
