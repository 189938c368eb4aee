// What the system refused and nobody told more exactly: a sentence with the path or port, and the act.
import { UsageError } from '../core/errors.ts';
import { isLasting, StoreDown } from '../store/store.ts';
import { codeOf } from '../world/errno.ts';
import { fileError } from '../world/files/errors.ts';

const text = (error: Error, key: string): string | null => {
  const value = (error as unknown as { readonly [field: string]: unknown })[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
};

const listenFault = (error: Error): UsageError =>
  new UsageError({
    code: 'listen-refused',
    message: `Cannot listen on ${text(error, 'address') ?? 'this machine'}:${text(error, 'port') ?? '?'} (${codeOf(error)}).`,
    fix: 'End the process that listens there, or name another address and port.',
    cause: error,
  });

/** A UsageError for an error of the system (it carries `syscall`) or of a database; null for anything else. */
export const systemFault = (error: unknown): Error | null => {
  if (error instanceof StoreDown) {
    if (isLasting(error))
      return new UsageError({
        code: 'store-refused',
        message: 'The database refuses what is asked of it, and would again.',
        fix: 'Look whether its name, role and password are right, and whether the role may create tables and, for workers, the schema certify_queue; then run the same command again.',
        cause: error,
      });
    return new UsageError({
      code: 'store-down',
      message: 'The database does not answer, or did not take the write.',
      fix: 'Look whether it runs and its URL is right, or whether its disk is full, read-only or locked by another process; then run the same command again.',
      cause: error,
    });
  }
  if (!(error instanceof Error) || text(error, 'syscall') === null) return null;
  if (error.message.startsWith('listen') || text(error, 'syscall') === 'bind') return listenFault(error);
  const path = text(error, 'path') ?? text(error, 'dest');
  if (path !== null)
    return fileError(
      error,
      path,
      /^(open|scandir|stat|lstat|read|access)$/.test(text(error, 'syscall') ?? '') ? 'read' : 'write',
    );
  const where = [text(error, 'address') ?? text(error, 'hostname'), text(error, 'port')]
    .filter((part) => part !== null)
    .join(':');
  return new UsageError({
    code: `system-${codeOf(error).toLowerCase()}`,
    message: `The system refused ${text(error, 'syscall')}${where === '' ? '' : ` of ${where}`} (${codeOf(error)}).`,
    fix: 'Mend that, then run the same command again.',
    cause: error,
  });
};
