// The sending credential may send as the identity AND use the configuration set.
import type { Judgement } from '../../core/finding.ts';
import type { Grant } from '../../facts/iam.ts';
import { sendStatement } from '../../parsers/ses-send-policy.ts';
import { defineCheck } from '../check.ts';
import { cannotJudge } from '../unseen.ts';

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

const refusedJudgement = (refused: readonly Grant[], needed: readonly Grant[], from: string): Judgement => {
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
  needs: ['iam.sendGrants', 'profile.tenant'],
  evaluate(facts) {
    const seen = facts['iam.sendGrants'];
    if (seen.state === 'absent') return cannotJudge('what the sending principal may do');
    const needed = seen.value.grants.filter(({ purpose }) => purpose === 'needed');
    const observed = { principal: seen.value.principal, allowed: needed.map(({ action, resource }) => ({ action, resource })) };
    if (needed.length === 0) return cannotJudge('what the sending principal may do', { principal: seen.value.principal });
    const refused = needed.filter(({ decision }) => decision !== 'allowed');
    if (refused.length === 0) return { status: 'pass', reason: 'ok', observed };
    const unknown = refused.filter(({ missingContext, decision }) => missingContext.length > 0 && decision === 'implicitDeny');
    if (unknown.length === refused.length) {
      return cannotJudge('whether the conditions of the policy hold for a real send', {
        principal: seen.value.principal,
        conditions: [...new Set(unknown.flatMap(({ missingContext }) => missingContext))],
      });
    }
    const tenant = facts['profile.tenant'];
    return refusedJudgement(refused, needed, tenant.state === 'observed' ? tenant.value.squareos.senderValue : '');
  },
});
