// Picks the store that was chosen; the database driver is loaded only then.
import type { StoreChoice } from '../options.ts';
import type { Store } from './store.ts';

/** `at` is noted beside each migration that is applied. */
export const openStore = async (choice: StoreChoice, at: string): Promise<Store> => {
  if (choice.kind === 'opened') return choice.store;
  if (choice.kind === 'sqlite') return (await import('./sqlite.ts')).openSqliteStore(choice.path, at);
  return (await import('./postgres.ts')).openPostgresStore(choice.url, choice.poolSize ?? 4, at);
};
