// A record as every report tells it: counts, steps with their findings, what happened when.
import type { Finding, Status } from '../core/finding.ts';
import { BY_MACHINE, type LedgerEvent } from '../core/live.ts';
import { fact } from '../facts/fact.ts';
import type { EvidenceRecord, RecordedStep, RunDocument } from '../core/record.ts';
import { needsWork } from './words.ts';

/** What a report is made from: the document of a run, sealed or not. */
export type Reportable = RunDocument &
  Partial<Pick<EvidenceRecord, 'seal' | 'profile'>> & {
    /** The profile as it was named, and by check the key in it that a finding is about; 1-based. */
    readonly where?: {
      readonly file: string;
      readonly places: { readonly [check: string]: { readonly line: number; readonly column: number } };
    };
  };

/** Where a finding is shown: at its key in the profile, else at the profile's beginning; null: no file is known. */
export const placeOfFinding = (
  { where, profile }: Reportable,
  { check }: Pick<Finding, 'check'>,
): { readonly file: string; readonly line?: number; readonly column?: number } | null => {
  const file = where?.file ?? profile?.path;
  return file === undefined ? null : { file, ...where?.places[check] };
};

export interface OutlinedStep {
  readonly id: string;
  readonly title: string;
  readonly owner: string;
  readonly state: RecordedStep['state'];
  readonly findings: readonly Finding[];
  readonly values: RecordedStep['values'];
  readonly attestation: RecordedStep['attestation'];
}

/** Steps in the runbook's order; findings of no step of it come last, grouped by the step they name. */
export const stepsOf = (record: Reportable): readonly OutlinedStep[] => {
  const of = (id: string): readonly Finding[] => record.findings.filter((finding) => finding.step === id);
  const known = record.steps.map((step) => ({ ...step, findings: of(step.id) }));
  const others = [...new Set(record.findings.map((finding) => finding.step))].filter(
    (id) => !record.steps.some((step) => step.id === id),
  );
  return [
    ...known,
    ...others.map((id) => ({
      id,
      title: titled(id),
      owner: '',
      state: 'done' as const,
      findings: of(id),
      values: [],
      attestation: null,
    })),
  ];
};

const titled = (id: string): string => id.charAt(0).toUpperCase() + id.slice(1).replaceAll('-', ' ');

const WEIGHT: { readonly [S in Status]: number } = {
  fail: 0,
  inconclusive: 1,
  pending: 2,
  warn: 3,
  pass: 4,
  'not-applicable': 5,
};

/** What needs work: blockers first, then by status, else in the checks' order. Accepted ones stand under the limitations. */
export const openFindings = (record: Reportable): readonly Finding[] =>
  record.findings
    .filter((finding) => needsWork(finding) && finding.limitation === undefined)
    .map((finding, at) => ({ finding, at, weight: (finding.severity === 'blocker' ? 0 : 10) + WEIGHT[finding.status] }))
    .sort((a, b) => a.weight - b.weight || a.at - b.at)
    .map(({ finding }) => finding);

/** A finding, and those that follow from it: its act settles them all. */
export interface OpenGroup {
  readonly finding: Finding;
  readonly followers: readonly Finding[];
}

/** What needs work, in its order, each cause with what follows from it. */
export const openGroups = (record: Reportable): readonly OpenGroup[] => {
  const open = openFindings(record);
  const heads = new Set(open.filter(({ cause }) => cause === null).map(({ check }) => check));
  const follows = ({ cause }: Finding): boolean => cause !== null && heads.has(cause);
  return open
    .filter((finding) => !follows(finding))
    .map((finding) => ({ finding, followers: open.filter((one) => follows(one) && one.cause === finding.check) }));
};

const WORST: readonly Status[] = ['fail', 'inconclusive', 'pending', 'warn'];

/** What a step's mark rests on. */
export interface StepEvidence {
  readonly state: RecordedStep['state'];
  readonly findings: readonly Finding[];
}

/**
 * The mark of a step, the same in every output: the worst of what needs work; accepted failures warn; ✔ only where a check
 * passed or somebody attested it (an attestation is a finding like the others).
 */
export const stepStatus = ({ state, findings }: StepEvidence): Status => {
  if (state === 'withheld') return 'inconclusive';
  const worst = WORST.find((status) => findings.some((one) => one.status === status && one.limitation === undefined));
  if (worst !== undefined) return worst;
  if (findings.some(({ limitation }) => limitation !== undefined)) return 'warn';
  return state === 'done' && findings.some(({ status }) => status === 'pass') ? 'pass' : 'not-applicable';
};

/** Who attested it; null where nobody was asked, answered, or said that it is so. */
export const attesterOf = (findings: readonly Finding[]): string | null => {
  const said = findings.find(({ check, status }) => check.startsWith('attestation-') && status === 'pass');
  const by = said?.observed?.['by'];
  return typeof by === 'string' ? by : null;
};

/** `held back`, `attested by …`, and how the checks went where not all is well. */
export const stepNotes = (step: OutlinedStep): readonly string[] => {
  const by = attesterOf(step.findings);
  const quiet = step.findings.every(({ status }) => status === 'pass' || status === 'not-applicable');
  return [STEP_STATE[step.state], by === null ? '' : `attested by ${by}`, quiet ? '' : countWords(step.findings)].filter(
    (note) => note !== '',
  );
};

