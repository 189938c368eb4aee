// Opens the embedded database: node:sqlite where Node has it, else @photostructure/sqlite, whose API is the same.
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';

type Module = { readonly DatabaseSync: new (path: string, options: { readonly timeout: number }) => DatabaseSyncInstance };

const load = async (): Promise<Module> => {
  const major = Number(process.versions.node.split('.')[0]);
  const name = major >= 24 ? 'node:sqlite' : '@photostructure/sqlite';
  return (await import(name)) as Module;
};

/** WAL with a sync at every commit: what was acknowledged is on disk. */
const PRAGMAS = ['busy_timeout=5000', 'journal_mode=WAL', 'synchronous=FULL', 'foreign_keys=ON'];

export const openSqlite = async (path: string): Promise<DatabaseSyncInstance> => {
  const { DatabaseSync } = await load();
  const database = new DatabaseSync(path, { timeout: 5000 });
  for (const pragma of PRAGMAS) database.exec(`PRAGMA ${pragma}`);
  return database;
};

const BUSY_MS = 5_000;
const isBusy = (cause: unknown): boolean => cause instanceof Error && cause.message.includes('database is locked');

/**
 * BEGIN IMMEDIATE, waiting for another writer without blocking this thread: that writer may be in this very process,
 * between two statements. Throws when the lock does not come free within 5 seconds.
 */
export const beginImmediate = async (database: DatabaseSyncInstance): Promise<void> => {
  const until = performance.now() + BUSY_MS;
  for (let pause = 1; ; pause = Math.min(pause * 2, 25)) {
    try {
      database.exec('PRAGMA busy_timeout=0; BEGIN IMMEDIATE');
      return;
    } catch (cause) {
      if (!isBusy(cause) || performance.now() > until) throw cause;
    }
    await sleep(pause);
  }
};
