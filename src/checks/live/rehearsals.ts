// The simulator's bounce and complaint came back as what they are.
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { profileField } from '../remedy.ts';

const EXPECTED = { bounce: 'bounce-permanent', complaint: 'complaint' } as const;

type Rehearsal = Facts['live.rehearsals'][number];

const actFor = ({ purpose, sent, why, event, unread }: Rehearsal): DraftAct => {
  if (!sent) {
    const say = `The message to the ${purpose} simulator was not sent (${why ?? 'unknown'}). Name where the sending secret is kept, and give the credential SES access.`;
    return profileField(say, 'aws.send.secretAccessKey', null);
  }
  if (unread === true) {
    const say = `Have the ledger answer (\`callback.ledger\`), then start a new run: whether the simulated ${purpose} came was not seen.`;
    return { say, owner: 'SquareOS admin' };
  }
  if (event === null) {
    return {
      say: `No event of the simulated ${purpose} came: enable ${purpose.toUpperCase()} in the event destination of the configuration set.`,
    };
  }
  return {
    say: `The simulated ${purpose} came back as ${event}: enable ${purpose.toUpperCase()} in the event destination, and look how SquareOS reads it.`,
  };
};

const reasonOf = ({ sent, event, unread }: Rehearsal) => {
  if (!sent) return 'not-sent';
  if (unread === true) return 'ledger-unread';
  return event === null ? 'never-came' : 'other-event';
};

export const rehearsals = defineCheck({
  id: 'rehearsals',
  title: 'The simulator’s bounce and complaint come back as what they are',
  severity: 'warning',
  why: 'An address that bounced or complained must be suppressed; that can only happen when the platform hears of it.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html'],
  reasons: {
    'not-sent': { status: ['warn', 'fail'], says: 'A message to the simulator could not be sent.' },
    'never-came': {
      status: ['fail'],
      says: 'No event of a simulated bounce or complaint came.',
      follows: [
        { check: 'ses-event-destination', status: ['fail', 'inconclusive'] },
        { check: 'sns-subscription', status: ['fail', 'inconclusive'] },
        { check: 'live-callback', reasons: ['never-came'] },
      ],
    },
    'ledger-unread': {
      status: ['inconclusive'],
      says: 'The ledger did not answer, so whether a simulated bounce or complaint came is not known.',
      follows: [{ check: 'live-callback' }, { check: 'live-rows' }],
    },
    'other-event': { status: ['fail'], says: 'A simulated bounce or complaint came back as something else.' },
  },
  needs: ['live.rehearsals'],
  evaluate(facts) {
    const all = facts['live.rehearsals'].value;
    const observed = { rehearsals: all.map(({ purpose, sent, event }) => ({ purpose, sent, event })) };
    const wrong = all.filter((one) => one.event !== EXPECTED[one.purpose]);
    const known = wrong.filter(({ unread }) => unread !== true);
    const first = known[0] ?? wrong[0];
    if (first === undefined) return { status: 'pass', reason: 'ok', observed };
    return {
      status: known.length === 0 ? 'inconclusive' : known.every((one) => !one.sent) ? 'warn' : 'fail',
      reason: reasonOf(first),
      observed,
      expected: 'Each simulated event comes back to the webhook.',
      remedy: wrong.map(actFor),
    };
  },
});
