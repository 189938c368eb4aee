// Why a check could not judge, in words someone can act on: which party, which credential, which statement to add.
import { credentialName, isByAws, unseenAct, unseenFollows } from '../checks/remedy.ts';
import type { Judgement } from '../core/finding.ts';
import { factWords } from '../facts/words.ts';
import type { JsonValue } from '../core/json.ts';
import type { Observation, Unseen } from '../core/observation.ts';
import type { EngineReason } from '../core/reason.ts';

/** A throttle passes by itself; SES's quota for reads is one of seconds. */
const RETRY_MINUTES = 2;
const minutesAfter = (at: string): string => new Date(Date.parse(at) + RETRY_MINUTES * 60_000).toISOString();

/** The fact `ses.account` is to `ask SES about the account`. */
const seeing = (key: string): string => {
  const { ask, words } = factWords(key);
  return `${ask ? 'ask' : 'read'} ${words}`;
};

/** One sentence: what must come about for the check to be judged. */
const mustBe = (key: string, unseen: Unseen): string => {
  switch (unseen.state) {
    case 'denied':
      return `${isByAws(unseen) ? credentialName(unseen.credential).replace('the', 'The') : 'certify'} may ${seeing(key)}.`;
    case 'unreachable':
      return unseen.host === undefined
        ? `It is possible to ${seeing(key)}.`
        : `${unseen.host} can be reached, to ${seeing(key)}.`;
    case 'failed':
      return `${unseen.host ?? 'Whoever is asked'} answers without an error when certify ${seeing(key).replace(/^\w+/, '$&s')}.`;
    case 'absent':
      return `There is something to ${seeing(key)}.`;
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
      expected: `certify could ${seeing(key)}.`,
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
      expected: `certify could ${seeing(root?.key ?? key)}.`,
      unseen: root?.key ?? key,
      remedy: [{ say: `First see to it that certify can ${seeing(root?.key ?? key)}: ${root?.message ?? observation.message}` }],
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