const STEP_STATE = { done: '', withheld: 'held back', 'not-reached': 'not reached' } as const;

/** Accepted failures are counted apart, as limitations. */
const countOf = (findings: readonly Finding[], status: Status): number =>
  findings.filter((finding) => finding.status === status && finding.limitation === undefined).length;

const COUNT_WORDS: readonly (readonly [Status, string, string])[] = [
  ['pass', 'passed', 'passed'],
  ['fail', 'failed', 'failed'],
  ['warn', 'warning', 'warnings'],
  ['pending', 'pending', 'pending'],
  ['inconclusive', 'could not be judged', 'could not be judged'],
  ['not-applicable', 'does not apply', 'do not apply'],
];

/** `28 passed, 1 failed, 2 do not apply`. */
export const countWords = (findings: readonly Finding[]): string =>
  [
    ...COUNT_WORDS.map(([status, one, many]) => ({ n: countOf(findings, status), one, many })),
    { n: findings.filter(({ limitation }) => limitation !== undefined).length, one: 'accepted', many: 'accepted' },
  ]
    .filter(({ n }) => n > 0)
    .map(({ n, one, many }) => `${n} ${n === 1 ? one : many}`)
    .join(', ') || 'no checks';

export interface Moment {
  /** ISO 8601. */
  readonly at: string;
  readonly what: string;
  readonly detail: string;
}

const EVENT_WORDS: { readonly [event: string]: string } = {
  send: 'Provider took the message over',
  delivery: 'Recipient’s server accepted the message',
  'bounce-permanent': 'Recipient’s server refused the message for good',
  'bounce-transient': 'Recipient’s server did not take the message',
  complaint: 'Recipient complained',
  reject: 'Provider rejected the message',
  'rendering-failure': 'Provider could not render the template',
  'delivery-delay': 'Delivery is delayed',
  feedback: 'Recipient’s provider sent a report',
  queued: 'Relay queued the message',
  open: 'Recipient opened the message',
  click: 'Recipient followed a link',
};

/** No reader: a scanner of links, or a privacy proxy, before anybody sees the message. */
const MACHINE_WORDS: { readonly [event: string]: string } = {
  open: 'A machine opened the message',
  click: 'A machine followed a link',
};

const eventWords = ({ event, subtype }: LedgerEvent): string =>
  (subtype === BY_MACHINE ? MACHINE_WORDS[event] : undefined) ?? EVENT_WORDS[event] ?? event;

/** When the message lay in its mailbox, and when it was found there. */
const mailboxMoments = ({ observations }: Reportable): readonly Moment[] => {
  const seen = observations['live.inbox'];
  const inbox = fact(observations, 'live.inbox');
  if (inbox === null || seen === undefined) return [];
  if (inbox.arrived === null) return [{ at: seen.at, what: 'The message was not found in the mailbox', detail: inbox.host }];
  const { folder } = inbox.arrived;
  return [{ at: seen.at, what: `The message was found in the mailbox: ${folder}`, detail: inbox.host }];
};

/** From the first act to the last, in order of time. */
export const timelineOf = (record: Reportable): readonly Moment[] => {
  const { receipt, ledger } = record;
  const events = ledger?.events ?? (record.callback === null ? [] : [record.callback]);
  const moments: Moment[] = [
    { at: record.run.startedAt, what: 'Run started', detail: record.run.operator === null ? '' : `by ${record.run.operator}` },
    ...record.attestations.map(({ at, by, id }) => ({ at, what: `Attested: ${id}`, detail: `by ${by}` })),
    ...(ledger?.attempt ? [{ at: ledger.attempt.registeredAt, what: 'DeliveryAttempt registered', detail: '' }] : []),
    ...(receipt === null
      ? []
      : [
          {
            at: receipt.sentAt,
            what: receipt.via === 'squareos' ? 'SquareOS sent the live message' : 'certify sent the live message',
            detail: receipt.providerMessageId ?? 'no provider message id',
          },
        ]),
    ...events.flatMap((event): Moment[] => [
      { at: event.eventAt, what: eventWords(event), detail: event.smtpResponse ?? event.diagnostic ?? '' },
      { at: event.receivedAt, what: `Verified callback stored: ${event.event}`, detail: event.sourceId ?? '' },
    ]),
    ...mailboxMoments(record),
    { at: record.run.finishedAt, what: 'Run finished', detail: '' },
  ];
  return moments
    .map((moment, n) => ({ moment, n }))
    .sort((a, b) => Date.parse(a.moment.at) - Date.parse(b.moment.at) || a.n - b.n)
    .map(({ moment }) => moment);
};

/** What a look without a profile could neither find nor was told, each once, with the flag that tells it. */
export const notGivenOf = ({ findings }: Pick<Reportable, 'findings'>): readonly string[] => [
  ...new Set(
    findings.flatMap(({ reason, observed }) =>
      reason === 'not-given' && typeof observed?.['notGiven'] === 'string' ? [observed['notGiven']] : [],
    ),
  ),
];
