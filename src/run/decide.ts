// Pure: findings → outcome, exit code and the one next action (product.md section 8, in its order).
import { plural } from '../text/plural.ts';
import { EXIT, type Decision, type Mode, type NextAction, type Outcome } from '../core/decision.ts';
import type { Finding } from '../core/finding.ts';
import type { Environment, Provider } from '../core/profile.ts';
import type { UsedLimitation } from '../core/record.ts';
import type { Part } from './context.ts';
import { actText } from '../text/remedy-text.ts';

export interface DecideInput {
  readonly findings: readonly Finding[];
  readonly limitations: readonly UsedLimitation[];
  readonly mode: Mode;
  readonly environment: Environment;
  /** null: of no tenant's profile. */
  readonly provider: Provider | null;
  /** Not null: a part of the checks, observed again. */
  readonly part: Part | null;
  /** Only a run with a live message can certify; `check` and `dns` end in READY. */
  readonly proves: boolean;
  /** `via: provider` with an attempt registered beforehand, attested or embedded ledger, core checks omitted or lowered: one sentence each. */
  readonly reservations: readonly string[];
}

/** A question that only a received message answers decides where one is sent, and nowhere else. */
const decisive = (finding: Finding, proves: boolean): boolean =>
  finding.severity === 'blocker' && finding.limitation === undefined && (proves || finding.openUntilSent !== true);
const failed = (finding: Finding): boolean => finding.status === 'fail' || finding.status === 'warn';
const isOpen = (finding: Finding): boolean => finding.status === 'pending' || finding.status === 'inconclusive';

/** A finding that only follows from another: its act stands elsewhere. */
const follows = (finding: Finding): boolean => finding.cause !== null;

const RANK = { inconclusive: 0, pending: 1 } as const;
const rank = (finding: Finding): number =>
  follows(finding) ? 2 : finding.status === 'pending' ? RANK.pending : RANK.inconclusive;

/** The first act at the cause, whole. */
const actionFor = (finding: Finding, all: readonly Finding[]): NextAction => {
  const cause = all.find((one) => one.check === finding.cause) ?? finding;
  const [act] = cause.remedy;
  const { owner, who } = act ?? cause;
  return {
    action: act === undefined ? (cause.expected ?? cause.title) : actText(act),
    owner,
    ...(who === undefined ? {} : { who }),
    retryAt: cause.retryAt ?? finding.retryAt ?? null,
    act: act ?? null,
  };
};

const done = (action: string): NextAction => ({ action, owner: 'implementation engineer', retryAt: null, act: null });

const unique = (findings: readonly Finding[]): readonly string[] => [...new Set(findings.map((finding) => finding.check))];

const NOT_FOR_THIS_RUN: ReadonlySet<string> = new Set(['not-asked']);

/** What decides nothing here and was not seen all the same, as a sentence with a blank before it; empty when there is nothing. */
const notSeen = (findings: readonly Finding[]): string => {
  const unseen = findings.filter(
    (finding) =>
      finding.status === 'inconclusive' &&
      finding.openUntilSent !== true &&
      finding.cause === null &&
      !NOT_FOR_THIS_RUN.has(finding.reason),
  );
  return unseen.length === 0 ? '' : ` Not seen: ${unique(unseen).join(', ')}.`;
};

/** What nobody could see yet, as a sentence with a blank before it; empty when there is nothing. */
export const openQuestions = (findings: readonly Finding[]): string => {
  const open = findings.filter((finding) => finding.openUntilSent === true && finding.cause === null && isOpen(finding));
  const questions = open.length === 0 ? '' : ` Still open, and never proven by this: ${unique(open).join(', ')}.`;
  return `${questions}${notSeen(findings)}`;
};

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

/** After READY: a development tenant logs its live message and is never certified, and without a profile there is nothing to run with. */
const afterReady = ({ provider, environment }: DecideInput): string => {
  if (provider === null) return 'Nothing is in the way. Write a profile (`certify init`) to have the tenant certified.';
  if (environment === 'development')
    return 'Nothing is in the way. A development tenant proves nothing: certify the staging or production tenant with a profile of its own.';
  return `Nothing is in the way. Run \`certify ${provider.toLowerCase()}\` with the gym’s profile to prove it with a live message.`;
};

const WHAT_NEXT = {
  LAB_ONLY:
    'The lab works. Write the gym’s own profile (`certify init gym.yaml`) and run the same command with it; a lab record certifies nothing.',
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
  const failures = input.findings.filter((finding) => decisive(finding, input.proves) && failed(finding));
  const blockers = [...failures].sort((a, b) => Number(follows(a)) - Number(follows(b)));
  const first = blockers[0];
  if (first !== undefined) {
    return ending('NOT_CERTIFIED', `This does not hold: ${what(blockers)}.`, actionFor(first, input.findings), blockers);
  }
  const undecided = input.findings.filter((finding) => decisive(finding, input.proves) && isOpen(finding));
  const waiting = [...undecided].sort((a, b) => rank(a) - rank(b))[0];
  if (waiting !== undefined) {
    return ending(
      'INCONCLUSIVE',
      `This could not be decided: ${what([waiting, ...undecided.filter((one) => one !== waiting)])}.`,
      actionFor(waiting, input.findings),
      undecided,
    );
  }
  if (input.part !== null) {
    const { judged, of } = input.part;
    const why = `${judged} of ${plural(of, 'check')} ${judged === 1 ? 'was' : 'were'} looked at again, and ${judged === 1 ? 'is' : 'are'} in order; the others were not.`;
    return ending('LOOKED', why, done('Run `certify rerun` without --check and --step for the whole: a part gives no go-ahead.'));
  }
  if (!input.proves || input.environment === 'development') {
    const why = `Everything that was looked at is in order; nothing was sent.${openQuestions(input.findings)}`;
    return ending('READY', why, done(afterReady(input)));
  }
  if (input.mode === 'lab') {
    return ending('LAB_ONLY', 'Everything is in order, in the lab: its peers are simulated.', done(WHAT_NEXT.LAB_ONLY));
  }
  return certified(input);
};
