// What a check says of a fact it only uses, or of one item inside a fact, when that could not be seen.
import type { Judgement } from '../core/finding.ts';
import type { Observation, Skipped, Unseen } from '../core/observation.ts';
import type { EngineReason } from '../core/reason.ts';
import type { DraftAct } from '../core/remedy.ts';
import type { FactKey } from '../facts/index.ts';
import { unseenAct, unseenFollows } from './remedy.ts';

type NotSeen = Exclude<Observation<unknown>, { state: 'observed' | 'absent' }> | Exclude<Unseen, { state: 'absent' }> | Skipped;

const actOf = (what: string, unseen: NotSeen): DraftAct => {
  if (unseen.state === 'denied' || ('kind' in unseen && unseen.kind !== undefined)) return unseenAct(unseen);
  if (unseen.state === 'unreachable') {
    return { say: `Make ${unseen.host ?? 'the party'} reachable from here, then run again.` };
  }
  return {
    say: `Settle why ${what.charAt(0).toLowerCase()}${what.slice(1)} could not be seen, then run again: ${unseen.message}`,
  };
};

/** `what` names it in a sentence, such as `The configuration set squareos-main`; `key` is the fact it stands in, by which its cause is found. */
export const partlyObserved = (what: string, unseen: NotSeen, key: FactKey): Judgement<EngineReason> => ({
  status: 'inconclusive',
  reason: 'partly-observed',
  observed: { unseen: what, state: unseen.state, code: unseen.code, message: unseen.message },
  expected: `${what} can be seen.`,
  remedy: [actOf(what, unseen)],
  unseen: key,
  ...(unseen.state === 'skipped' ? {} : unseenFollows(unseen)),
  ...(unseen.state === 'denied' ? { owner: 'AWS admin' as const } : {}),
});

/**
 * AWS answered, but not with what is needed to judge. `what` is a name in a sentence, or begins with “whether”; `key` is the fact that left
 * it out, by which others that need it find this one as their cause.
 */
export const cannotJudge = (what: string, observed: Judgement['observed'] = {}, key?: FactKey): Judgement<EngineReason> => ({
  status: 'inconclusive',
  reason: 'cannot-judge',
  observed,
  expected: `The answer tells ${what}.`,
  remedy: [
    {
      say: `In the console, look ${what.startsWith('whether ') ? what : `at ${what}`}. Then run again with the newest certify: the answer did not tell it in a way that is known.`,
    },
  ],
  ...(key === undefined ? {} : { unseen: key }),
});

/** Without a profile: `what` nobody said and nothing leads to, with the flag that says it. */
export const notGiven = (
  { what, flag }: { readonly what: string; readonly flag: string },
  observed: NonNullable<Judgement['observed']> = {},
): Judgement<EngineReason> => ({
  status: 'not-applicable',
  reason: 'not-given',
  observed: { ...observed, notGiven: `${what} (${flag})` },
});
