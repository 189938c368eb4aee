// What can be wrong with whom certify looks as.
import type { Judgement } from '../../core/finding.ts';
import type { CallerIdentity } from '../../facts/iam.ts';

/** AWS refuses signatures that are five minutes off (SigV4); a clock that is a minute off is on its way there. */
export const MAX_SKEW_MS = 60_000;

export const shown = (identity: CallerIdentity): NonNullable<Judgement['observed']> => ({
  account: identity.account,
  arn: identity.arn,
  kind: identity.kind,
  clockSkewMs: identity.clockSkewMs,
});

export const againstSender = (probe: CallerIdentity, sender: CallerIdentity | null): Judgement | null => {
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
