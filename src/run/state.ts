// The state of a run, folded from its journal and nothing else.
import type { GivenAttestation, JournalEntry, NegativeTest, SendPurpose } from '../core/journal.ts';
import type { JsonValue } from '../core/json.ts';
import type { CallbackEvent, LedgerView, Receipt, SendOutcome } from '../core/live.ts';
import type { Observation } from '../core/observation.ts';
import type { TemplateName } from '../core/profile.ts';

/** What is known about one purpose's message. */
export interface SendState {
  /** Attempts intended; 2 only after a definite, temporary refusal. */
  readonly intended: 0 | 1 | 2;
  /** Outcome of the last attempt; null while an intent has no outcome, which a resume reads as ambiguous. */
  readonly outcome: SendOutcome | null;
  readonly withheld: { readonly reason: string; readonly because: readonly string[] } | null;
  readonly receipt: Receipt | null;
}

/** What came back of a rehearsal or of a template's message. */
interface RehearsalEnd {
  readonly event: CallbackEvent | null;
  readonly waitedMs: number;
  /** The ledger did not answer when the wait ended. */
  readonly unread?: true;
}

export interface RunState {
  readonly runId: string;
  readonly command: string;
  readonly nonce: string;
  readonly operator: string;
  readonly certify: string;
  readonly profileDigest: string;
  readonly runbookDigest: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** ISO 8601, of the last entry; never before those before it. */
  readonly lastAt: string;
  readonly seq: number;
  readonly resumed: boolean;
  /** Of which a message each was asked for, in any life of the run. */
  readonly templates: readonly TemplateName[];
  readonly observations: ReadonlyMap<string, Observation<JsonValue>>;
  readonly attestations: readonly (GivenAttestation & { readonly step: string })[];
  readonly stepsDone: readonly string[];
  readonly sends: { readonly [P in SendPurpose]?: SendState };
  readonly wait: { readonly reason: 'decided' | 'timeout'; readonly view: LedgerView | null; readonly waitedMs: number } | null;
  readonly lastView: LedgerView | null;
  /** What came back of each rehearsal, once its wait is over. */
  readonly rehearsals: { readonly [P in SendPurpose]?: RehearsalEnd };
  readonly negativesIntended: readonly string[];
  /** Judged when the answer came, whatever the others become. */
  readonly negativesEnded: readonly NegativeTest[];
  readonly negatives: readonly NegativeTest[] | null;
  readonly recordWritten: { readonly evidenceId: string; readonly path: string } | null;
  readonly ended: boolean;
}

const EMPTY_SEND: SendState = { intended: 0, outcome: null, withheld: null, receipt: null };

const initial = (entry: JournalEntry & { type: 'run-started' }): RunState => ({
  runId: entry.runId,
  command: entry.command,
  nonce: entry.nonce,
  operator: entry.operator,
  certify: entry.certify,
  profileDigest: entry.profileDigest,
  runbookDigest: entry.runbookDigest,
  startedAt: entry.at,
  lastAt: entry.at,
  seq: entry.seq,
  resumed: false,
  templates: entry.templates ?? [],
  observations: new Map(),
  attestations: [],
  stepsDone: [],
  sends: {},
  wait: null,
  lastView: null,
  rehearsals: {},
  negativesIntended: [],
  negativesEnded: [],
  negatives: null,
  recordWritten: null,
  ended: false,
});

const withSend = (state: RunState, purpose: SendPurpose, change: Partial<SendState>): Partial<RunState> => ({
  sends: { ...state.sends, [purpose]: { ...EMPTY_SEND, ...state.sends[purpose], ...change } },
});

/** What one entry changes. */
const change = (state: RunState, entry: JournalEntry): Partial<RunState> => {
  switch (entry.type) {
    case 'run-resumed':
      return {
        resumed: true,
        operator: entry.operator,
        templates: [...new Set([...state.templates, ...(entry.templates ?? [])])],
      };
    case 'observed':
      return { observations: new Map(state.observations).set(entry.key, entry.observation) };
    case 'attested':
      return {
        attestations: [
          ...state.attestations.filter((one) => one.id !== entry.attestation.id),
          { ...entry.attestation, step: entry.step },
        ],
      };
    case 'step-done':
      return { stepsDone: [...state.stepsDone, entry.step] };
    case 'send-intended':
      return withSend(state, entry.purpose, { intended: entry.attempt, outcome: null, withheld: null });
    case 'send-ended':
      return withSend(state, entry.purpose, {
        outcome: entry.outcome,
        receipt: entry.outcome.kind === 'accepted' ? entry.outcome.receipt : null,
      });
    case 'send-withheld':
      return withSend(state, entry.purpose, { withheld: { reason: entry.reason, because: entry.because } });
    case 'receipt-found':
      return withSend(state, entry.purpose, { receipt: entry.receipt });
    case 'callback-seen':
      return { lastView: entry.view };
    case 'wait-ended':
      return {
        wait: { reason: entry.reason, view: entry.view, waitedMs: entry.waitedMs },
        lastView: entry.view ?? state.lastView,
      };
    case 'rehearsal-ended': {
      const { purpose, event, waitedMs, unread } = entry;
      const end: RehearsalEnd = { event, waitedMs, ...(unread === true ? { unread } : {}) };
      return { rehearsals: { ...state.rehearsals, [purpose]: end } };
    }
    case 'negative-intended':
      return { negativesIntended: [...state.negativesIntended, entry.id] };
    case 'negative-ended':
      return { negativesEnded: [...state.negativesEnded, entry.test] };
    case 'negatives-done':
      return { negatives: entry.tests };
    case 'record-written':
      return { recordWritten: { evidenceId: entry.evidenceId, path: entry.path } };
    case 'run-ended':
      return { ended: true };
    case 'run-started':
    case 'log':
    case 'interrupted':
      return {};
  }
};

/** A clock that is set back in the middle of a run does not let it end before it began. Of two ISO 8601 times. */
export const later = (a: string, b: string): string => (Date.parse(b) < Date.parse(a) ? a : b);

/** Adds one entry. The first must be `run-started`. */
export const fold = (state: RunState | null, entry: JournalEntry): RunState => {
  if (state === null) {
    if (entry.type !== 'run-started') throw new Error('a journal begins with run-started');
    return initial(entry);
  }
  return { ...state, ...change(state, entry), seq: entry.seq, lastAt: later(state.lastAt, entry.at) };
};

/** The whole journal; null when it is empty. */
export const foldAll = (entries: readonly JournalEntry[]): RunState | null => {
  let state: RunState | null = null;
  for (const entry of entries) state = fold(state, entry);
  return state;
};

/** The message's state, the empty one when nothing was intended. */
export const sendState = (state: RunState, purpose: SendPurpose): SendState => state.sends[purpose] ?? EMPTY_SEND;
