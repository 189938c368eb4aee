// The credential certify looks with: no root user, the account that sends, not the sending key itself, a clock that is right.
import { defineCheck } from '../check.ts';
import { againstSender, MAX_SKEW_MS, shown } from './probe-caller-faults.ts';

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
