// The sending credential may send as the identity AND use the configuration set.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Grant } from '../../facts/iam.ts';
import type { Facts } from '../../facts/index.ts';
import { governingOf } from '../../facts/derived.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import { cannotJudge } from '../unseen.ts';
import { statementOfNeeds } from './send-statement.ts';

const reasons = {
  'no-identity': { status: ['not-applicable'], says: 'SES has no identity for the sender, so there is nothing to be allowed.' },
  'organization-denies': { status: ['fail'], says: 'A service control policy of the AWS organization forbids sending.' },
  'boundary-denies': { status: ['fail'], says: 'The permissions boundary of the sending user forbids sending.' },
  'explicit-deny': { status: ['fail'], says: 'A Deny statement of the user or its groups forbids sending.' },
  'set-not-allowed': { status: ['fail'], says: 'The policy allows the identity and not the configuration set.' },
  'identity-not-allowed': { status: ['fail'], says: 'The policy does not allow sending as the identity.' },
} as const satisfies Reasons;

type Code = Exclude<keyof typeof reasons, 'no-identity'>;
type Verdict = Judgement<keyof typeof reasons | EngineReason>;

const reasonOf = (refused: readonly Grant[]): Code => {
  if (refused.some(({ allowedByOrganization }) => allowedByOrganization === false)) return 'organization-denies';
  if (refused.some(({ allowedByBoundary }) => allowedByBoundary === false)) return 'boundary-denies';
  if (refused.some(({ decision }) => decision === 'explicitDeny')) return 'explicit-deny';
  return refused.every(({ resource }) => resource.includes(':configuration-set/')) ? 'set-not-allowed' : 'identity-not-allowed';
};

const actOf = (reason: Code, principal: string, grants: readonly Grant[], from: string): DraftAct => {
  const statement = [statementOfNeeds(grants, from)];
  switch (reason) {
    case 'organization-denies':
      return doThis(
        'Have the administrator of the AWS organization allow SES for this account: a service control policy forbids it, and a statement on the user does not help.',
      );
    case 'boundary-denies':
      return { say: `Add this to the permissions boundary of ${principal}, which forbids it:`, statement };
    case 'explicit-deny':
      return doThis(
        `Take SES sending out of the Deny statement of ${principal} or its groups: an Allow does not help against a Deny.`,
      );
    case 'set-not-allowed':
      return { say: `Put this statement into the policy of ${principal}; the configuration set is what it lacks:`, statement };
    case 'identity-not-allowed':
      return { say: `Put this statement into the policy of ${principal}:`, statement };
  }
};

/** A right on what does not exist says nothing; the checks for identity and set say that it is missing. */
const missingAtSes = (
  identity: Observation<Facts['ses.identity']>,
  set: Observation<Facts['ses.configurationSet']>,
): readonly string[] => [
  ...(identity.state === 'observed' && governingOf(identity.value).kind === 'none' ? [':identity/'] : []),
  ...(set.state === 'observed' && set.value.detail?.state === 'absent' ? [':configuration-set/'] : []),
];

export const sendPermissions = defineCheck({
  id: 'send-permissions',
  title: 'The sending credential may send as the identity and use the configuration set',
  severity: 'blocker',
  why: 'A policy that lists the identity and not the configuration set refuses every send that names the set.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html',
    'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html',
  ],
  reasons,
  needs: ['iam.sendGrants', 'profile.tenant'],
  uses: ['ses.identity', 'ses.configurationSet'],
  evaluate(facts): Verdict {
    const seen = facts['iam.sendGrants'];
    if (seen.state === 'absent') return cannotJudge('what the sending principal may do');
    const { principal, grants } = seen.value;
    const gone = missingAtSes(facts['ses.identity'], facts['ses.configurationSet']);
    if (gone.includes(':identity/')) return { status: 'not-applicable', reason: 'no-identity' };
    const needed = grants.filter(
      ({ purpose, resource }) => purpose === 'needed' && !gone.some((kind) => resource.includes(kind)),
    );
    if (needed.length === 0) return cannotJudge('what the sending principal may do', { principal });
    const refused = needed.filter(({ decision }) => decision !== 'allowed');
    if (refused.length === 0) {
      const allowed = needed.map(({ action, resource }) => ({ action, resource }));
      return { status: 'pass', reason: 'ok', observed: { principal, allowed } };
    }
    const unknown = refused.filter(({ missingContext, decision }) => missingContext.length > 0 && decision === 'implicitDeny');
    if (unknown.length === refused.length) {
      return cannotJudge('whether the conditions of the policy hold for a real send', {
        principal,
        conditions: [...new Set(unknown.flatMap(({ missingContext }) => missingContext))],
      });
    }
    const reason = reasonOf(refused);
    return {
      status: 'fail',
      reason,
      observed: { refused: refused.map(({ action, resource, decision }) => ({ action, resource, decision })) },
      expected: 'IAM allows the sending action on the identity and on the configuration set.',
      remedy: [actOf(reason, principal, grants, facts['profile.tenant'].value.squareos.senderValue)],
    };
  },
});
