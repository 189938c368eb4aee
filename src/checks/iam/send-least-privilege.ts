// The sending credential can do nothing else: canaries that must be refused, by simulation only.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { Grant } from '../../facts/iam.ts';
import { defineCheck } from '../check.ts';
import { cannotJudge } from '../unseen.ts';
import { statementOfNeeds } from './send-statement.ts';

const reasons = {
  administrator: { status: ['fail'], says: 'The sending credential may create users, keys and rights.' },
  'beyond-ses': { status: ['fail'], says: 'The sending credential may do something outside SES.' },
  'changes-ses': { status: ['fail'], says: 'The sending credential may change what SES holds.' },
  'sends-as-anyone': { status: ['warn'], says: 'The sending credential may send as other identities.' },
  'any-from-address': { status: ['warn'], says: 'The sending credential may send from any address of the identity.' },
} as const satisfies Reasons;

type Code = keyof typeof reasons;
type Verdict = Judgement<Code | EngineReason>;

const JUDGED: readonly {
  readonly purpose: Grant['purpose'];
  readonly status: 'fail' | 'warn';
  readonly reason: Code;
  readonly expected: string;
}[] = [
  { purpose: 'beyond-ses', status: 'fail', reason: 'beyond-ses', expected: 'The sending credential may do nothing outside SES.' },
  { purpose: 'ses-write', status: 'fail', reason: 'changes-ses', expected: 'The sending credential may change nothing in SES.' },
  {
    purpose: 'other-identity',
    status: 'warn',
    reason: 'sends-as-anyone',
    expected: 'The sending credential may send as this identity only.',
  },
  {
    purpose: 'other-sender',
    status: 'warn',
    reason: 'any-from-address',
    expected: 'A condition on ses:FromAddress lets it send as this sender only.',
  },
];

/** Every write outside SES allowed is an administrator, or near enough. */
const isAdministrator = (allowed: readonly Grant[]): boolean =>
  ['iam:CreateUser', 'iam:CreateAccessKey', 'iam:AttachUserPolicy'].some((action) =>
    allowed.some((grant) => grant.action === action),
  );

const found = (allowed: readonly Grant[]): { status: 'fail' | 'warn'; reason: Code; expected: string } | null => {
  if (isAdministrator(allowed)) {
    return { status: 'fail', reason: 'administrator', expected: 'The sending credential cannot create users or keys.' };
  }
  const { status, reason, expected } = JUDGED.find(({ purpose }) => allowed.some((grant) => grant.purpose === purpose)) ?? {};
  return status === undefined || reason === undefined || expected === undefined ? null : { status, reason, expected };
};

export const sendLeastPrivilege = defineCheck({
  id: 'send-least-privilege',
  title: 'The sending credential may send and nothing else',
  severity: 'blocker',
  why: 'The key is stored in a platform; whoever gets it can do all that it may do.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html',
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html',
  ],
  reasons,
  needs: ['iam.sendGrants', 'profile.tenant'],
  evaluate(facts): Verdict {
    const seen = facts['iam.sendGrants'];
    if (seen.state === 'absent') return cannotJudge('what the sending principal may do');
    const { principal, grants } = seen.value;
    const canaries = grants.filter(({ purpose }) => purpose !== 'needed');
    if (canaries.length === 0) return cannotJudge('what the sending principal may do', { principal });
    const allowed = canaries.filter(({ decision }) => decision === 'allowed');
    const observed = {
      principal,
      allowed: allowed.map(({ action, resource }) => ({ action, resource })),
      refused: canaries.length - allowed.length,
    };
    const wide = found(allowed);
    if (wide === null) return { status: 'pass', reason: 'ok', observed };
    const statement = statementOfNeeds(grants, facts['profile.tenant'].value.squareos.senderValue);
    const say = `Replace the policies of ${principal} by this one statement: one identity, one configuration set, one From address.`;
    return { ...wide, observed, remedy: [{ say, statement: [statement] }] };
  },
});
