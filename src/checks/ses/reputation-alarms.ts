// Whether somebody is told before AWS reviews the account: alarms on its bounce and complaint rates.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import { REPUTATION_METRICS, type ReputationMetric } from '../../facts/cloudwatch.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { cannotJudge } from '../unseen.ts';

type Alarm = Facts['cloudwatch.alarms']['alarms'][number];

const reasons = {
  none: { status: ['fail'], says: 'No alarm watches the bounce rate, and none the complaint rate.' },
  'no-bounce-alarm': { status: ['fail'], says: 'No alarm watches the bounce rate of the account.' },
  'no-complaint-alarm': { status: ['fail'], says: 'No alarm watches the complaint rate of the account.' },
  'goes-off-below': { status: ['fail'], says: 'An alarm goes off while the rate is low, and not when it rises.' },
  'too-late': { status: ['fail'], says: 'An alarm goes off only above the rate at which AWS reviews the account.' },
  'tells-nobody': { status: ['fail'], says: 'An alarm has no action that is switched on.' },
} as const satisfies Reasons;

type Verdict = Judgement<keyof typeof reasons | EngineReason>;

/** Where AWS puts the account under review (SES FAQs on the enforcement process): 5 % bounces, 0.1 % complaints. */
const REVIEW: Readonly<Record<ReputationMetric, number>> = { 'Reputation.BounceRate': 0.05, 'Reputation.ComplaintRate': 0.001 };
const NAMES: Readonly<Record<ReputationMetric, string>> = {
  'Reputation.BounceRate': 'ses-account-bounce-rate',
  'Reputation.ComplaintRate': 'ses-account-complaint-rate',
};

const comesInTime = ({ metric, threshold, comparison }: Alarm): boolean =>
  threshold === null || comparison?.startsWith('Greater') !== true || threshold <= REVIEW[metric];
/** It can never tell of a rate that rises. */
const isUpsideDown = ({ comparison }: Alarm): boolean => /^LessThan(OrEqualTo|Lower)?Threshold$/.test(comparison ?? '');
const tellsSomebody = ({ actions, actionsEnabled }: Alarm): boolean => actions > 0 && actionsEnabled !== false;

/** The statistic is the rate itself, once an hour; without bounces there is no datum, and no trouble. */
const command = (metric: ReputationMetric, name: string, region: string): string =>
  `aws cloudwatch put-metric-alarm --region ${region} --alarm-name ${name} --namespace AWS/SES --metric-name ${metric} --statistic Average --period 3600 --evaluation-periods 1 --threshold ${REVIEW[metric]} --comparison-operator GreaterThanOrEqualToThreshold --treat-missing-data ignore --alarm-actions TOPIC_ARN`;

const acts = (
  metrics: readonly ReputationMetric[],
  nameOf: (metric: ReputationMetric) => string,
  region: string,
): readonly DraftAct[] =>
  metrics.map((metric) => ({
    say: `Set the alarm on ${metric}, with an SNS topic that a person reads in place of TOPIC_ARN:`,
    command: command(metric, nameOf(metric), region),
  }));

const MISSING: Readonly<Record<ReputationMetric, keyof typeof reasons>> = {
  'Reputation.BounceRate': 'no-bounce-alarm',
  'Reputation.ComplaintRate': 'no-complaint-alarm',
};

/** Of one metric; null: an alarm on it comes in time and tells somebody. */
const faultOf = (metric: ReputationMetric, alarms: readonly Alarm[]): keyof typeof reasons | null => {
  const own = alarms.filter((alarm) => alarm.metric === metric);
  if (own.length === 0) return MISSING[metric];
  const upright = own.filter((alarm) => !isUpsideDown(alarm));
  if (upright.length === 0) return 'goes-off-below';
  const inTime = upright.filter(comesInTime);
  if (inTime.length === 0) return 'too-late';
  return inTime.some(tellsSomebody) ? null : 'tells-nobody';
};

/** Gravest first. */
const ORDER: readonly (keyof typeof reasons)[] = [
  'no-bounce-alarm',
  'no-complaint-alarm',
  'goes-off-below',
  'too-late',
  'tells-nobody',
];

export const reputationAlarms = defineCheck({
  id: 'reputation-alarms',
  title: 'Alarms watch the account’s bounce and complaint rates',
  severity: 'info',
  why: 'AWS reviews an account at 5 % bounces or 0.1 % complaints and may pause it; who is told in time can stop the cause first.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html',
    'https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html',
  ],
  reasons,
  clauses: {
    'https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html': [
      'none',
      'no-bounce-alarm',
      'no-complaint-alarm',
      'goes-off-below',
      'tells-nobody',
    ],
    'https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html': ['too-late'],
  },
  needs: ['cloudwatch.alarms'],
  uses: ['ses.account'],
  evaluate(facts): Verdict {
    const { alarms, complete } = facts['cloudwatch.alarms'].value;
    const faults = REPUTATION_METRICS.map((metric) => ({ metric, reason: faultOf(metric, alarms) }));
    const lacking = faults.filter(({ reason }) => reason !== null).map(({ metric }) => metric);
    const observed = { alarms: [...alarms], complete };
    if (lacking.length === 0) return { status: 'pass', reason: 'ok', observed };
    if (!complete) return cannotJudge('all alarms of the account', observed);
    const account = facts['ses.account'];
    const region = account.state === 'observed' ? account.value.region : 'REGION';
    // An alarm of that name is changed, not doubled.
    const nameOf = (metric: ReputationMetric): string => alarms.find((alarm) => alarm.metric === metric)?.name ?? NAMES[metric];
    return {
      status: 'fail',
      reason: alarms.length === 0 ? 'none' : (ORDER.find((one) => faults.some(({ reason }) => reason === one)) ?? 'none'),
      observed,
      expected:
        'An alarm on Reputation.BounceRate goes off at 0.05 or lower, one on Reputation.ComplaintRate at 0.001 or lower, and each tells somebody.',
      remedy: acts(lacking, nameOf, region),
    };
  },
});
