// One cell of the kill matrix: a run is killed, looked at, and resumed; what must hold is returned as facts.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalEntry } from '../../src/core/journal.ts';
import { startLab, type RunningLab } from '../../src/lab/lab.ts';
import { createFiles } from '../../src/world/files/files.ts';
import { readRecord } from '../../src/evidence/store.ts';
import { readJournal } from '../../src/run/journal.ts';
import { certify, ROOT, type Ran } from '../cli/certify.ts';
import { certifyWarm } from '../cli/warm.ts';

export type Death =
  | { readonly kind: 'boundary'; readonly at: number; readonly when: 'before' | 'after' }
  /** While the journal has its name and no whole line yet. */
  | { readonly kind: 'first-line'; readonly when: 'unwritten' | 'torn' }
  /** Before the journal's line that holds this text is written, or once it is durable. */
  | { readonly kind: 'line'; readonly text: string; readonly when: 'before' | 'after' }
  /** Milliseconds after the start. */
  | { readonly kind: 'random'; readonly afterMs: number };

export interface Cell {
  readonly killed: boolean;
  readonly started: boolean;
  readonly messages: number;
  /** Of the invoice template. */
  readonly ofTemplate: number;
  readonly records: number;
  readonly exitCode: number | null;
  readonly outcome: string | null;
  /** An intent stands without outcome, and no message arrived: it must stay open, for nobody can know. */
  readonly lostIntent: boolean;
  /** An intent stands without outcome: whether the provider's answer was read before the death, nobody knows. */
  readonly open: boolean;
}

export interface Matrix {
  readonly lab: RunningLab;
  readonly profile: string;
  readonly provider: 'ses' | 'smtp';
  stop(): Promise<void>;
}

export const openMatrix = async (provider: 'ses' | 'smtp', scenario = `healthy-${provider}`): Promise<Matrix> => {
  const directory = mkdtempSync(join(tmpdir(), 'certify-kill-'));
  const lab = await startLab({ scenario, stateDir: join(directory, 'state'), root: ROOT });
  const profile = join(directory, 'lab.yaml');
  lab.writeProfile(profile);
  const stop = async (): Promise<void> => {
    await lab.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  return { lab, profile, provider, stop };
};

const run = (matrix: Matrix, evidence: string, more: readonly string[], death: Death | null): Promise<Ran> => {
  const hook = { NODE_OPTIONS: `--require ${join(ROOT, 'test', 'kill', 'die-at.cjs')}` };
  const env: Record<string, string> =
    death === null || death.kind === 'random'
      ? {}
      : {
          ...hook,
          CERTIFY_DIE_AT: death.kind === 'boundary' ? String(death.at) : '',
          CERTIFY_DIE_WHEN: death.when,
          ...(death.kind === 'line' ? { CERTIFY_DIE_ON: death.text } : {}),
        };
  const args = [matrix.provider, matrix.profile, '--json', '--operator', 'kill', '--evidence-dir', evidence, ...more];
  // What goes on with it is looked at for what it does; that a process of its own does the same, the first one shows.
  if (death === null) return certifyWarm(args);
  return certify(args, {
    env,
    ...(death.kind === 'random' ? { onStart: (child) => setTimeout(() => child.kill('SIGKILL'), death.afterMs) } : {}),
  });
};

/** Messages at SES or the relay that carry the run's nonce. */
const arrived = (lab: RunningLab, nonce: string): number =>
  lab.messages().filter((message) => JSON.stringify(message).includes(nonce)).length +
  (lab.relay?.messages().filter((message) => JSON.stringify(message).includes(nonce)).length ?? 0);

const startedEntry = (entries: readonly JournalEntry[] | null) => entries?.find((entry) => entry.type === 'run-started') ?? null;

/** The one journal that was begun; null: none. Beside it may lie what a process left that was killed before its first line was whole. */
const journalOf = async (evidence: string): Promise<readonly JournalEntry[] | null> => {
  const directory = join(evidence, '.runs');
  const names = existsSync(directory) ? readdirSync(directory).filter((one) => one.endsWith('.jsonl')) : [];
  const journals = await Promise.all(names.map((name) => readJournal(createFiles(), join(directory, name))));
  const begun = journals.filter((entries) => startedEntry(entries) !== null);
  if (begun.length > 1) throw new Error(`${begun.length} runs were begun where the second should have gone on with the first`);
  return begun[0] ?? null;
};

const wholeRecords = async (evidence: string): Promise<number> => {
  const names = readdirSync(evidence).filter((name) => name.endsWith('.json'));
  for (const name of names) await readRecord(createFiles(), evidence, join(evidence, name));
  return names.length;
};

const hasOpenIntent = (entries: readonly JournalEntry[]): boolean =>
  entries.some((entry) => entry.type === 'send-intended') && !entries.some((entry) => entry.type === 'send-ended');

/** Kills, checks that journal and record are whole, resumes, and tells how it ended. `asked`: only before the death. */
export const cell = async (matrix: Matrix, death: Death, asked: readonly string[] = []): Promise<Cell> => {
  const evidence = mkdtempSync(join(tmpdir(), 'certify-kill-evidence-'));
  try {
    const first = await run(matrix, evidence, ['--timeout', '50s', ...asked], death);
    const before = await journalOf(evidence);
    await wholeRecords(evidence);
    const open = before !== null && hasOpenIntent(before);
    const ended = before?.some((entry) => entry.type === 'run-ended') === true;
    const lost = open && arrived(matrix.lab, startedEntry(before)?.nonce ?? 'none') === 0;
    // No row comes of a message that never arrived; on a busy machine one that did may take long.
    const patience = ['--timeout', lost ? '1s' : '50s'];
    const second = ended ? first : await run(matrix, evidence, [...patience, ...(before === null ? [] : ['--resume'])], null);
    const after = await journalOf(evidence);
    const nonce = startedEntry(after)?.nonce ?? 'none';
    const messages = arrived(matrix.lab, nonce);
    const records = await wholeRecords(evidence);
    const text = readdirSync(evidence).find((name) => name.endsWith('.json'));
    const decision =
      text === undefined
        ? null
        : (JSON.parse(readFileSync(join(evidence, text), 'utf8')) as { decision: { outcome: string } }).decision;
    return {
      killed: first.signal === 'SIGKILL',
      started: before !== null,
      messages,
      ofTemplate: arrived(matrix.lab, `${nonce.slice(0, -1)}1`),
      records,
      exitCode: ended ? 0 : second.exitCode,
      outcome: decision?.outcome ?? `none: ${second.stdout.slice(0, 300)}${second.stderr.slice(0, 300)}`,
      lostIntent: open && messages === 0,
      open,
    };
  } finally {
    rmSync(evidence, { recursive: true, force: true });
  }
};
