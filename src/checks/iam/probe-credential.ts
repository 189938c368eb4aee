// The credential certify looks with: no root user, the account that sends, not the sending key itself, a clock that is right.
import type { Judgement } from '../../core/finding.ts';
import type { CallerIdentity } from '../../facts/iam.ts';
import { defineCheck } from '../check.ts';
import { cannotJudge } from '../unseen.ts';

/** AWS refuses signatures that are five minutes off (SigV4); a clock that is a minute off is on its way there. */
const MAX_SKEW_MS = 60_000;

const shown = (identity: CallerIdentity): NonNullable<Judgement['observed']> => ({
  account: identity.account,
  arn: identity.arn,
  kind: identity.kind,
  clockSkewMs: identity.clockSkewMs,
});

const againstSender = (probe: CallerIdentity, sender: CallerIdentity | null): Judgement | null => {
  if (sender === null) return null;
  if (sender.account !== probe.account) {
    return {
      status: 'fail',
      reason: 'other-account',
      observed: { ...shown(probe), sendingAccount: sender.account },
      expected: `Both credentials belong to one account: what certify sees is what ${sender.account} sends with.`,
      fix: `Give aws.probe a credential of account ${sender.account}, or correct aws.send.`,
    };
  }
  if (sender.arn === probe.arn) {
    return {
      status: 'warn',
      reason: 'same-as-sender',
      observed: shown(probe),
      expected: 'Looking and sending have a credential each, and the sending one can only send.',
      fix: 'Create a read-only credential for aws.probe with the policy that `certify policy` prints, and take the read permissions from the sender.',
      owner: 'AWS admin',
    };
  }
  return null;
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
  needs: ['sts.probeIdentity'],
  uses: ['sts.sendIdentity'],
  evaluate(facts) {
    const seen = facts['sts.probeIdentity'];
    if (seen.state === 'absent') return cannotJudge('whose the probing credential is');
    const probe = seen.value;
    if (probe.kind === 'root') {
      return {
        status: 'fail',
        reason: 'root-user',
        observed: shown(probe),
        expected: 'A user or role with the read permissions that `certify policy` prints.',
        fix: 'Delete the root user’s access key, and give aws.probe a user or role with the policy that `certify policy` prints.',
        owner: 'AWS admin',
      };
    }
    const sender = facts['sts.sendIdentity'].state === 'observed' ? facts['sts.sendIdentity'].value : null;
    const against = againstSender(probe, sender);
    if (against !== null) return against;
    if (probe.clockSkewMs !== null && Math.abs(probe.clockSkewMs) > MAX_SKEW_MS) {
      return {
        status: 'warn',
        reason: 'clock-skew',
        observed: shown(probe),
        expected: 'This machine’s clock is less than a minute from AWS’s; at five minutes AWS refuses every signature.',
        fix: `Set this machine’s clock (NTP): it is ${Math.round(Math.abs(probe.clockSkewMs) / 60_000)} minutes ${probe.clockSkewMs > 0 ? 'ahead' : 'behind'}, and times in the record would be wrong.`,
      };
    }
    return { status: 'pass', reason: 'ok', observed: shown(probe) };
  },
});
