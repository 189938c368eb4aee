// Fourteen days of bounces and complaints are below what AWS reviews accounts for.
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';

/** AWS reviews at 5 % and may pause at 10 % bounces; at 0.1 % it reviews complaints (SES Developer Guide, faqs-enforcement). */
const BOUNCE = { warn: 0.05, fail: 0.1 };
/** Warned of earlier than AWS does, as the operators' guide (seed 2) has it: 0.08 % is nearly a review. */
const COMPLAINT = { warn: 0.0008, fail: 0.001 };
/** Below this, one bounce decides the rate, and AWS judges a representative volume too. */
const ENOUGH = 100;
/** One complaint among fewer than this is more than 0.08 %. */
const ENOUGH_FOR_COMPLAINTS = 2000;

const percent = (rate: number): string => `${(rate * 100).toFixed(2)} %`;

const LISTS = 'Stop sending to old lists, take out addresses that bounced or complained, and send only to people who opted in';

export const sesSendingStatistics = defineCheck({
  id: 'ses-sending-statistics',
  title: 'Bounces and complaints of the last 14 days are below AWS’s limits',
  severity: 'blocker',
  why: 'AWS puts accounts under review, and pauses them, for these two rates.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html'],
  reasons: {
    'bounces-critical': { status: ['fail'], says: 'At this bounce rate AWS may pause the account.' },
    'bounces-high': { status: ['warn'], says: 'At this bounce rate AWS reviews accounts.' },
    'complaints-critical': { status: ['fail'], says: 'At this complaint rate AWS reviews accounts.' },
    'complaints-high': { status: ['warn'], says: 'The complaint rate is close to what AWS reviews accounts for.' },
    'too-few-sends': { status: ['not-applicable'], says: 'Too little was sent for a rate to say anything.' },
  },
  needs: ['ses.statistics'],
  evaluate(facts) {
    const seen = facts['ses.statistics'];
    if (seen.value.attempts < ENOUGH) return { status: 'not-applicable', reason: 'too-few-sends' };
    const { attempts, bounces, complaints, since } = seen.value;
    const bounceRate = bounces / attempts;
    const complaintRate = complaints / attempts;
    const observed = {
      attempts,
      bounces,
      complaints,
      since,
      bounceRate: percent(bounceRate),
      complaintRate: percent(complaintRate),
    };
    const complained = attempts >= ENOUGH_FOR_COMPLAINTS || complaints > 1;
    if (bounceRate >= BOUNCE.warn) {
      return {
        status: bounceRate >= BOUNCE.fail ? 'fail' : 'warn',
        reason: bounceRate >= BOUNCE.fail ? 'bounces-critical' : 'bounces-high',
        observed,
        expected: `Less than ${percent(BOUNCE.warn)} of the mail bounces; AWS advises less than 2 %.`,
        remedy: [doThis(`${LISTS}, before anything new goes live.`, 'gym owner')],
      };
    }
    if (complained && complaintRate >= COMPLAINT.warn) {
      return {
        status: complaintRate >= COMPLAINT.fail ? 'fail' : 'warn',
        reason: complaintRate >= COMPLAINT.fail ? 'complaints-critical' : 'complaints-high',
        observed,
        expected: `Less than ${percent(COMPLAINT.warn)} of the mail is complained of; AWS reviews from 0.10 %.`,
        remedy: [doThis(`${LISTS}; give campaigns an unsubscribe link that works at once.`, 'gym owner')],
      };
    }
    return { status: 'pass', reason: 'ok', observed };
  },
});
