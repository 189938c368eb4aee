// Why a receiver cannot start, or its ledger cannot be opened, as a sentence with the address or file and the act.
import { UsageError } from '../../core/errors.ts';
import { StoreDown } from '../../store/store.ts';
import { codeOf } from '../../world/errno.ts';

export interface ReceiverPlaces {
  /** `host:port`. */
  readonly listen: string;
  /** The field that says so. */
  readonly field: string;
  /** The database file; null for PostgreSQL, whose URL is a secret. */
  readonly store: string | null;
}

const LISTEN: { readonly [code: string]: readonly [string, string] } = {
  EADDRINUSE: ['another process listens there already', 'End that process'],
  EACCES: ['this user may not listen there', 'Use a port above 1023'],
  EADDRNOTAVAIL: ['this machine has no such address', 'Use an address of this machine'],
  ENOTFOUND: ['the name leads nowhere', 'Use an address of this machine'],
};

/** In the words of SQLite's result codes (sqlite.org/rescode.html). */
const STORE: readonly (readonly [RegExp, string, string])[] = [
  [/unable to open/i, 'it cannot be opened', 'Make its directory, and give this user the right to write in it.'],
  [/readonly|read-only/i, 'it is read-only', 'Give this user the right to write the file and in its directory.'],
  [/not a database|malformed|corrupt/i, 'it is no whole SQLite database', 'Restore it from a backup, or name another file.'],
  [/locked|busy/i, 'another process holds it locked', 'End that process, then start again.'],
  [/full/i, 'the disk is full', 'Free some space, then start again.'],
  [/I\/O error/i, 'the disk does not read or write', 'Look after the disk; name a file on another one.'],
];

const storeFault = (cause: unknown, store: string | null): UsageError => {
  const said = cause instanceof Error ? cause.message : '';
  if (store === null) {
    const code = codeOf(cause);
    return new UsageError({
      code: 'store-unreachable',
      message: `The PostgreSQL database of store.postgres does not answer as it should${code === '' ? '' : ` (${code})`}.`,
      fix: 'Start the database, and check host, port, user and database name in the URL that store.postgres refers to.',
      cause,
    });
  }
  const [, what, fix] = STORE.find(([pattern]) => pattern.test(said)) ?? [null, 'it cannot be used', 'Check the file.'];
  return new UsageError({
    code: 'store-unusable',
    message: `Cannot use the database ${store}: ${what}.`,
    fix,
    place: { file: store },
    cause,
  });
};

/** What the system or the database refused becomes a UsageError; anything else passes unchanged. */
export const receiverFault = (error: unknown, { listen, field, store }: ReceiverPlaces): unknown => {
  if (error instanceof UsageError) return error;
  const known = error instanceof Error && 'syscall' in error && error.syscall !== 'connect' ? LISTEN[codeOf(error)] : undefined;
  if (known !== undefined) {
    return new UsageError({
      code: 'listen-refused',
      message: `Cannot listen on ${listen}: ${known[0]} (${codeOf(error)}).`,
      fix: `${known[1]}, or name another address in ${field}.`,
      cause: error,
    });
  }
  const cause = error instanceof StoreDown ? error.cause : error;
  const ofDatabase =
    /^(ERR_)?SQLITE|^E[A-Z]+$|^[0-9A-Z]{5}$/.test(codeOf(cause)) ||
    /sqlite|database/i.test(cause instanceof Error ? cause.message : '');
  return error instanceof StoreDown || ofDatabase ? storeFault(cause, store) : error;
};
