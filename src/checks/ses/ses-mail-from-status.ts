// SES uses the gym's own MAIL FROM domain, or says why not.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { Facts } from '../../facts/index.ts';
import type { IdentityDetail } from '../../facts/ses.ts';
import { isAnswer } from '../../parsers/dns-outcome.ts';
import { mailFromMxState } from '../../parsers/mail-from-mx.ts';
import { governingIdentity } from '../../parsers/ses-identity.ts';
import { defineCheck } from '../check.ts';
import { cannotJudge, partlyObserved } from '../unseen.ts';

type MailFrom = NonNullable<IdentityDetail['mailFrom']>;

const where = (name: string): string => `Amazon SES / Identities / ${name} / Authentication / Custom MAIL FROM domain`;

/** SES finishes by itself only while its MX is there. */
const inDns = (seen: Observation<Facts['dns.mailFrom']>): 'right' | 'wrong' | 'unseen' => {
  if (seen.state !== 'observed' || !isAnswer(seen.value.mx.outcome)) return 'unseen';
  return mailFromMxState(seen.value.mx.values, seen.value.expectedMx) === 'ok' ? 'right' : 'wrong';
};

const byStatus = (name: string, mailFrom: MailFrom, dns: 'right' | 'wrong' | 'unseen'): Judgement => {
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

export const sesMailFromStatus = defineCheck({
  id: 'ses-mail-from-status',
  title: 'SES sends with the gym’s own MAIL FROM domain',
  severity: 'blocker',
  why: 'Without it the envelope sender is amazonses.com: SPF passes and does not count for the gym’s domain.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/mail-from.html'],
  needs: ['ses.identity', 'profile.tenant'],
  uses: ['dns.mailFrom'],
  evaluate(facts) {
    const seen = facts['ses.identity'];
    const governing = governingIdentity(seen.state === 'observed' ? seen.value.candidates : []);
    if (governing.kind === 'none') return { status: 'not-applicable', reason: 'no-identity' };
    if (governing.kind === 'uncertain') return partlyObserved(`The identity ${governing.name}`, governing.unseen);
    const { name, detail } = governing;
    const declared = facts['profile.tenant'].state === 'observed' ? (facts['profile.tenant'].value.ses?.mailFrom ?? null) : null;
    const domain = detail.mailFrom?.domain ?? null;
    if (detail.mailFrom === null || domain === null) {
      return {
        status: declared === null ? 'warn' : 'fail',
        reason: declared === null ? 'not-set' : 'declared-not-set',
        observed: { identity: name, declared },
        expected: `A custom MAIL FROM domain below ${name}.`,
        fix: `${where(name)}: set ${declared ?? `bounce.${name.split('@').at(-1) ?? name}`}, and publish the MX and SPF records shown there.`,
      };
    }
    if (declared !== null && declared.toLowerCase() !== domain.toLowerCase()) {
      return {
        status: 'fail',
        reason: 'other-than-declared',
        observed: { identity: name, declared, domain },
        expected: `The MAIL FROM domain is ${declared}.`,
        fix: `Correct ses.mailFrom in the profile to ${domain}, or set ${declared} at ${where(name)}.`,
      };
    }
    return byStatus(name, detail.mailFrom, inDns(facts['dns.mailFrom']));
  },
});
