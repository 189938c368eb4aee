// The sending credential may send as the identity AND use the configuration set.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { Facts } from '../../facts/index.ts';
import { evaluatePolicy } from '../../aws/policy/evaluate.ts';
import { parsePolicy } from '../../aws/policy/policy.ts';
import { governingOf } from '../../facts/derived.ts';
import { defineCheck } from '../check.ts';
import { cannotJudge } from '../unseen.ts';
import { byOtherAccount, ownRight } from './other-account.ts';
import {
  contextOf,
  inWordsOf,
  knownPolicies,
  recipientLimits,
  restsOn,
  type RightInput,
  sessionHidden,
  unmetConditions,
  unseenIdentity,
} from './rights.ts';
import { actsOf, type Code, type Given, type Judged } from './send-remedy.ts';
import { statementOfNeeds } from './send-statement.ts';

const reasons = {
  'other-account-decides': {
    status: ['inconclusive'],
    says: 'IAM lets it send; whether the account that owns the identity lets it too cannot be read from here.',
  },
  'no-identity': { status: ['not-applicable'], says: 'SES has no identity for the sender, so there is nothing to be allowed.' },
  'organization-denies': { status: ['fail'], says: 'A service control policy of the AWS organization forbids sending.' },
  'boundary-denies': { status: ['fail'], says: 'The permissions boundary of the sending user or role forbids sending.' },
  'explicit-deny': {
    status: ['fail'],
    says: 'A Deny statement of the user or role, of a user’s groups or of the identity forbids sending.',
  },
  'condition-not-met': {
    status: ['fail'],
    says: 'The statement that would allow sending has a condition that a send does not meet.',
  },
  'recipients-limited': {
    status: ['fail', 'warn'],
    says: 'The policy lets it send to the recipient of the live message, and not to everybody.',
  },
  'set-not-allowed': { status: ['fail'], says: 'The policy allows the identity and not the configuration set.' },
  'identity-not-allowed': { status: ['fail'], says: 'The policy does not allow sending as the identity.' },
} as const satisfies Reasons;

type Verdict = Judgement<keyof typeof reasons | EngineReason>;

/** The identity's own policies beside IAM's: their Deny wins, and their Allow is enough within the account (IAM, "Policy evaluation logic"). */
const judgedBeside = (input: RightInput, given: Given): Judged => {
  const { action, resource } = input.grant;
  const right = ownRight(input, given.principal);
  if (!resource.includes(':identity/')) return { input, right, deniedBy: null };
  const principal = { kind: 'AWS' as const, value: given.principal };
  const context = contextOf(input.grant, input.known);
  const answers = Object.entries(given.identityPolicies).map(([name, text]) => ({
    name,
    answer: evaluatePolicy(parsePolicy(text) ?? [], { principal, action, resource, context }),
  }));
  const denying = answers.find(({ answer }) => answer.decision === 'explicit-deny');
  if (denying !== undefined) return { input, right: { holds: false }, deniedBy: denying.name };
  const open = answers.flatMap(({ answer }) => (answer.decision === 'cannot-judge' ? [answer.by] : []));
  const decisive = open.filter(({ effect }) => effect === 'Deny' || right.holds === false);
  if (decisive.length > 0) {
    return { input, right: { holds: null, conditions: decisive.flatMap(({ conditions }) => conditions) }, deniedBy: null };
  }
  const lets = answers.some(({ answer }) => answer.decision === 'allowed') && input.grant.decision === 'implicitDeny';
  return { input, right: lets ? { holds: true } : right, deniedBy: null };
};

const reasonOf = (refused: readonly Judged[]): Code => {
  const grants = refused.map(({ input }) => input.grant);
  if (refused.some(({ deniedBy }) => deniedBy !== null)) return 'explicit-deny';
  if (grants.some(({ allowedByOrganization }) => allowedByOrganization === false)) return 'organization-denies';
  if (grants.some(({ allowedByBoundary }) => allowedByBoundary === false)) return 'boundary-denies';
  if (grants.some(({ decision }) => decision === 'explicitDeny')) return 'explicit-deny';
  if (refused.some(({ input }) => unmetConditions(input).length > 0)) return 'condition-not-met';
  return grants.every(({ resource }) => resource.includes(':configuration-set/')) ? 'set-not-allowed' : 'identity-not-allowed';
};

const failed = (given: Given, refused: readonly Judged[]): Verdict => {
  const reason = reasonOf(refused);
  const unmet = refused.flatMap(({ input }) => unmetConditions(input));
  return {
    status: 'fail',
    reason,
    observed: {
      principal: given.principal,
      refused: refused.map(({ input: { grant } }) => ({
        action: grant.action,
        resource: grant.resource,
        decision: grant.decision,
      })),
      ...(reason === 'condition-not-met'
        ? { conditions: unmet.map(({ condition, given: values }) => ({ condition: inWordsOf(condition), given: values })) }
        : {}),
    },
    expected: 'IAM allows the sending action on the identity and on the configuration set.',
    remedy: actsOf(reason, given, refused),
    // That check reads the identity's policies, and says which.
    ...(refused.some(({ deniedBy }) => deniedBy !== null) ? { follows: ['ses-identity-policies'] } : {}),
  };
};

