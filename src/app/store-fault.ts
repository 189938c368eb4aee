// Why a database cannot be opened or does not take what is written, as a sentence with its place and the act.
import { UsageError } from '../core/errors.ts';
import { isLasting, StoreDown } from '../store/store.ts';
import { codeOf } from '../world/errno.ts';

/** In the words of SQLite's result codes (sqlite.org/rescode.html). */
const STORE: readonly (readonly [RegExp, string, string])[] = [
  [/unable to open/i, 'it cannot be opened', 'Make its directory, and give this user the right to write in it.'],
  [/readonly|read-only/i, 'it is read-only', 'Give this user the right to write the file and in its directory.'],
  [/not a database|malformed|corrupt/i, 'it is no whole SQLite database', 'Restore it from a backup, or name another file.'],
  [/locked|busy/i, 'another process holds it locked', 'End that process, then start again.'],
  [/full/i, 'the disk is full', 'Free some space, then start again.'],
  [/I\/O error/i, 'the disk does not read or write', 'Look after the disk; name a file on another one.'],
];

/** What a file that holds a database lacks, and the act. */
export const fileTrouble = (cause: unknown): { readonly what: string; readonly fix: string } => {
  const said = cause instanceof Error ? cause.message : '';
  const [, what, fix] = STORE.find(([pattern]) => pattern.test(said)) ?? [null, 'it cannot be used', 'Check the file.'];
  return { what, fix };
};

const RIGHTS = 'Check name, role and password in the URL that store.postgres refers to, and let the role create tables';

const serverFault = (error: unknown, cause: unknown): UsageError => {
  const code = codeOf(cause);
  const refuses = error instanceof StoreDown && isLasting(error);
  return new UsageError({
    code: refuses ? 'store-refused' : 'store-unreachable',
    message: refuses
      ? `The PostgreSQL database of store.postgres refuses what is asked of it (${code}).`
      : `The PostgreSQL database of store.postgres does not answer as it should${code === '' ? '' : ` (${code})`}.`,
    fix: refuses
      ? `${RIGHTS}.`
      : 'Start the database, and check host, port, user and database name in the URL that store.postgres refers to.',
    cause,
  });
};

/** What a database refused becomes a UsageError; anything else passes unchanged. `store`: its file; null: PostgreSQL, whose URL is a secret. */
export const storeFault = (error: unknown, store: string | null): unknown => {
  const cause = error instanceof StoreDown ? error.cause : error;
  const ofDatabase =
    /^(ERR_)?SQLITE|^E[A-Z]+$|^[0-9A-Z]{5}$/.test(codeOf(cause)) ||
    /sqlite|database/i.test(cause instanceof Error ? cause.message : '');
  if (!(error instanceof StoreDown || ofDatabase)) return error;
  if (store === null) return serverFault(error, cause);
  const { what, fix } = fileTrouble(cause);
  return new UsageError({
    code: 'store-unusable',
    message: `Cannot use the database ${store}: ${what}.`,
    fix,
    place: { file: store },
    cause,
  });
};
