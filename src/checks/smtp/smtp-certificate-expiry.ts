// Every certificate of the relay's chain is valid now and for a while yet.
import type { Judgement } from '../../core/finding.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { defineCheck } from '../check.ts';
import { doThis, profileField } from '../remedy.ts';
import {
  judgeCertificate,
  seenCertificate,
  seenFault,
  whichCertificate,
  type Certificate,
  type CertificateFault,
  type PathCertificate,
} from './certificate.ts';

const reasons = {
  expired: { status: ['fail'], says: 'A certificate of the chain has expired.' },
  'not-yet-valid': { status: ['fail'], says: 'A certificate of the chain is not valid yet.' },
  'expires-soon': { status: ['warn'], says: 'A certificate of the chain expires soon.' },
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | EngineReason>;

const HOUR = 3600 * 1000;
const DAY = 24 * HOUR;
/** Time to have a certificate renewed by hand. */
const NOTICE_DAYS = 21;
/** Below this, days would round the little that is left away. */
const IN_HOURS = 2 * DAY;

/** Certificates of a week or a month are renewed by machine: for them a third of their life is notice enough. */
const noticeMs = ({ validFrom, validTo }: PathCertificate): number =>
  Math.min(NOTICE_DAYS * DAY, (Date.parse(validTo) - Date.parse(validFrom)) / 3);

const leftMs = ({ validTo }: PathCertificate, now: number): number => Date.parse(validTo) - now;

const timeLeft = (ms: number): string => {
  if (ms < HOUR) return 'less than an hour';
  const [count, unit] = ms < IN_HOURS ? [Math.floor(ms / HOUR), 'hour'] : [Math.floor(ms / DAY), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
};

const renew = (host: string, at: number, which: string, why: string, root: boolean): readonly DraftAct[] => {
  if (at === 0) {
    const say = `Have the certificate of ${host} renewed on the relay, and its automatic renewal repaired: ${which} ${why}.`;
    return [doThis(say)];
  }
  if (!root) return [doThis(`Have the authority’s current chain installed on ${host} with its certificate: ${which} ${why}.`)];
  return [
    doThis(`Have a certificate of an authority in force installed on ${host}: ${which} ${why}.`),
    profileField(
      'Where the authority is your own, renew it, and give its new certificate here and in SquareOS.',
      'trust.caFile',
      null,
    ),
  ];
};

/** The certificate of the path that ends first; null when none ends within its notice. */
const endsFirst = (certificate: Certificate, now: number): { readonly one: PathCertificate; readonly at: number } | null => {
  const ending = certificate.path
    .map((one, at) => ({ one, at }))
    .filter(({ one }) => leftMs(one, now) > 0 && leftMs(one, now) < noticeMs(one));
  return ending.sort((a, b) => leftMs(a.one, now) - leftMs(b.one, now))[0] ?? null;
};

const inOrder = (certificate: Certificate, host: string, now: number): Told => {
  const daysLeft = Math.floor((Date.parse(certificate.validTo) - now) / DAY);
  const ending = endsFirst(certificate, now);
  if (ending === null) return { status: 'pass', reason: 'ok', observed: { ...seenCertificate(certificate), daysLeft } };
  const { one, at } = ending;
  const left = timeLeft(leftMs(one, now));
  return {
    status: 'warn',
    reason: 'expires-soon',
    observed: { ...seenFault(certificate, at), daysLeft: Math.floor(leftMs(one, now) / DAY), left },
    expected: `A certificate valid for at least ${Math.ceil(noticeMs(one) / DAY)} more days.`,
    remedy: renew(host, at, whichCertificate(certificate, at), `expires in ${left}, on ${one.validTo}`, one.selfSigned),
  };
};

export const smtpCertificateExpiry = defineCheck({
  id: 'smtp-certificate-expiry',
  title: 'The relay’s certificate is valid and does not expire soon',
  severity: 'blocker',
  why: 'On the day it expires every client refuses the relay, and no invoice goes out.',
  owner: 'mail provider admin',
  references: ['RFC 5280 §4.1.2.5'],
  reasons,
  needs: ['smtp.session', 'run.clock'],
  core: true,
  evaluate(facts) {
    const session = facts['smtp.session'].value;
    const { now } = facts['run.clock'].value;
    const fails = (fault: CertificateFault & { check: 'smtp-certificate-expiry' }, certificate: Certificate) => {
      const one = certificate.path[fault.at];
      const which = whichCertificate(certificate, fault.at);
      const expired = fault.reason === 'expired';
      const early = doThis(
        `Check the clock of this computer; if it is right, have the certificate of ${session.host} reissued: ${which} is valid only from ${one?.validFrom ?? ''}.`,
      );
      return {
        status: 'fail' as const,
        reason: fault.reason,
        observed: seenFault(certificate, fault.at),
        expected: 'Every certificate of the chain is valid now.',
        remedy: expired
          ? renew(session.host, fault.at, which, `expired on ${one?.validTo ?? ''}`, one?.selfSigned === true)
          : [early],
      };
    };
    return judgeCertificate('smtp-certificate-expiry', session, now, fails, (certificate) =>
      inOrder(certificate, session.host, Date.parse(now)),
    );
  },
});
