// The relay's certificate is valid now and for a while yet.
import type { Judgement } from '../../core/finding.ts';
import { defineCheck } from '../check.ts';
import { seenCertificate, withCertificate, type Certificate } from './certificate.ts';

const DAY = 24 * 3600 * 1000;
/** Time to have a certificate renewed by hand. */
const NOTICE_DAYS = 21;

/** Certificates of a week or a month are renewed by machine: for them a third of their life is notice enough. */
const noticeDays = (certificate: Certificate): number => {
  const life = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / DAY;
  return Math.min(NOTICE_DAYS, life / 3);
};

export const smtpCertificateExpiry = defineCheck({
  id: 'smtp-certificate-expiry',
  title: 'The relay’s certificate is valid and does not expire soon',
  severity: 'blocker',
  why: 'On the day it expires every client refuses the relay, and no invoice goes out.',
  owner: 'mail provider admin',
  references: ['RFC 5280 section 4.1.2.5'],
  needs: ['smtp.session', 'run.clock'],
  core: true,
  evaluate: (facts): Judgement =>
    withCertificate(facts['smtp.session'].value, (certificate, { host }) => {
      const clock = facts['run.clock'];
      const now = Date.parse(clock.value.now);
      const daysLeft = Math.floor((Date.parse(certificate.validTo) - now) / DAY);
      const observed = { ...seenCertificate(certificate), daysLeft };
      const expected = `A certificate valid for at least ${Math.ceil(noticeDays(certificate))} more days.`;
      if (Date.parse(certificate.validFrom) > now) {
        const fix = `The certificate of ${host} is valid only from ${certificate.validFrom}. Check the clock of this computer; if it is right, have the certificate reissued.`;
        return { status: 'fail', reason: 'not-yet-valid', observed, expected, fix };
      }
      if (Date.parse(certificate.validTo) <= now) {
        const fix = `The certificate of ${host} expired on ${certificate.validTo}. Have it renewed on the relay, and its automatic renewal repaired.`;
        return { status: 'fail', reason: 'expired', observed, expected, fix };
      }
      if (daysLeft < noticeDays(certificate)) {
        const fix = `The certificate of ${host} expires in ${daysLeft} days, on ${certificate.validTo}. Have it renewed before go-live.`;
        return { status: 'warn', reason: 'expires-soon', observed, expected, fix };
      }
      return { status: 'pass', reason: 'ok', observed };
    }),
});
