// The journal on disk: `<evidence-dir>/.runs/<runId>.jsonl`, each line durable before the next act.
import { UsageError } from '../core/errors.ts';
import type { JournalEntry, NewEntry } from '../core/journal.ts';
import type { Clock } from '../core/clock.ts';
import type { Files } from '../core/ports/files.ts';
import type { Session } from './context.ts';
import { fold, foldAll, sendState, type RunState } from './state.ts';

export const runsDirectory = (evidenceDir: string): string => `${evidenceDir}/.runs`;
export const journalPath = (evidenceDir: string, runId: string): string => `${runsDirectory(evidenceDir)}/${runId}.jsonl`;

/** What each line of a journal carries besides what it says. */
export interface Stamp {
  /** From 1, without gaps. */
  readonly seq: number;
  /** ISO 8601. */
  readonly at: string;
}

interface OptionsOf<Entry, State> {
  readonly clock: Clock;
  /** Aborts the write when the line holds a secret. */
  readonly gate: (line: string, path: string) => void;
  readonly onEntry: (entry: Entry, state: State) => void;
}

export type JournalOptions = OptionsOf<JournalEntry, RunState>;

type Fold<Entry, State> = (state: State | null, entry: Entry) => State;

/** A line that cannot be read as an entry, other than a torn last one, is tampering or a foreign file. */
const parseLine = (line: string, number: number, path: string): Stamp => {
  try {
    const entry = JSON.parse(line) as Stamp & { readonly type?: unknown };
    if (entry.seq === number && typeof entry.type === 'string') return entry;
  } catch {
    // Falls through to the one error for both.
  }
  throw new UsageError({
    code: 'journal-broken',
    message: `${path} is not a whole journal: line ${number} is not entry ${number}.`,
    fix: 'Start a new run; keep the broken journal for whoever looks into it.',
    place: { file: path, line: number },
  });
};

/** Entries of a journal; null when the file is missing or holds nothing whole. A torn last line was never acknowledged. */
export const readJournal = async <Entry = JournalEntry>(files: Files, path: string): Promise<readonly Entry[] | null> => {
  const text = await files.readText(path);
  if (text === null) return null;
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const lines = whole.split('\n').filter((line) => line !== '');
  return lines.length === 0
    ? null
    : (lines.map((line, index) => parseLine(line, index + 1, path)) as unknown as readonly Entry[]);
};

interface Sink {
  append(text: string): Promise<void>;
  close(): Promise<void>;
}

export interface OpenLog<Body, State> {
  state(): State;
  append(entry: Body): Promise<void>;
  close(): Promise<void>;
}

/** Entries are put in order here: one after the other, each on the disk before the next. */
const logOn = <Body extends object, State extends { readonly seq: number }>(
  sink: Sink,
  path: string,
  start: State | null,
  folding: Fold<Body & Stamp, State>,
  options: OptionsOf<Body & Stamp, State>,
): OpenLog<Body, State> => {
  let state = start;
  let last: Promise<void> = Promise.resolve();
  const write = async (entry: Body): Promise<void> => {
    const whole = { ...entry, seq: (state?.seq ?? 0) + 1, at: options.clock.now().toISOString() };
    const line = `${JSON.stringify(whole)}\n`;
    options.gate(line, path);
    await sink.append(line);
    state = folding(state, whole);
    options.onEntry(whole, state);
  };
  return {
    state: () => {
      if (state === null) throw new Error('the run has not started');
      return state;
    },
    append: (entry) => {
      last = last.then(
        () => write(entry),
        () => write(entry),
      );
      return last;
    },
    close: async () => {
      await last.catch(() => undefined);
      await sink.close();
    },
  };
};

export type OpenSession = Session & { close(): Promise<void> };

const sessionOn = (sink: Sink, path: string, start: RunState | null, options: JournalOptions): OpenSession => {
  const log = logOn<NewEntry, RunState>(sink, path, start, fold, options);
  return { ...log, observations: () => log.state().observations };
};

/** Another kind of journal in the same form: a new one, or one that goes on. */
export const openJournal = async <Body extends object, State extends { readonly seq: number }>(
  files: Files,
  path: string,
  folding: Fold<Body & Stamp, State>,
  options: OptionsOf<Body & Stamp, State>,
): Promise<OpenLog<Body, State>> => {
  const entries = await readJournal<Body & Stamp>(files, path);
  const start = (entries ?? []).reduce<State | null>((state, entry) => folding(state, entry), null);
  return logOn(await files.openLog(path), path, start, folding, options);
};

/** A new journal, or one that goes on. */
export const openSession = async (files: Files, path: string, options: JournalOptions): Promise<OpenSession> => {
  const entries = await readJournal(files, path);
  return sessionOn(await files.openLog(path), path, entries === null ? null : foldAll(entries), options);
};

/** A session that is kept elsewhere than in a file; `begun`: it goes on with entries that are there. */
export const openSessionOn = (
  sink: Sink,
  entries: readonly JournalEntry[],
  options: JournalOptions,
): OpenSession & { readonly begun: boolean } => ({
  ...sessionOn(sink, 'journal', foldAll(entries), options),
  begun: entries.length > 0,
});

/** A session that leaves no trace on disk, for read-only commands. */
export const memorySession = (options: JournalOptions): OpenSession =>
  sessionOn({ append: async () => undefined, close: async () => undefined }, 'memory', null, options);

/** Journals looked at, newest first: names are UUIDv7 and sort by time. */
const LOOKED_AT = 50;

export interface EarlierRuns {
  /** Newest first. */
  readonly runs: readonly RunState[];
  /** Journals that could not be read: whose they are, and what was sent there, nobody can tell. */
  readonly unread: readonly string[];
}

/** The newest runs of a tenant and provider. Journals of others are passed over. */
export const runsOf = async (
  files: Files,
  evidenceDir: string,
  of: { readonly tenant: string; readonly provider: string },
): Promise<EarlierRuns> => {
  const directory = runsDirectory(evidenceDir);
  const names = (await files.list(directory)).filter((name) => name.endsWith('.jsonl')).toReversed();
  const states: RunState[] = [];
  const unread: string[] = [];
  for (const name of names) {
    if (states.length === LOOKED_AT) break;
    const path = `${directory}/${name}`;
    const entries = await readJournal(files, path).catch(() => {
      unread.push(path);
      return null;
    });
    const first = entries?.[0];
    if (entries === null || first?.type !== 'run-started' || first.tenant !== of.tenant || first.provider !== of.provider)
      continue;
    const state = foldAll(entries);
    if (state !== null) states.push(state);
  }
  return { runs: states.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1)), unread };
};

/** Runs whose live message was intended and whose end nobody knows: no receipt, no definite refusal, no callback. */
export const openSends = (runs: readonly RunState[]): readonly RunState[] =>
  runs.filter((run) => {
    const send = sendState(run, 'live');
    const known = send.outcome?.kind === 'accepted' || send.outcome?.kind === 'refused' || send.receipt !== null;
    return send.intended > 0 && !known && (run.lastView?.events.length ?? 0) === 0;
  });
