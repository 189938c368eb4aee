// Picks the store that was chosen; the database driver is loaded only then.
import type { Migration, Store, StoreChoice } from './store.ts';

/** Applies the caller's migrations; `at` (ISO 8601) is noted beside each one that is applied. */
export const openStore = async (choice: StoreChoice, migrations: readonly Migration[], at: string): Promise<Store> => {
  if (choice.kind === 'opened') return choice.store;
  if (choice.kind === 'sqlite') return (await import('./sqlite.ts')).openSqliteStore(choice.path, migrations, at);
  return (await import('./postgres.ts')).openPostgresStore(choice, migrations, at);
};
