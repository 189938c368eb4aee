// A statement for SES whose conditions nobody can judge from here: which they are, and the statement that rests on none of them.
import type { JsonObject } from '../../core/json.ts';
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason } from '../../core/reason.ts';
import type { PolicyStatement } from '../../aws/policy/policy.ts';
import { inWordsOf } from '../iam/rights.ts';
import { doThis } from '../remedy.ts';
import { cannotJudge } from '../unseen.ts';

/** `what` is as for `cannotJudge`; `instead` is the statement by which SES surely may. */
export const restsOnOpen = (
  what: string,
  by: PolicyStatement,
  instead: JsonObject,
  observed: JsonObject,
): Judgement<EngineReason> => {
  const conditions = by.inverted ? ['NotPrincipal'] : by.conditions.map(inWordsOf);
  const named = by.sid === null ? '' : ` ${by.sid}`;
  const rests = `rests on ${conditions.join('; ')}, and whether requests of SES meet that is not known here`;
  return {
    ...cannotJudge(what, { ...observed, sid: by.sid, conditions }),
    remedy: [
      by.effect === 'Allow'
        ? { say: `Add this statement beside ${by.sid ?? 'the one that is there'}: that one ${rests}.`, statement: [instead] }
        : doThis(`Except ses.amazonaws.com from the Deny${named}, or see that it does not cover SES: it ${rests}.`),
    ],
  };
};
