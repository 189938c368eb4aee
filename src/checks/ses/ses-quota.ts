// The account's quota holds what the gym plans to send.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { Facts } from '../../facts/index.ts';
import { seenOrNull } from '../../core/observation.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import { cannotJudge } from '../unseen.ts';

/** SES says -1 for no limit. */
const UNLIMITED = -1;
/** The quota of a sandbox, which a fresh production account should no longer have. */
const SANDBOX_DAILY = 200;
const NEARLY_USED = 0.8;
/** The last 24 hours roll: some of it is free again within an hour. */
const LOOK_AGAIN_HOURS = 1;

const reasons = {
  'no-quota': {
    status: ['fail'],
    says: 'The daily quota or the rate is 0: SES takes no message.',
    follows: [{ check: 'ses-enforcement', reasons: ['shutdown'] }],
  },
  'used-up': {
    status: ['pending'],
    says: 'As much was sent in the last 24 hours as the quota allows; SES refuses mail until it rolls on.',
  },
  'below-planned-volume': { status: ['fail'], says: 'The daily quota is smaller than the planned volume.' },
  'nearly-used': { status: ['warn'], says: 'Over 80 % of the daily quota is used.' },
  'sandbox-size': { status: ['warn'], says: 'The account is out of the sandbox, with the sandbox’s quota.' },
  'below-planned-peak': { status: ['warn'], says: 'The rate is lower than the planned peak.' },
  sandbox: { status: ['not-applicable'], says: 'A sandbox has the sandbox’s quota; ses-production-access says so.' },
} as const satisfies Reasons;

type Quota = Facts['ses.account']['quota'];
type Fault = Omit<Judgement<keyof typeof reasons | EngineReason>, 'observed'>;
interface Plan {
  readonly dailyVolume: number | null;
  readonly peakPerSecond: number | null;
  readonly now: string | null;
}

const increase = (what: string) =>
  doThis(
    `Ask AWS for more in time: Service Quotas / Amazon Simple Email Service (SES) / ${what}. The quota counts recipients, not messages.`,
  );

/** No waiting helps against a quota of nothing. */
const nothing = ({ max24Hour, maxPerSecond }: Quota): Fault | null => {
  if (max24Hour !== 0 && maxPerSecond !== 0) return null;
  return {
    status: 'fail',
    reason: 'no-quota',
    expected: 'The daily quota and the rate are more than 0.',
    remedy: [
      doThis(
        `Ask AWS in a Support case why the ${max24Hour === 0 ? 'daily quota' : 'sending rate'} of SES is 0 in this region, and have it raised: SES refuses every message until then.`,
      ),
    ],
  };
};

const usedUp = (max: number, { now }: Plan): Fault => ({
  status: 'pending',
  reason: 'used-up',
  expected: `Less than ${max} recipients were written to in the last 24 hours.`,
  remedy: [
    doThis(
      'Run again when sends of the last 24 hours have run out: SES refuses every message until then.',
      'implementation engineer',
    ),
    increase('Sending quota'),
  ],
  ...(now === null ? {} : { retryAt: new Date(Date.parse(now) + LOOK_AGAIN_HOURS * 3_600_000).toISOString() }),
});

const daily = (max: number, quota: Quota, plan: Plan): Fault | null => {
  const used = quota.sent24Hour ?? 0;
  const remedy = [increase('Sending quota')];
  if (plan.dailyVolume !== null && plan.dailyVolume > max) {
    const expected = `The daily quota is at least ${plan.dailyVolume} recipients, the planned volume.`;
    return { status: 'fail', reason: 'below-planned-volume', expected, remedy };
  }
  if (used >= max) return usedUp(max, plan);
  if (used >= NEARLY_USED * max) {
    return { status: 'warn', reason: 'nearly-used', expected: 'Less than 80 % of the daily quota is used.', remedy };
  }
  if (max > SANDBOX_DAILY) return null;
  return { status: 'warn', reason: 'sandbox-size', expected: 'The daily quota is larger than that of a sandbox (200).', remedy };
};

const rate = ({ maxPerSecond }: Quota, { peakPerSecond }: Plan): Fault | null => {
  if (maxPerSecond === null || maxPerSecond === UNLIMITED || peakPerSecond === null || peakPerSecond <= maxPerSecond) return null;
  const expected = `SES accepts at least ${peakPerSecond} recipients a second, the planned peak.`;
  return { status: 'warn', reason: 'below-planned-peak', expected, remedy: [increase('Sending rate')] };
};

export const sesQuota = defineCheck({
  id: 'ses-quota',
  title: 'The sending quota holds the planned volume',
  severity: 'blocker',
  why: 'When the quota is used up SES refuses mail for the rest of the day: invoices and payment links stay unsent.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas.html'],
  reasons,
  needs: ['ses.account'],
  uses: ['profile.tenant', 'run.clock'],
  evaluate(facts) {
    const account = facts['ses.account'].value;
    // A sandbox has the sandbox's quota: one finding for it is enough.
    if (account.productionAccess === false) return { status: 'not-applicable', reason: 'sandbox' };
    const { quota } = account;
    const none = nothing(quota);
    if (none !== null) return { ...none, observed: { ...quota } };
    if (quota.max24Hour === null) return cannotJudge('the sending quota');
    if (quota.sent24Hour === null && quota.max24Hour !== UNLIMITED)
      return cannotJudge('how much of the quota is used', { ...quota });
    const { dailyVolume = null, peakPerSecond = null } = seenOrNull(facts['profile.tenant'])?.sending ?? {};
    const clock = facts['run.clock'];
    const plan = { dailyVolume, peakPerSecond, now: clock.state === 'observed' ? clock.value.now : null };
    const observed = { ...quota, dailyVolume, peakPerSecond };
    const found = (quota.max24Hour === UNLIMITED ? null : daily(quota.max24Hour, quota, plan)) ?? rate(quota, plan);
    return found === null ? { status: 'pass', reason: 'ok', observed } : { ...found, observed };
  },
});
