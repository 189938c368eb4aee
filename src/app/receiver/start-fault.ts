// Why a receiver cannot start, or its ledger cannot be opened, as a sentence with the address or file and the act.
import { UsageError } from '../../core/errors.ts';
import { codeOf } from '../../world/errno.ts';
import { storeFault } from '../store-fault.ts';

export interface ReceiverPlaces {
  /** `host:port`. */
  readonly listen: string;
  /** The field that says so. */
  readonly field: string;
  /** The database file; null for PostgreSQL, whose URL is a secret. */
  readonly store: string | null;
}

const LISTEN: { readonly [code: string]: readonly [string, string] } = {
  EADDRINUSE: ['another process listens there already', 'End that process (`ss -ltnp` or `lsof -iTCP -sTCP:LISTEN` names it)'],
  EACCES: ['this user may not listen there', 'Use a port above 1023'],
  EADDRNOTAVAIL: ['this machine has no such address', 'Use an address of this machine'],
  ENOTFOUND: ['the name leads nowhere', 'Use an address of this machine'],
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
  return storeFault(error, store);
};
