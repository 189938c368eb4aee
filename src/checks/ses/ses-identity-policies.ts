// The identity's own policies: no other account may send as the gym, and the gym's sending principal is not shut out.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import { identityArn, parseArn } from '../../aws/arn.ts';
import { evaluatePolicy } from '../../aws/policy/evaluate.ts';
import { parsePolicy } from '../../aws/policy/policy.ts';
import { reachOf } from '../../aws/policy/reach.ts';
import { governingOf, type GoverningIdentity, type SendingFacts, sendingPrincipal } from '../../facts/derived.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import { cannotJudge, partlyObserved } from '../unseen.ts';

/** Accounts other than `own`, or organizations, that an Allow statement lets in; `*`: everyone. null when the text is no policy. */
const foreignAccounts = (text: string, own: string | null): readonly string[] | null => {
  const policy = parsePolicy(text);
  if (policy === null) return null;
  const allowed = policy.filter(({ effect }) => effect === 'Allow').map((statement) => reachOf(statement, own ?? ''));
  const named = allowed.flatMap((reach) => {
    if (reach.kind === 'everyone') return ['*'];
    if (reach.kind === 'organization') return reach.ids;
    return reach.kind === 'accounts' ? reach.accounts : [];
  });
  return [...new Set(named)];
};

interface SenderFacts extends SendingFacts {
  readonly 'ses.identity': { readonly value: Facts['ses.identity'] };
  readonly 'profile.tenant': Observation<Facts['profile.tenant']>;
}

type Known = Extract<GoverningIdentity, { kind: 'known' }>;

/** An explicit Deny wins over every Allow; one that hangs on a condition nobody knows is left to the live send. */
const senderDenied = (facts: SenderFacts, { name, detail }: Known): Judgement<'sender-denied'> | null => {
  const arn = sendingPrincipal(facts);
  const scope = arn === null ? null : parseArn(arn);
  if (arn === null || scope === null) return null;
  const tenant = facts['profile.tenant'].state === 'observed' ? facts['profile.tenant'].value : null;
  const request = {
    principal: { kind: 'AWS' as const, value: arn },
    action: tenant?.provider === 'SMTP' ? 'ses:SendRawEmail' : 'ses:SendEmail',
    resource: identityArn({ ...scope, region: facts['ses.identity'].value.region }, name),
    context: new Map([
      ['aws:securetransport', ['true']],
      ...(tenant === null ? [] : [['ses:fromaddress', [tenant.squareos.senderValue]] as const]),
    ]),
  };
  const by = Object.entries(detail.policies).find(
    ([, text]) => evaluatePolicy(parsePolicy(text) ?? [], request).decision === 'explicit-deny',
  );
  if (by === undefined) return null;
  const say = `Take ${arn} out of the Deny in the policy ${by[0]} of ${name}: Amazon SES / Identities / ${name} / Authorization. No Allow helps against it.`;
  return {
    status: 'fail',
    reason: 'sender-denied',
    observed: { identity: name, policy: by[0], principal: arn },
    expected: 'No policy of the identity denies sending to the principal that the platform sends as.',
    remedy: [doThis(say)],
  };
};

export const sesIdentityPolicies = defineCheck({
  id: 'ses-identity-policies',
  title: 'The identity’s policies let nobody else send, and do not shut the platform out',
  severity: 'blocker',
  why: 'A sending authorization policy lets others send as the gym, on its reputation; a Deny in one stops every send, whatever IAM allows.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/sending-authorization-policies.html'],
  reasons: {
    'sender-denied': {
      status: ['fail'],
      says: 'A policy of the identity denies sending to the principal that the platform sends as.',
    },
    'anyone-may-send': { status: ['warn'], says: 'A policy of the identity lets anyone send with it.' },
    'other-account-may-send': { status: ['warn'], says: 'A policy of the identity lets another account send with it.' },
    'no-identity': { status: ['not-applicable'], says: 'No identity covers the sender; ses-identity-verified says so.' },
  },
  needs: ['ses.identity'],
  uses: ['sts.probeIdentity', 'iam.sendUser', 'iam.sendRole', 'sts.sendIdentity', 'profile.tenant'],
  evaluate(facts) {
    const seen = facts['ses.identity'];
    const governing = governingOf(seen.value);
    if (governing.kind === 'none') return { status: 'not-applicable', reason: 'no-identity' };
    if (governing.kind === 'uncertain') return partlyObserved(`The identity ${governing.name}`, governing.unseen, 'ses.identity');
    const denying = senderDenied(facts, governing);
    if (denying !== null) return denying;
    const own = facts['sts.probeIdentity'].state === 'observed' ? facts['sts.probeIdentity'].value.account : null;
    const { name, detail } = governing;
    const found = Object.entries(detail.policies).map(([policy, text]) => ({ policy, accounts: foreignAccounts(text, own) }));
    const unread = found.find(({ accounts }) => accounts === null);
    if (unread !== undefined) return cannotJudge(`the sending authorization policy ${unread.policy}`, { identity: name });
    const foreign = found.filter(({ accounts }) => accounts !== null && accounts.length > 0);
    if (foreign.length > 0 && own === null) return cannotJudge('whose accounts the policies name', { identity: name });
    if (foreign.length === 0) return { status: 'pass', reason: 'ok', observed: { identity: name, policies: found.length } };
    const names = foreign.map(({ policy }) => policy).join(', ');
    const say = `Amazon SES / Identities / ${name} / Authorization: remove ${names}, unless the gym’s owner has approved those senders in writing.`;
    return {
      status: 'warn',
      reason: foreign.some(({ accounts }) => accounts?.includes('*')) ? 'anyone-may-send' : 'other-account-may-send',
      observed: { identity: name, foreign },
      expected: 'Sending authorization policies name this account only, or accounts that the gym’s owner has approved.',
      remedy: [doThis(say)],
    };
  },
});
