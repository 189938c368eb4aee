// The account's quota holds what the gym plans to send.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { cannotJudge } from '../unseen.ts';

/** SES says -1 for no limit. */
const UNLIMITED = -1;
/** The quota of a sandbox, which a fresh production account should no longer have. */
const SANDBOX_DAILY = 200;
const NEARLY_USED = 0.8;

type Quota = Facts['ses.account']['quota'];
interface Plan {
  readonly dailyVolume: number | null;
  readonly peakPerSecond: number | null;
}

const increase = (what: string): string =>
  `Ask AWS for more in time: Service Quotas / Amazon Simple Email Service (SES) / ${what}. The quota counts recipients, not messages.`;

const daily = (max: number, quota: Quota, plan: Plan): Omit<Judgement, 'observed'> | null => {
  const used = quota.sent24Hour ?? 0;
  if (used >= max) {
    const expected = 'Less was sent in the last 24 hours than the quota allows.';
    return {
      status: 'fail',
      reason: 'used-up',
      expected,
      fix: `Wait until sends of the last 24 hours run out. ${increase('Sending quota')}`,
    };
  }
  if (plan.dailyVolume !== null && plan.dailyVolume > max) {
    const expected = `The daily quota is at least ${plan.dailyVolume} recipients, the planned volume.`;
    return { status: 'fail', reason: 'below-planned-volume', expected, fix: increase('Sending quota') };
  }
  if (used >= NEARLY_USED * max) {
    const expected = 'Less than 80 % of the daily quota is used.';
    return { status: 'warn', reason: 'nearly-used', expected, fix: increase('Sending quota') };
  }
  if (max <= SANDBOX_DAILY) {
    const expected = 'The daily quota is larger than that of a sandbox (200).';
    return { status: 'warn', reason: 'sandbox-size', expected, fix: increase('Sending quota') };
  }
  return null;
};

const rate = (quota: Quota, plan: Plan): Omit<Judgement, 'observed'> | null => {
  const { maxPerSecond } = quota;
  if (maxPerSecond === null || maxPerSecond === UNLIMITED || plan.peakPerSecond === null || plan.peakPerSecond <= maxPerSecond)
    return null;
  const expected = `SES accepts at least ${plan.peakPerSecond} recipients a second, the planned peak.`;
  return { status: 'warn', reason: 'below-planned-peak', expected, fix: increase('Sending rate') };
};

export const sesQuota = defineCheck({
  id: 'ses-quota',
  title: 'The sending quota holds the planned volume',
  severity: 'blocker',
  why: 'When the quota is used up SES refuses mail for the rest of the day: invoices and payment links stay unsent.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas.html'],
  needs: ['ses.account', 'profile.tenant'],
  evaluate(facts) {
    const account = facts['ses.account'];
    // A sandbox has the sandbox's quota: one finding for it is enough.
    if (account.value.productionAccess === false) return { status: 'not-applicable', reason: 'sandbox' };
    const { quota } = account.value;
    if (quota.max24Hour === null) return cannotJudge('the sending quota');
    const tenant = facts['profile.tenant'];
    const plan = tenant.value.sending;
    const observed = { ...quota, dailyVolume: plan.dailyVolume, peakPerSecond: plan.peakPerSecond };
    const found = (quota.max24Hour === UNLIMITED ? null : daily(quota.max24Hour, quota, plan)) ?? rate(quota, plan);
    return found === null ? { status: 'pass', reason: 'ok', observed } : { ...found, observed };
  },
});
