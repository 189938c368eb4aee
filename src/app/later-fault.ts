// A fault of the surroundings after something was asked or sent: exit 4, with the act and how to go on.
import { AbortError, UsageError } from '../core/errors.ts';

/** A full disk, a directory that lost its rights: `again` is what to type then, null where there is no more to say. Other errors pass. */
export const laterFault = (error: unknown, again: string | null): unknown => {
  if (!(error instanceof UsageError) || !error.code.startsWith('file-')) return error;
  return new AbortError({
    code: error.code,
    message: error.message,
    fix: again === null ? error.fix : `${error.fix} Then go on with: ${again}`,
    cause: error,
    exitCode: 4,
  });
};
