// What a pulse that did not come back says, as a finding of the night. Pure.
import type { KeptFinding, Pulse, TenantLook } from '../core/fleet.ts';
import { fingerprint } from './fingerprint.ts';
import { PSEUDO_CHECKS } from './row.ts';

type Failed = Exclude<Pulse['outcome'], 'delivered' | 'none'>;

interface Told {
  readonly message: string;
  readonly owner: KeptFinding['owner'];
  readonly fix: string;
}

const told = (outcome: Failed, { says, messageId }: Pulse, profile: string): Told => {
  const which = messageId === null ? 'the message' : `message ${messageId}`;
  switch (outcome) {
    case 'not-sent':
      return {
        message: `The message to the mailbox simulator was not sent: ${says ?? 'no reason was given'}`,
        owner: 'AWS admin',
        fix: `Mend what was refused; \`certify check ${profile}\` looks at rights, identity and quota.`,
      };
    case 'no-callback':
      return {
        message: `SES took ${which} to the mailbox simulator, and no callback about it reached the ledger in time.`,
        owner: 'SquareOS admin',
        fix: `Look at the receiver’s log for ${which}, then at the topic’s failed deliveries (SNS / Topics, delivery status). \`certify ses ${profile}\` follows one message along the whole way.`,
      };
    case 'other-event':
      return {
        message: `The mailbox simulator takes every message, and the callback about ${which} says ${says ?? 'something else'}.`,
        owner: 'SquareOS admin',
        fix: `Compare the event in the ledger with what SES published about ${which}: one of the two names another outcome.`,
      };
    case 'unknown':
      return {
        message: `Nobody knows whether the message to the mailbox simulator was sent${says === null ? ': certify was ended between asking and the answer' : `: ${says}`}`,
        owner: 'implementation engineer',
        fix: 'It is not sent again tonight. The next night sends its own.',
      };
    case 'unseen':
      return {
        message: `Nobody could see tonight whether a message comes back: ${says ?? 'the ledger did not answer'}`,
        owner: 'SquareOS admin',
        fix: `See that the ledger (callback.ledger of ${profile}) answers and takes rows; the next night sends a message of its own.`,
      };
  }
};

/** null: it came back, or none was sent. */
const pulseFinding = (
  pulse: Pulse,
  { key, tenant, profile }: Pick<TenantLook, 'key' | 'tenant' | 'profile'>,
): KeptFinding | null => {
  const { outcome } = pulse;
  if (outcome === 'delivered' || outcome === 'none') return null;
  const { message, owner, fix } = told(outcome, pulse, profile);
  const isUnseen = outcome === 'unknown' || outcome === 'unseen';
  return {
    fingerprint: fingerprint(key, PSEUDO_CHECKS.pulse, outcome),
    kind: isUnseen ? 'unseen' : 'failing',
    check: PSEUDO_CHECKS.pulse,
    reason: outcome,
    status: isUnseen ? 'inconclusive' : 'fail',
    severity: 'blocker',
    title: 'A message to the mailbox simulator comes back as delivered',
    owner,
    who: null,
    root: `${tenant} pulse/${outcome}`,
    followers: 0,
    expected: null,
    observed: { message },
    fix,
  };
};

/** The row as its pulse leaves it: a way that is not open, or was not seen, is no tenant in order. */
export const rowWithPulse = (row: TenantLook, pulse: Pulse): TenantLook => {
  const told = { ...row, pulse };
  const hidden = [...row.hidden, PSEUDO_CHECKS.pulse];
  // What was not tried is neither mended nor new.
  if (pulse.outcome === 'none') return { ...told, hidden };
  const finding = pulseFinding(pulse, row);
  if (finding === null) return told;
  const findings = [...row.findings, finding];
  return finding.kind === 'unseen'
    ? { ...told, findings, hidden, outcome: 'INCONCLUSIVE', exitCode: 3 }
    : { ...told, findings, outcome: 'NOT_CERTIFIED', exitCode: 1 };
};
