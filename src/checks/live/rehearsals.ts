// The simulator's bounce and complaint came back as what they are.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';

const EXPECTED = { bounce: 'bounce-permanent', complaint: 'complaint' } as const;

type Rehearsal = Facts['live.rehearsals'][number];

const fixFor = ({ purpose, sent, why, event }: Rehearsal): string => {
  if (!sent)
    return `The message to the ${purpose} simulator was not sent (${why ?? 'unknown'}): give aws.send its secretAccessKey, and SES access.`;
  if (event === null)
    return `No event of the simulated ${purpose} came: enable ${purpose.toUpperCase()} in the event destination of the configuration set.`;
  return `The simulated ${purpose} came back as ${event}: enable ${purpose.toUpperCase()} in the event destination, and look how SquareOS reads it.`;
};

export const rehearsals = defineCheck({
  id: 'rehearsals',
  title: 'The simulator’s bounce and complaint come back as what they are',
  severity: 'warning',
  why: 'An address that bounced or complained must be suppressed; that can only happen when the platform hears of it.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html'],
  needs: ['live.rehearsals'],
  evaluate(facts): Judgement {
    const seen = facts['live.rehearsals'];
    const all = seen.value;
    const observed = { rehearsals: all.map(({ purpose, sent, event }) => ({ purpose, sent, event })) };
    const wrong = all.filter((one) => one.event !== EXPECTED[one.purpose]);
    const first = wrong[0];
    if (first === undefined) return { status: 'pass', reason: 'ok', observed };
    return {
      status: wrong.every((one) => !one.sent) ? 'warn' : 'fail',
      reason: first.sent ? (first.event === null ? 'never-came' : 'other-event') : 'not-sent',
      observed,
      expected: 'Each simulated event comes back to the webhook.',
      fix: wrong.map(fixFor).join('\n'),
    };
  },
});
