// The sending credential can do nothing else: canaries that must be refused, by simulation only.
import type { Judgement } from '../../core/finding.ts';
import type { Grant } from '../../facts/iam.ts';
import { defineCheck } from '../check.ts';
import { cannotJudge } from '../unseen.ts';

const REMEDY =
  'Replace the policies of the sending user by the one that `certify policy` prints: one identity, one configuration set, one From address.';

const JUDGED: readonly {
  readonly purpose: Grant['purpose'];
  readonly status: 'fail' | 'warn';
  readonly reason: string;
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
  needs: ['iam.sendGrants'],
  evaluate(facts): Judgement {
    const seen = facts['iam.sendGrants'];
    if (seen.state === 'absent') return cannotJudge('what the sending principal may do');
    const canaries = seen.value.grants.filter(({ purpose }) => purpose !== 'needed');
    if (canaries.length === 0) return cannotJudge('what the sending principal may do', { principal: seen.value.principal });
    const allowed = canaries.filter(({ decision }) => decision === 'allowed');
    const observed = {
      principal: seen.value.principal,
      allowed: allowed.map(({ action, resource }) => ({ action, resource })),
      refused: canaries.length - allowed.length,
    };
    if (isAdministrator(allowed)) {
      const expected = 'The sending credential cannot create users or keys.';
      return { status: 'fail', reason: 'administrator', observed, expected, fix: REMEDY };
    }
    const found = JUDGED.find(({ purpose }) => allowed.some((grant) => grant.purpose === purpose));
    if (found === undefined) return { status: 'pass', reason: 'ok', observed };
    return { status: found.status, reason: found.reason, observed, expected: found.expected, fix: REMEDY };
  },
});
