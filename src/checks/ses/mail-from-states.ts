// What each MAIL FROM status of SES means, in words and with its remedy.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { Facts } from '../../facts/index.ts';
import type { IdentityDetail } from '../../facts/ses.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';
import { mailFromMxState } from '../../mail/dns/mail-from-mx.ts';
import { cannotJudge } from '../unseen.ts';

type MailFrom = NonNullable<IdentityDetail['mailFrom']>;

export const where = (name: string): string => `Amazon SES / Identities / ${name} / Authentication / Custom MAIL FROM domain`;

/** SES finishes by itself only while its MX is there. */
export const inDns = (seen: Observation<Facts['dns.mailFrom']>): 'right' | 'wrong' | 'unseen' => {
  if (seen.state !== 'observed' || !isAnswer(seen.value.mx.outcome)) return 'unseen';
  return mailFromMxState(seen.value.mx.values, seen.value.expectedMx) === 'ok' ? 'right' : 'wrong';
};

export const byStatus = (name: string, mailFrom: MailFrom, dns: 'right' | 'wrong' | 'unseen'): Judgement => {
  const rejects = mailFrom.behaviorOnMxFailure === 'REJECT_MESSAGE';
  const observed = { identity: name, ...mailFrom };
  const expected = 'SES says MailFromDomainStatus SUCCESS.';
  const effect = rejects ? 'SES refuses every message meanwhile.' : 'SES uses amazonses.com meanwhile, and SPF does not align.';
  switch (mailFrom.status) {
    case 'SUCCESS':
      return { status: 'pass', reason: 'ok', observed };
    case 'PENDING': {
      if (dns === 'unseen') return cannotJudge(`the DNS records that SES waits for at ${mailFrom.domain ?? name}`, observed);
      const wrong = dns === 'wrong';
      const advice = wrong
        ? 'Publish the MX and SPF records (checks mail-from and mail-from-spf have them);'
        : 'Wait: DNS is right, and';
      const fix = `${advice} SES looks again by itself for 72 hours. ${effect}`;
      const reason = wrong ? 'pending-dns-wrong' : 'pending';
      return { status: wrong || rejects ? 'fail' : 'pending', reason, observed, expected, fix };
    }
    case 'TEMPORARY_FAILURE': {
      const fix = `SES no longer sees the MX of ${mailFrom.domain ?? ''} and gives up after 72 hours: publish it again. ${effect}`;
      return { status: rejects ? 'fail' : 'warn', reason: 'temporary-failure', observed, expected, fix, owner: 'DNS admin' };
    }
    case 'FAILED':
      return {
        status: 'fail',
        reason: 'failed',
        observed,
        expected,
        fix: `Publish exactly one MX and one SPF record at ${mailFrom.domain ?? ''}, then set the domain again at ${where(name)}: SES does not look again by itself. ${effect}`,
      };
    default:
      return cannotJudge(`the MAIL FROM status of ${name}`, observed);
  }
};
