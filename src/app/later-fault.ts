// A fault of the surroundings after something was asked or sent: exit 4, with the act and how to go on.
import { AbortError, UsageError } from '../core/errors.ts';

/** What a person mends outside of certify: files, a lock that somebody holds, a sheet or a record that is not what it should be. */
const SURROUNDINGS = /^(?:file-|locked$|sheet-|evidence-)/;

/** A full disk, a directory that lost its rights: `again` is what to type then, null where there is no more to say. Other errors pass. */
export const laterFault = (error: unknown, again: string | null): unknown => {
  if (!(error instanceof UsageError) || !SURROUNDINGS.test(error.code)) return error;
  return new AbortError({
    code: error.code,
    message: error.message,
    fix: again === null ? error.fix : `${error.act} Then go on with: \`${again}\``,
    cause: error,
    exitCode: 4,
  });
};
