// The simulator's bounce and complaint came back as what they are.
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { profileField } from '../remedy.ts';

const EXPECTED = { bounce: 'bounce-permanent', complaint: 'complaint' } as const;

type Rehearsal = Facts['live.rehearsals'][number];

const actFor = ({ purpose, sent, why, event }: Rehearsal): DraftAct => {
  if (!sent) {
    const say = `The message to the ${purpose} simulator was not sent (${why ?? 'unknown'}). Name where the sending secret is kept, and give the credential SES access.`;
    return profileField(say, 'aws.send.secretAccessKey', null);
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
        { check: 'ses-event-destination' },
        { check: 'sns-subscription' },
        { check: 'live-callback', reasons: ['never-came'] },
      ],
    },
    'other-event': { status: ['fail'], says: 'A simulated bounce or complaint came back as something else.' },
  },
  needs: ['live.rehearsals'],
  evaluate(facts) {
    const all = facts['live.rehearsals'].value;
    const observed = { rehearsals: all.map(({ purpose, sent, event }) => ({ purpose, sent, event })) };
    const wrong = all.filter((one) => one.event !== EXPECTED[one.purpose]);
    const first = wrong[0];
    if (first === undefined) return { status: 'pass', reason: 'ok', observed };
    return {
      status: wrong.every((one) => !one.sent) ? 'warn' : 'fail',
      reason: first.sent ? (first.event === null ? 'never-came' : 'other-event') : 'not-sent',
      observed,
      expected: 'Each simulated event comes back to the webhook.',
      remedy: wrong.map(actFor),
    };
  },
});
