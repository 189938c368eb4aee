// Pure: findings → outcome, exit code and the one next action (product.md section 8, in its order).
import { EXIT, type Decision, type Mode, type NextAction, type Outcome } from '../core/decision.ts';
import type { Finding } from '../core/finding.ts';
import type { Environment } from '../core/profile.ts';
import type { UsedLimitation } from '../core/record.ts';

export interface DecideInput {
  readonly findings: readonly Finding[];
  readonly limitations: readonly UsedLimitation[];
  readonly mode: Mode;
  readonly environment: Environment;
  /** Only a run with a live message can certify; `check` and `dns` end in READY. */
  readonly proves: boolean;
  /** `via: provider` with an attempt registered beforehand, attested or embedded ledger, core checks omitted or lowered: one sentence each. */
  readonly reservations: readonly string[];
}

const decisive = (finding: Finding): boolean => finding.severity === 'blocker' && finding.limitation === undefined;
const failed = (finding: Finding): boolean => finding.status === 'fail' || finding.status === 'warn';
const open = (finding: Finding): boolean => finding.status === 'pending' || finding.status === 'inconclusive';

/** The first sentence of a fix; with what it announces when it ends in a colon, such as the record to add. */
const actionText = (fix: string): string => {
  const lines = fix.split('\n').filter((line) => line.trim() !== '');
  const first = lines[0] ?? fix;
  return first.endsWith(':') ? lines.slice(0, 8).join('\n') : first;
};

/** A finding that only follows from another: the message waits for what is named elsewhere. */
const isDerived = (finding: Finding): boolean => finding.reason.startsWith('withheld-') || finding.reason.startsWith('need-');

const RANK = { inconclusive: 0, pending: 1 } as const;
const rank = (finding: Finding): number =>
  isDerived(finding) ? 2 : finding.status === 'pending' ? RANK.pending : RANK.inconclusive;

const actionFor = (finding: Finding): NextAction => ({
  action: actionText(finding.fix ?? finding.expected ?? finding.title),
  owner: finding.owner,
  retryAt: finding.retryAt ?? null,
});

const done = (action: string): NextAction => ({ action, owner: 'implementation engineer', retryAt: null });

const unique = (findings: readonly Finding[]): readonly string[] => [...new Set(findings.map((finding) => finding.check))];

/** What does not hold, in the words of the first finding; the others are counted. */
const what = (findings: readonly Finding[]): string => {
  const all = unique(findings).length;
  const title = findings[0]?.title ?? '';
  return all > 1 ? `“${title}” (${findings[0]?.check}), and ${all - 1} more` : `“${title}” (${findings[0]?.check})`;
};

const ending = (outcome: Outcome, why: string, next: NextAction, blockers: readonly Finding[] = []): Decision => ({
  outcome,
  exitCode: EXIT[outcome],
  blockers: unique(blockers),
  why,
  next,
});

const WHAT_NEXT = {
  READY: 'Nothing is in the way. Run `certify ses` or `certify smtp` with the profile to prove it with a live message.',
  LAB_ONLY: 'The lab works. Run the same command with the gym’s own profile; a lab record certifies nothing.',
  CERTIFIED: 'Attach the evidence id to the extraction row; email may go live.',
} as const;

const certified = (input: DecideInput): Decision => {
  const used = input.limitations.filter((one) => one.state === 'used');
  const reservations = [
    ...used.map((one) => `${one.check} is accepted until ${one.expires} (${one.ticket})`),
    ...input.reservations,
  ];
  if (reservations.length > 0) {
    const why = `Proven, with limitations: ${reservations.join('; ')}.`;
    return ending('CERTIFIED_WITH_LIMITATIONS', why, done(WHAT_NEXT.CERTIFIED));
  }
  return ending(
    'CERTIFIED',
    'A live message was accepted, its verified callback came, and the platform’s rows were updated.',
    done(WHAT_NEXT.CERTIFIED),
  );
};

/** The outcome, in the contract's order. */
export const decide = (input: DecideInput): Decision => {
  const blockers = input.findings.filter((finding) => decisive(finding) && failed(finding));
  const first = blockers[0];
  if (first !== undefined) {
    return ending('NOT_CERTIFIED', `This does not hold: ${what(blockers)}.`, actionFor(first), blockers);
  }
  const undecided = input.findings.filter((finding) => decisive(finding) && open(finding));
  const waiting = [...undecided].sort((a, b) => rank(a) - rank(b))[0];
  if (waiting !== undefined) {
    return ending(
      'INCONCLUSIVE',
      `This could not be decided: ${what([waiting, ...undecided.filter((one) => one !== waiting)])}.`,
      actionFor(waiting),
      undecided,
    );
  }
  if (!input.proves || input.environment === 'development') {
    return ending('READY', 'Everything that was looked at is in order; nothing was sent.', done(WHAT_NEXT.READY));
  }
  if (input.mode === 'lab') {
    return ending('LAB_ONLY', 'Everything is in order, in the lab: its peers are simulated.', done(WHAT_NEXT.LAB_ONLY));
  }
  return certified(input);
};
