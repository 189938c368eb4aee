// What a check says of a fact it only uses, or of one item inside a fact, when that could not be seen.
import type { Judgement } from '../core/finding.ts';
import type { Observation, Skipped, Unseen } from '../core/observation.ts';

type NotSeen = Exclude<Observation<unknown>, { state: 'observed' | 'absent' }> | Exclude<Unseen, { state: 'absent' }> | Skipped;

const fixOf = (what: string, unseen: NotSeen): string => {
  if (unseen.state === 'denied') {
    const action = unseen.action ?? 'the missing action';
    if (/explicit deny/i.test(unseen.message)) {
      return `Take ${action} out of the Deny that AWS names, then run again: an Allow does not help against a Deny.`;
    }
    const statement = JSON.stringify({ Effect: 'Allow', Action: unseen.action, Resource: unseen.resource ?? '*' });
    return `Let the credential do ${action}, then run again:\n${statement}`;
  }
  if (unseen.state === 'unreachable') return `Make ${unseen.host ?? 'the party'} reachable from here, then run again.`;
  return `Settle why ${what} could not be seen, then run again: ${unseen.message}`;
};

/** `what` names it in a sentence, such as `The configuration set squareos-main`. */
export const partlyObserved = (what: string, unseen: NotSeen): Judgement => ({
  status: 'inconclusive',
  reason: 'partly-observed',
  observed: { unseen: what, state: unseen.state, code: unseen.code, message: unseen.message },
  expected: `${what} can be seen.`,
  fix: fixOf(what, unseen),
  ...(unseen.state === 'denied' ? { owner: 'AWS admin' as const } : {}),
});

/** AWS answered, but not with what is needed to judge. */
export const cannotJudge = (what: string, observed: Judgement['observed'] = {}): Judgement => ({
  status: 'inconclusive',
  reason: 'cannot-judge',
  observed,
  expected: `The answer tells ${what}.`,
  fix: `Look at ${what} in the console, and run again with the newest certify: the answer did not tell it in a way that is known.`,
});
