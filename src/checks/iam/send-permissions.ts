// The sending credential may send as the identity AND use the configuration set.
import { defineCheck } from '../check.ts';
import { cannotJudge } from '../unseen.ts';
import { missingAtSes, refusedJudgement } from './send-permission-faults.ts';

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
  uses: ['ses.identity', 'ses.configurationSet'],
  evaluate(facts) {
    const seen = facts['iam.sendGrants'];
    if (seen.state === 'absent') return cannotJudge('what the sending principal may do');
    const gone = missingAtSes(facts['ses.identity'], facts['ses.configurationSet']);
    const needed = seen.value.grants.filter(
      ({ purpose, resource }) => purpose === 'needed' && !gone.some((kind) => resource.includes(kind)),
    );
    if (gone.includes(':identity/')) return { status: 'not-applicable', reason: 'no-identity' };
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
    return refusedJudgement(refused, needed, tenant.value.squareos.senderValue);
  },
});