/** Customers’ addresses are anybody’s: a list of recipients refuses their invoices. Where nobody’s customers are written to it may be meant. */
const limited = (given: Given, inputs: readonly RightInput[], production: boolean): Verdict | null => {
  const limits = inputs.flatMap(recipientLimits);
  if (limits.length === 0) return null;
  const told = [...new Set(limits.map(({ place, condition }) => `${inWordsOf(condition)} (${place})`))];
  return {
    status: production ? 'fail' : 'warn',
    reason: 'recipients-limited',
    observed: { principal: given.principal, conditions: told },
    expected: 'The sending credential may send to every customer’s address.',
    remedy: [
      {
        say: `Take the condition on ses:Recipients out; mail to an address outside it is refused: ${told.join('; ')}. This is enough:`,
        statement: [statementOfNeeds(given.grants, given.from)],
      },
    ],
  };
};

/** A right on what does not exist says nothing; the checks for identity and set say that it is missing. */
const missingAtSes = (
  identity: Observation<Facts['ses.identity']>,
  set: Observation<Facts['ses.configurationSet']>,
): readonly string[] => [
  ...(identity.state === 'observed' && governingOf(identity.value).kind === 'none' ? [':identity/'] : []),
  ...(set.state === 'observed' && set.value.detail?.state === 'absent' ? [':configuration-set/'] : []),
];

const policiesOf = (identity: Observation<Facts['ses.identity']>): { readonly [name: string]: string } => {
  const governing = identity.state === 'observed' ? governingOf(identity.value) : null;
  return governing?.kind === 'known' ? governing.detail.policies : {};
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
  reasons,
  clauses: {
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html': [
      'organization-denies',
      'boundary-denies',
      'explicit-deny',
    ],
    'https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html': [
      'condition-not-met',
      'recipients-limited',
      'identity-not-allowed',
    ],
    'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html': [
      'set-not-allowed',
    ],
    'https://docs.aws.amazon.com/ses/latest/dg/sending-authorization-policies.html': ['other-account-decides'],
  },
  needs: ['iam.sendGrants', 'profile.tenant'],
  uses: ['ses.identity', 'ses.configurationSet', 'iam.sendPolicies', 'live.receipt'],
  evaluate(facts): Verdict {
    const seen = facts['iam.sendGrants'];
    if (seen.state === 'absent') return cannotJudge('what the sending principal may do');
    const { principal, grants, context: known, session } = seen.value;
    const gone = missingAtSes(facts['ses.identity'], facts['ses.configurationSet']);
    if (gone.includes(':identity/')) return { status: 'not-applicable', reason: 'no-identity' };
    const needed = grants.filter(
      ({ purpose, resource }) => purpose === 'needed' && !gone.some((kind) => resource.includes(kind)),
    );
    if (needed.length === 0) return cannotJudge('what the sending principal may do', { principal });
    const from = facts['profile.tenant'].value.squareos.senderValue;
    const given: Given = { principal, grants, from, identityPolicies: policiesOf(facts['ses.identity']) };
    const policies = knownPolicies(facts['iam.sendPolicies']);
    const judged = needed.map((grant) => judgedBeside({ grant, policies, known }, given));
    const unseen = unseenIdentity(facts['ses.identity']);
    // SES answered, and would not tell: what IAM says of the set is certain all the same.
    if (unseen !== null && facts['ses.identity'].state !== 'denied') return unseen;
    const certain = judged.filter(({ input }) => unseen === null || !input.grant.resource.includes(':identity/'));
    const refused = certain.filter(({ right }) => right.holds === false);
    // What the identity's own policy denies, that policy's check tells; what IAM refuses besides stays when it is mended.
    const byIam = refused.filter(({ deniedBy }) => deniedBy === null);
    if (refused.length > 0) return failed(given, byIam.length > 0 ? byIam : refused);
    if (unseen !== null) return unseen;
    const open = judged.flatMap(({ right }) => (right.holds === null ? right.conditions : []));
    if (open.length > 0) return restsOn(principal, open);
    const environment = facts['profile.tenant'].value.environment;
    const some = limited(
      given,
      judged.map(({ input }) => input),
      environment === 'production',
    );
    if (some !== null) return some;
    if (session) return sessionHidden(principal);
    const other = byOtherAccount(given, needed, facts['live.receipt']);
    if (other !== null) return other;
    const allowed = needed.map(({ action, resource }) => ({ action, resource }));
    return { status: 'pass', reason: 'ok', observed: { principal, allowed } };
  },
});
