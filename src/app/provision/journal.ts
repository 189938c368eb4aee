// The journal of an apply, beside those of runs and in their form: each intent is on the disk before its act, each outcome before the next.
import type { ActOutcome, PerformedAct } from '../../core/provision.ts';
import type { Files } from '../../core/ports/files.ts';
import { journalPath, openJournal, type OpenLog, readJournal, runsDirectory, type Stamp } from '../../run/journal.ts';
import { systemClock } from '../../world/clock.ts';
import { newRunId } from '../../world/ids.ts';
import type { Caller } from '../caller.ts';

type Named = Pick<PerformedAct, 'resource' | 'name' | 'permission'>;

type ApplyEntry =
  | {
      readonly type: 'apply-started';
      readonly runId: string;
      readonly tenant: string;
      readonly region: string;
      readonly account: string;
      /** What stood after the command’s name. */
      readonly typed: string;
      readonly profileDigest: string;
      readonly operator: string;
      readonly certify: string;
      readonly pid: number;
    }
  | {
      /** One identity is to be deleted. */
      readonly type: 'removal-started';
      readonly runId: string;
      readonly tenant: string;
      readonly region: string;
      readonly account: string;
      readonly typed: string;
      readonly identity: string;
      readonly operator: string;
      readonly certify: string;
      readonly pid: number;
    }
  | { readonly type: 'apply-resumed'; readonly operator: string; readonly pid: number }
  | ({ readonly type: 'act-intended' } & Named)
  | ({ readonly type: 'act-ended'; readonly outcome: ActOutcome } & Named)
  | { readonly type: 'interrupted' }
  /** The acts are over; what follows is a look. */
  | { readonly type: 'apply-ended'; readonly refused: number; readonly ambiguous: number };

export interface ApplyState {
  readonly seq: number;
  readonly runId: string;
  readonly tenant: string;
  readonly region: string;
  readonly typed: string;
  /** Intended, and nobody knows how it ended: the process died meanwhile. */
  readonly open: Named | null;
  readonly done: readonly Named[];
  readonly ended: boolean;
}

const EMPTY: ApplyState = { seq: 0, runId: '', tenant: '', region: '', typed: '', open: null, done: [], ended: false };

const named = ({ resource, name, permission }: Named): Named => ({ resource, name, permission });

const fold = (before: ApplyState | null, entry: ApplyEntry & Stamp): ApplyState => {
  const state = { ...(before ?? EMPTY), seq: entry.seq };
  switch (entry.type) {
    case 'apply-started':
    case 'removal-started': {
      const { runId, tenant, region, typed } = entry;
      return { ...state, runId, tenant, region, typed };
    }
    case 'act-intended':
      return { ...state, open: named(entry) };
    case 'act-ended':
      return { ...state, open: null, done: entry.outcome.kind === 'done' ? [...state.done, named(entry)] : state.done };
    case 'apply-ended':
      return { ...state, ended: true };
    default:
      return state;
  }
};

export type ApplyJournal = OpenLog<ApplyEntry, ApplyState>;

/** The newest apply of these that did not come to its end; names are UUIDv7 and sort by time. */
export const unfinishedApply = async (
  files: Files,
  evidenceDir: string,
  of: Partial<Pick<ApplyState, 'tenant' | 'region' | 'typed'>>,
): Promise<ApplyState | null> => {
  const directory = runsDirectory(evidenceDir);
  for (const name of (await files.list(directory)).filter((one) => one.endsWith('.jsonl')).toReversed()) {
    const entries = await readJournal<ApplyEntry & Stamp>(files, `${directory}/${name}`).catch(() => null);
    const first = entries?.[0];
    if (entries === null || first?.type !== 'apply-started') continue;
    const same = Object.entries(of).every(([key, value]) => first[key as keyof typeof of] === value);
    if (!same) continue;
    const state = entries.reduce<ApplyState | null>((before, entry) => fold(before, entry), null);
    return state === null || state.ended ? null : state;
  }
  return null;
};

/** A new journal, or the one that goes on. */
export const openApply = (
  files: Files,
  evidenceDir: string,
  going: ApplyState | null,
  gate: Caller['gate'],
): Promise<{ readonly runId: string; readonly journal: ApplyJournal }> => {
  const runId = going?.runId ?? newRunId();
  const options = {
    clock: systemClock,
    gate: (line: string, path: string) => gate().check(line, path),
    onEntry: () => undefined,
  };
  return openJournal<ApplyEntry, ApplyState>(files, journalPath(evidenceDir, runId), fold, options).then((journal) => ({
    runId,
    journal,
  }));
};
