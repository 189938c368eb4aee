// The credential certify looks with: no root user, the account that sends, not the sending key itself, a clock that is right.
import { plural } from '../../text/plural.ts';
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { CallerIdentity } from '../../facts/iam.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';

/** AWS refuses signatures that are five minutes off (SigV4); a clock that is a minute off is on its way there. */
const MAX_SKEW_MS = 60_000;

const POLICY = 'certify policy --for probe';

const reasons = {
  'root-user': { status: ['fail'], says: 'certify looks as the account’s root user.' },
  'other-account': { status: ['fail'], says: 'certify looks into another account than the one that sends.' },
  'same-as-sender': { status: ['warn'], says: 'certify looks with the credential that SquareOS sends with.' },
  'clock-skew': { status: ['warn'], says: 'This machine’s clock is more than a minute from AWS’s.' },
} as const satisfies Reasons;

type Verdict = Judgement<keyof typeof reasons | EngineReason>;

const shown = (identity: CallerIdentity): NonNullable<Judgement['observed']> => ({
  account: identity.account,
  arn: identity.arn,
  kind: identity.kind,
  clockSkewMs: identity.clockSkewMs,
});

const rootUser = (probe: CallerIdentity): Verdict => ({
  status: 'fail',
  reason: 'root-user',
  observed: shown(probe),
  expected: 'A user or role with the read permissions that `certify policy` prints.',
  remedy: [
    {
      say: 'Delete the root user’s access key, and make a user or role for aws.probe with the policy that this prints:',
      command: POLICY,
    },
    doThis('Name that user or role in aws.probe of the profile.', 'implementation engineer'),
  ],
  owner: 'AWS admin',
});

const againstSender = (probe: CallerIdentity, sender: CallerIdentity | null): Verdict | null => {
  if (sender === null) return null;
  if (sender.account !== probe.account) {
    return {
      status: 'fail',
      reason: 'other-account',
      observed: { ...shown(probe), sendingAccount: sender.account },
      expected: `Both credentials belong to one account: what certify sees is what ${sender.account} sends with.`,
      remedy: [
        doThis(
          `Give aws.probe a credential of account ${sender.account}; it has one of ${probe.account}. Or correct aws.send, if the gym sends from ${probe.account}.`,
        ),
      ],
    };
  }
  if (sender.arn !== probe.arn) return null;
  return {
    status: 'warn',
    reason: 'same-as-sender',
    observed: shown(probe),
    expected: 'Looking and sending have a credential each, and the sending one can only send.',
    remedy: [
      { say: 'Create a read-only user or role for aws.probe with the policy that this prints:', command: POLICY },
      doThis(`Then take the read permissions from ${sender.arn}, which is to send only.`),
    ],
    owner: 'AWS admin',
  };
};

const skewed = (probe: CallerIdentity): Verdict | null => {
  const skew = probe.clockSkewMs;
  if (skew === null || Math.abs(skew) <= MAX_SKEW_MS) return null;
  const minutes = Math.round(Math.abs(skew) / 60_000);
  return {
    status: 'warn',
    reason: 'clock-skew',
    observed: shown(probe),
    expected: 'This machine’s clock is less than a minute from AWS’s; at five minutes AWS refuses every signature.',
    remedy: [
      doThis(
        `Set this machine’s clock (NTP): it is ${plural(minutes, 'minute')} ${skew > 0 ? 'ahead' : 'behind'}, and times in the record would be wrong.`,
      ),
    ],
  };
};

export const probeCredential = defineCheck({
  id: 'probe-credential',
  title: 'certify looks with a credential of the sending account that is not the root user',
  severity: 'blocker',
  why: 'Looking into another account certifies nothing, and a root key can do everything in the account to everyone.',
  owner: 'implementation engineer',
  references: [
    'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html',
  ],
  reasons,
  clauses: {
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html': ['root-user'],
    'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html': ['other-account'],
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html': ['same-as-sender'],
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html': ['clock-skew'],
  },
  needs: ['sts.probeIdentity'],
  uses: ['sts.sendIdentity'],
  evaluate(facts): Verdict {
    const probe = facts['sts.probeIdentity'].value;
    if (probe.kind === 'root') return rootUser(probe);
    const sender = facts['sts.sendIdentity'].state === 'observed' ? facts['sts.sendIdentity'].value : null;
    return againstSender(probe, sender) ?? skewed(probe) ?? { status: 'pass', reason: 'ok', observed: shown(probe) };
  },
});
