// The account is out of the sandbox in the sending region.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { cannotJudge } from '../unseen.ts';

type Fact = Facts['ses.account'];

/** AWS answers a request within a day, mostly. */
const REVIEW_HOURS = 24;

const observedOf = (fact: Fact): NonNullable<Judgement['observed']> => ({
  region: fact.region,
  productionAccess: fact.productionAccess,
  review: fact.review?.status ?? null,
  caseId: fact.review?.caseId ?? null,
});

const inSandbox = (fact: Fact, now: string | null): Judgement => {
  const given = {
    observed: observedOf(fact),
    expected: `SES says ProductionAccessEnabled true in ${fact.region}; another region’s approval does not count.`,
  };
  const theCase = fact.review?.caseId === undefined || fact.review.caseId === null ? '' : ` (case ${fact.review.caseId})`;
  switch (fact.review?.status) {
    case 'PENDING': {
      const retryAt = now === null ? {} : { retryAt: new Date(Date.parse(now) + REVIEW_HOURS * 3_600_000).toISOString() };
      const fix = `Wait for AWS’s answer${theCase}, and answer its questions there. Keep customer email disabled until then.`;
      return { status: 'pending', reason: 'review-pending', ...given, fix, ...retryAt };
    }
    case 'DENIED':
      return {
        status: 'fail',
        reason: 'review-denied',
        ...given,
        fix: `Reply to the AWS Support case${theCase}: say who gets the mail, how they opted in, and how bounces and complaints are handled.`,
      };
    case 'FAILED':
      return {
        status: 'fail',
        reason: 'review-failed',
        ...given,
        fix: `The request failed for a technical reason${theCase}. Send it again: Amazon SES, ${fact.region}, Account dashboard, Request production access.`,
      };
    default:
      return {
        status: 'fail',
        reason: 'sandbox',
        ...given,
        fix: `Request production access: Amazon SES, ${fact.region}, Account dashboard, Request production access. Until it is granted only verified recipients get mail.`,
      };
  }
};

export const sesProductionAccess = defineCheck({
  id: 'ses-production-access',
  title: 'AWS has taken the account out of the sandbox in this region',
  severity: 'blocker',
  why: 'A sandbox account reaches verified addresses only: no member of the gym would get an invoice or a payment link.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html'],
  needs: ['ses.account'],
  uses: ['run.clock'],
  core: true,
  evaluate(facts) {
    const seen = facts['ses.account'];
    const fact = seen.value;
    if (fact.productionAccess === null) return cannotJudge('whether the account is in the sandbox', observedOf(fact));
    if (fact.productionAccess) return { status: 'pass', reason: 'ok', observed: observedOf(fact) };
    return inSandbox(fact, facts['run.clock'].state === 'observed' ? facts['run.clock'].value.now : null);
  },
});
