// Why a check could not judge, in words someone can act on: which party, which credential, which statement to add.
import type { Judgement, Owner } from '../core/finding.ts';
import type { JsonValue } from '../core/json.ts';
import type { Denied, Observation, Unseen } from '../core/observation.ts';

const CREDENTIAL = { probe: 'the probing credential (aws.probe)', send: 'the sending credential (aws.send)' } as const;

/** The least statement that would let it see. `*` where AWS offers no resource. */
const statement = (denied: Denied): string =>
  JSON.stringify({ Effect: 'Allow', Action: denied.action, Resource: denied.resource ?? '*' });

const deniedFix = (denied: Denied): string => {
  const who = denied.credential === undefined ? 'the credential' : CREDENTIAL[denied.credential];
  if (/explicit deny/i.test(denied.message)) {
    return `Take ${denied.action ?? 'the action'} out of the Deny that AWS names for ${who}, then run again: an Allow does not help against a Deny.`;
  }
  if (denied.action === undefined) return `Give ${who} the permission that is missing, then run again.`;
  return `Add this statement to the policy of ${who}, then run again:\n${statement(denied)}`;
};

const unseenFix = (unseen: Unseen): { readonly fix: string; readonly owner?: Owner } => {
  switch (unseen.state) {
    case 'denied':
      return { fix: deniedFix(unseen), owner: 'AWS admin' };
    case 'unreachable':
      return {
        fix: `Make ${unseen.host ?? 'the party'} reachable from here (name, port, firewall, proxy), then run again.`,
        owner: 'network admin',
      };
    case 'failed':
      return unseen.credential === undefined
        ? { fix: 'Run again in a few minutes; when it stays, ask whoever runs that service.' }
        : { fix: `Correct ${CREDENTIAL[unseen.credential]} in the profile, then run again.`, owner: 'implementation engineer' };
    case 'absent':
      return { fix: 'Create what is missing, then run again.' };
  }
};

/** One sentence: what must come about for the check to be judged. */
const mustBe = (key: string, unseen: Unseen): string => {
  switch (unseen.state) {
    case 'denied':
      return `${unseen.credential === undefined ? 'The credential' : CREDENTIAL[unseen.credential].replace('the', 'The')} may see ${key}.`;
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
export const unseenNeed = (key: string, observation: Observation<JsonValue> | undefined): Judgement => {
  if (observation === undefined) {
    return {
      status: 'inconclusive',
      reason: 'not-asked',
      observed: { need: key },
      expected: `${key} is known.`,
      fix: 'Run again: this was not asked.',
    };
  }
  if (observation.state === 'skipped') {
    if (observation.code !== 'need-not-met') {
      return { status: 'not-applicable', reason: observation.code, observed: { need: key, because: observation.message } };
    }
    const root = observation.root;
    return {
      status: 'inconclusive',
      reason: root === undefined ? 'need-not-met' : `need-${root.state}`,
      observed: { need: key, root: root?.key, code: root?.code, message: root?.message ?? observation.message },
      expected: `${root?.key ?? key} is known.`,
      fix: `First settle ${root?.key ?? key}: ${root?.message ?? observation.message}`,
    };
  }
  if (observation.state === 'observed') throw new Error(`${key} was observed`);
  return {
    status: 'inconclusive',
    reason: observation.state,
    observed: { need: key, code: observation.code, message: observation.message },
    expected: mustBe(key, observation),
    ...unseenFix(observation),
  };
};
