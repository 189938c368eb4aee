// Why IAM refuses the sender, and the statement that mends it.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { Grant } from '../../facts/iam.ts';
import type { Facts } from '../../facts/index.ts';
import { governingOf } from '../../facts/derived.ts';
import { sendStatement } from '../../aws/policy/ses-send.ts';

const reasonOf = (refused: readonly Grant[]): string => {
  if (refused.some(({ allowedByOrganization }) => allowedByOrganization === false)) return 'organization-denies';
  if (refused.some(({ allowedByBoundary }) => allowedByBoundary === false)) return 'boundary-denies';
  if (refused.some(({ decision }) => decision === 'explicitDeny')) return 'explicit-deny';
  return refused.every(({ resource }) => resource.includes(':configuration-set/')) ? 'set-not-allowed' : 'identity-not-allowed';
};

const FIX: Readonly<Record<string, string>> = {
  'organization-denies':
    'A service control policy of the AWS organization forbids it: have its administrator allow SES for this account. A statement on the user does not help.',
  'boundary-denies': 'The user’s permissions boundary forbids it: add the same action and resources to the boundary.',
  'explicit-deny':
    'A Deny statement of the user or its groups forbids it: take SES sending out of that statement. An Allow does not help against a Deny.',
};

export const refusedJudgement = (refused: readonly Grant[], needed: readonly Grant[], from: string): Judgement => {
  const reason = reasonOf(refused);
  const statement = sendStatement({
    actions: [...new Set(needed.map(({ action }) => action))],
    resources: needed.map(({ resource }) => resource),
    from,
  });
  const add = `Put this statement into the policy of the sending user${reason === 'set-not-allowed' ? '; the configuration set is what it lacks' : ''}:\n${JSON.stringify(statement, null, 2)}`;
  return {
    status: 'fail',
    reason,
    observed: { refused: refused.map(({ action, resource, decision }) => ({ action, resource, decision })) },
    expected: 'IAM allows the sending action on the identity and on the configuration set.',
    fix: FIX[reason] ?? add,
  };
};

/** A right on what does not exist says nothing; the checks for identity and set say that it is missing. */
export const missingAtSes = (
  identity: Observation<Facts['ses.identity']>,
  set: Observation<Facts['ses.configurationSet']>,
): readonly string[] => [
  ...(identity.state === 'observed' && governingOf(identity.value).kind === 'none' ? [':identity/'] : []),
  ...(set.state === 'observed' && set.value.detail?.state === 'absent' ? [':configuration-set/'] : []),
];
