// The account is out of the sandbox in the sending region.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import { cannotJudge } from '../unseen.ts';
import { inWrongRegion, verifiedThere } from './verified-there.ts';

const reasons = {
  sandbox: { status: ['fail'], says: 'The account is in the sandbox of this region: it reaches verified addresses only.' },
  'review-pending': { status: ['pending'], says: 'AWS has not answered the request for production access yet.' },
  'review-denied': { status: ['fail'], says: 'AWS has refused production access.' },
  'review-failed': { status: ['fail'], says: 'The request for production access failed for a technical reason.' },
} as const satisfies Reasons;

type Fact = Facts['ses.account'];

/** AWS answers a request within a day, mostly. */
const REVIEW_HOURS = 24;

const observedOf = (fact: Fact): NonNullable<Judgement['observed']> => ({
  region: fact.region,
  productionAccess: fact.productionAccess,
  review: fact.review?.status ?? null,
  caseId: fact.review?.caseId ?? null,
});

const inSandbox = (
  fact: Fact,
  now: string | null,
  identities: Observation<Facts['ses.identities']>,
): Judgement<keyof typeof reasons | EngineReason> => {
  const verified = verifiedThere(identities);
  const given = {
    observed: observedOf(fact),
    expected: `SES says ProductionAccessEnabled true in ${fact.region}; another region’s approval does not count.`,
  };
  const theCase = fact.review?.caseId === undefined || fact.review.caseId === null ? '' : ` (case ${fact.review.caseId})`;
  const ask = `Amazon SES, ${fact.region}, Account dashboard, Request production access`;
  switch (fact.review?.status) {
    case 'PENDING': {
      const say = `Answer what AWS asks in the Support case${theCase}, and run again when it has decided. Keep customer email disabled until then.${verified}`;
      const retryAt = now === null ? {} : { retryAt: new Date(Date.parse(now) + REVIEW_HOURS * 3_600_000).toISOString() };
      return { status: 'pending', reason: 'review-pending', ...given, remedy: [doThis(say)], ...retryAt };
    }
    case 'DENIED': {
      const say = `Reply to the AWS Support case${theCase}: say who gets the mail, how they opted in, and how bounces and complaints are handled.`;
      return { status: 'fail', reason: 'review-denied', ...given, remedy: [doThis(say)] };
    }
    case 'FAILED': {
      const say = `Send the request again: ${ask}. It failed for a technical reason${theCase}.`;
      return { status: 'fail', reason: 'review-failed', ...given, remedy: [doThis(say)] };
    }
    case undefined:
    case null: {
      const say = `Request production access: ${ask}. Until it is granted only verified recipients get mail.${verified}`;
      return { status: 'fail', reason: 'sandbox', ...given, remedy: [doThis(say)], ...inWrongRegion(identities) };
    }
    default: {
      const say = `Read the AWS Support case${theCase}, and ask there what is missing: the request stands at ${fact.review?.status ?? 'no state'}, and the account is in the sandbox of ${fact.region}.${verified}`;
      return { status: 'fail', reason: 'sandbox', ...given, remedy: [doThis(say)] };
    }
  }
};

export const sesProductionAccess = defineCheck({
  id: 'ses-production-access',
  title: 'AWS has taken the account out of the sandbox in this region',
  severity: 'blocker',
  why: 'A sandbox account reaches verified addresses only: no member of the gym would get an invoice or a payment link.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html'],
  reasons,
  needs: ['ses.account'],
  uses: ['run.clock', 'ses.identities'],
  core: true,
  evaluate(facts) {
    const fact = facts['ses.account'].value;
    if (fact.productionAccess === null) return cannotJudge('whether the account is in the sandbox', observedOf(fact));
    if (fact.productionAccess) return { status: 'pass', reason: 'ok', observed: observedOf(fact) };
    const clock = facts['run.clock'];
    return inSandbox(fact, clock.state === 'observed' ? clock.value.now : null, facts['ses.identities']);
  },
});
