// Opens the embedded database: node:sqlite where Node has it, else @photostructure/sqlite, whose API is the same.
import type { DatabaseSyncInstance } from '@photostructure/sqlite';

type Module = { readonly DatabaseSync: new (path: string, options: { readonly timeout: number }) => DatabaseSyncInstance };

const load = async (): Promise<Module> => {
  const major = Number(process.versions.node.split('.')[0]);
  const name = major >= 24 ? 'node:sqlite' : '@photostructure/sqlite';
  return (await import(name)) as Module;
};

/** WAL with a sync at every commit: what was acknowledged is on disk. */
const PRAGMAS = ['journal_mode=WAL', 'synchronous=FULL', 'busy_timeout=5000', 'foreign_keys=ON'];

export const openSqlite = async (path: string): Promise<DatabaseSyncInstance> => {
  const { DatabaseSync } = await load();
  const database = new DatabaseSync(path, { timeout: 5000 });
  for (const pragma of PRAGMAS) database.exec(`PRAGMA ${pragma}`);
  return database;
};
