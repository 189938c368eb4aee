// Why a check could not judge, in words someone can act on: which party, which credential, which statement to add.
import { credentialName, unseenAct, unseenFollows } from '../checks/remedy.ts';
import type { Judgement } from '../core/finding.ts';
import type { JsonValue } from '../core/json.ts';
import type { Observation, Unseen } from '../core/observation.ts';
import type { EngineReason } from '../core/reason.ts';

/** A throttle passes by itself; SES's quota for reads is one of seconds. */
const RETRY_MINUTES = 2;
const minutesAfter = (at: string): string => new Date(Date.parse(at) + RETRY_MINUTES * 60_000).toISOString();

/** One sentence: what must come about for the check to be judged. */
const mustBe = (key: string, unseen: Unseen): string => {
  switch (unseen.state) {
    case 'denied':
      return `${credentialName(unseen.credential).replace('the', 'The')} may see ${key}.`;
    case 'unreachable':
      return `${unseen.host ?? 'The party'} can be reached, so that ${key} can be seen.`;
    case 'failed':
      return `${unseen.host ?? 'The party'} answers the question for ${key} without an error.`;
    case 'absent':
      return `${key} is there.`;
  }
};

/**
 * The judgement for a check whose need `key` was not observed. Absent never comes here: it is an answer.
 * A need that does not apply makes the check not applicable; everything else is inconclusive with the root cause.
 */
export const unseenNeed = (key: string, observation: Observation<JsonValue> | undefined): Judgement<EngineReason> => {
  if (observation === undefined) {
    return {
      status: 'inconclusive',
      reason: 'not-asked',
      observed: { need: key },
      expected: `${key} is known.`,
      unseen: key,
      remedy: [{ say: 'Run again: this was not asked.' }],
    };
  }
  if (observation.state === 'skipped') {
    if (observation.code === 'not-given') {
      return { status: 'not-applicable', reason: 'not-given', observed: { need: key, notGiven: observation.message } };
    }
    if (observation.code !== 'need-not-met') {
      return { status: 'not-applicable', reason: observation.code, observed: { need: key, because: observation.message } };
    }
    const root = observation.root;
    return {
      status: 'inconclusive',
      reason: root === undefined ? 'need-not-met' : `need-${root.state}`,
      observed: { need: key, root: root?.key, code: root?.code, message: root?.message ?? observation.message },
      expected: `${root?.key ?? key} is known.`,
      unseen: root?.key ?? key,
      remedy: [{ say: `First settle ${root?.key ?? key}: ${root?.message ?? observation.message}` }],
    };
  }
  if (observation.state === 'observed') throw new Error(`${key} was observed`);
  const act = unseenAct(observation);
  return {
    status: 'inconclusive',
    reason: observation.state,
    observed: { need: key, code: observation.code, message: observation.message },
    expected: mustBe(key, observation),
    unseen: key,
    remedy: [act],
    ...unseenFollows(observation),
    ...(observation.state === 'failed' && observation.kind === 'throttled' ? { retryAt: minutesAfter(observation.at) } : {}),
    ...(act.owner === undefined ? {} : { owner: act.owner }),
  };
};
