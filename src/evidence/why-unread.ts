// Why a file could not be read, said where its name stands already.
import type { UsageError } from '../core/errors.ts';

/** As the end of a sentence that begins with the file's name: `cannot be read: permission is denied`. */
export const whyUnread = ({ message }: UsageError, path: string): string =>
  message.replace(`Cannot read ${path}: `, 'cannot be read: ').replace(path, '').replace(/\.$/, '').trim();
