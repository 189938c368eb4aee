// Exclusive lock files that say who holds them, and outlive no process.
import { randomUUID } from 'node:crypto';
import { link, open, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../../core/errors.ts';
import type { Lock, LockHolder } from '../../core/ports/files.ts';
import { codeOf } from '../errno.ts';

interface Written extends LockHolder {
  /** Kernel's start time of the process, so that a reused pid is not taken for the holder; null where the system does not tell. */
  readonly started: string | null;
  readonly nonce: string;
}

const POLL_MS = 50;
/** A takeover is three system calls long; one older than this died in the middle, and so did one from ahead of the clock, which was set back. */
const TAKEOVER_MS = 10_000;

/** State and start time (fields 3 and 22 of /proc/<pid>/stat, proc(5)), counted after the command's closing bracket. */
const statusOf = async (pid: number): Promise<{ readonly state: string; readonly started: string } | null> => {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', started: fields[19] ?? '' };
  } catch {
    return null;
  }
};

const startOf = async (pid: number): Promise<string | null> => (await statusOf(pid))?.started ?? null;

/** A killed process whose parent has not asked for its end yet still has its pid, and does nothing any more. */
const isDefunct = (state: string): boolean => state === 'Z' || state === 'X';

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
};

/** Another machine's processes cannot be seen: its locks are believed. */
const isStale = async (holder: Written | null): Promise<boolean> => {
  if (holder === null) return true;
  if (holder.host !== hostname()) return false;
  if (!alive(holder.pid)) return true;
  const status = await statusOf(holder.pid);
  if (status !== null && isDefunct(status.state)) return true;
  return holder.started !== null && holder.started !== (status?.started ?? null);
};

const read = async (path: string): Promise<{ readonly text: string; readonly holder: Written | null } | null> => {
  try {
    const text = await readFile(path, 'utf8');
    return { text, holder: parse(text) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
};

const parse = (text: string): Written | null => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'pid' in value && 'host' in value ? (value as Written) : null;
  } catch {
    return null;
  }
};

/** Whole from its first moment: written aside, then linked, which fails when the name is taken. */
const createWhole = async (path: string, text: string): Promise<boolean> => {
  const aside = `${path}.${randomUUID()}`;
  const handle = await open(aside, 'wx', 0o600);
  try {
    await handle.writeFile(text, 'utf8');
    await handle.sync();
    await link(aside, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await handle.close();
    await rm(aside, { force: true });
  }
};

/** Only one process at a time may remove a stale lock, else it might remove the lock of who was faster. */
const removeStale = async (path: string, staleText: string): Promise<void> => {
  const takeover = `${path}.takeover`;
  const seen = await stat(takeover).catch(() => null);
  if (seen !== null && Math.abs(Date.now() - seen.mtimeMs) > TAKEOVER_MS) await rm(takeover, { force: true });
  if (!(await createWhole(takeover, String(process.pid)))) return;
  try {
    const now = await read(path);
    if (now?.text === staleText) await rm(path, { force: true });
  } finally {
    await rm(takeover, { force: true });
  }
};

/** Rejects with UsageError `locked` when another live process holds the lock after `waitMs`. */
export const takeLock = async (path: string, waitMs: number): Promise<Lock> => {
  const mine: Written = {
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
    started: await startOf(process.pid),
    nonce: randomUUID(),
  };
  const text = `${JSON.stringify(mine)}\n`;
  const deadline = performance.now() + waitMs;
  let takenOver = false;
  for (;;) {
    if (await createWhole(path, text)) return lockOf(path, text, takenOver);
    const found = await read(path);
    if (found === null) continue;
    if (await isStale(found.holder)) {
      takenOver = true;
      await removeStale(path, found.text);
    } else if (performance.now() >= deadline) throw locked(path, found.holder);
    await sleep(POLL_MS);
  }
};

const lockOf = (path: string, text: string, takenOver: boolean): Lock => ({
  takenOver,
  // Silent where the place is no more: this stands in a `finally`, and would hide the error that says why.
  release: async () => {
    const found = await read(path).catch(() => null);
    if (found?.text === text) await rm(path, { force: true }).catch(() => undefined);
  },
});

const locked = (path: string, holder: Written | null): UsageError =>
  new UsageError({
    code: 'locked',
    message: `Another certify is at work here: process ${holder?.pid ?? 'unknown'} on ${holder?.host ?? 'unknown'} since ${holder?.since ?? 'unknown'} holds ${path}.`,
    fix: 'Wait until it has ended, or end it; then run the same command again. If that machine no longer exists, remove the file.',
    act: 'Wait until it has ended, or end it. If that machine no longer exists, remove the file.',
    place: { file: path },
  });
