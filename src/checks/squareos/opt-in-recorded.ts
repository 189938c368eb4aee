// The internal recipient agreed to the live message, and is a mailbox that somebody reads.
import type { Judgement } from '../../core/finding.ts';
import { defineCheck } from '../check.ts';
import { requirement } from '../requirement.ts';

const DAY_MS = 86_400_000;
/** The contract names no age; a year covers a yearly renewal of the certification. */
const OLDEST_DAYS = 365;

export const optInRecorded = defineCheck({
  id: 'opt-in-recorded',
  title: 'The internal recipient has agreed, and is a real mailbox',
  severity: 'blocker',
  why: 'The live message goes to a person; and a simulator’s answer proves no delivery.',
  owner: 'implementation engineer',
  references: [requirement('R8'), 'https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html'],
  needs: ['profile.tenant', 'run.clock'],
  core: true,
  evaluate(facts): Judgement {
    const seen = facts['profile.tenant'];
    const clock = facts['run.clock'];
    const { live } = seen.value;
    const observed = { recipient: live.recipient, by: live.optIn.by, at: live.optIn.at, reference: live.optIn.reference };
    if (live.recipientIsSimulator) {
      return {
        status: 'fail',
        reason: 'simulator',
        observed,
        expected: 'A mailbox inside the gym or SquareOS that a person reads.',
        fix: 'Put an internal person’s address into `live.recipient`; rehearse with the simulator through `live.rehearse`.',
      };
    }
    const age = (Date.parse(clock.value.now) - Date.parse(live.optIn.at)) / DAY_MS;
    if (age < -1) {
      return {
        status: 'fail',
        reason: 'in-the-future',
        observed,
        expected: 'An opt-in that has been given.',
        fix: `Ask the recipient, then write the day they agreed into \`live.optIn.at\` (it says ${live.optIn.at}).`,
      };
    }
    if (age > OLDEST_DAYS) {
      return {
        status: 'warn',
        reason: 'old',
        observed,
        expected: `An opt-in of the last ${OLDEST_DAYS} days.`,
        fix: 'Ask the recipient again, and write day and ticket into `live.optIn`.',
      };
    }
    return { status: 'pass', reason: 'ok', observed };
  },
});
