// The internal recipient agreed to the live message, and is a mailbox that somebody reads.
import { defineCheck } from '../check.ts';
import { profileField } from '../remedy.ts';
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
  reasons: {
    simulator: { status: ['fail'], says: 'The live recipient is the mailbox simulator.' },
    'in-the-future': { status: ['fail'], says: 'The recipient’s consent is dated in the future.' },
    old: { status: ['warn'], says: 'The recipient’s consent is more than a year old.' },
  },
  needs: ['profile.tenant', 'run.clock'],
  core: true,
  evaluate(facts) {
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
        remedy: [
          profileField(
            'Name an internal person’s mailbox as the recipient; rehearse with the simulator through `live.rehearse`.',
            'live.recipient',
            null,
          ),
        ],
      };
    }
    const age = (Date.parse(clock.value.now) - Date.parse(live.optIn.at)) / DAY_MS;
    if (age < -1) {
      return {
        status: 'fail',
        reason: 'in-the-future',
        observed,
        expected: 'An opt-in that has been given.',
        remedy: [
          profileField(
            `Ask the recipient, then write the day on which they agreed (it says ${live.optIn.at}, which is still to come).`,
            'live.optIn.at',
            null,
          ),
        ],
      };
    }
    if (age > OLDEST_DAYS) {
      return {
        status: 'warn',
        reason: 'old',
        observed,
        expected: `An opt-in of the last ${OLDEST_DAYS} days.`,
        remedy: [profileField('Ask the recipient again, and write day and ticket into `live.optIn`.', 'live.optIn.at', null)],
      };
    }
    return { status: 'pass', reason: 'ok', observed };
  },
});
