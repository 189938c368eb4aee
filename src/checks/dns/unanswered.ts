// What every DNS check says where DNS did not answer: one act, and the cause where broken signatures hide the whole zone.
import type { Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';

const HIDDEN = [{ check: 'dns-propagation', reasons: ['dnssec-bogus'] }] as const;

/** Resolvers answer nothing of a zone whose signatures do not validate. */
export const UNANSWERED = {
  'cannot-judge': { status: ['inconclusive'], says: 'DNS did not answer for what has to be judged.', follows: HIDDEN },
  'partly-observed': { status: ['inconclusive'], says: 'DNS answered for a part of what has to be judged.', follows: HIDDEN },
} as const satisfies Reasons;

/** `questions` such as `example.com MX`; `why` a phrase without the full stop. */
export const askAgain = (what: string, why: string, questions: readonly string[]): DraftAct => ({
  say: `Ask again later for ${what}: ${why}. When it stays, have the name servers looked at; this shows what they answer:`,
  command: questions.map((question) => `dig ${question}`).join('\n'),
});
