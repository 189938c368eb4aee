// What the system says about a file, as a sentence with the path and what to do.
import { AbortError, ObservationError, UsageError } from '../../core/errors.ts';
import { codeOf } from '../errno.ts';

const SENTENCES: { readonly [code: string]: readonly [what: string, act: string, again?: true] } = {
  EACCES: ['permission is denied', 'Give this user the right to it, or choose another path.'],
  ENOENT: ['there is no such place, and none can be made', 'Choose another path.'],
  EPERM: ['the system does not allow it', 'Give this user the right to it, or choose another path.'],
  EROFS: ['the file system is read-only', 'Choose a path on a file system that can be written.'],
  ENOSPC: ['the disk is full', 'Free some space.', true],
  EDQUOT: ['the disk quota is used up', 'Free some space.', true],
  EISDIR: ['it is a directory', 'Name a file.'],
  ENOTDIR: ['a part of the path is a file, not a directory', 'Choose another path.'],
  EEXIST: ['there is a file where a directory is needed', 'Choose another path.'],
  ENOTFILE: ['it is no regular file', 'Name a regular file.'],
  ENAMETOOLONG: ['the name is too long', 'Choose a shorter path.'],
  EFBIG: ['it is larger than certify reads', 'Check that it is the file you mean.'],
  EMFILE: ['too many files are open', 'Raise the limit of open files (`ulimit -n`), or run fewer tenants at once.'],
};

/** Of a write: there the system sets the limit, not certify. */
const TOO_LARGE = [
  'the system allows no file of that size',
  'Raise the limit of file sizes (`ulimit -f`), or choose another path.',
] as const satisfies (typeof SENTENCES)[string];

/** UsageError with code `file-eacces` and the like; certify's own errors pass unchanged. */
export const fileError = (error: unknown, path: string, deed: 'read' | 'write' | 'remove'): Error => {
  if (error instanceof UsageError || error instanceof AbortError || error instanceof ObservationError) return error;
  const code = codeOf(error);
  const [what, act, again] = (code === 'EFBIG' && deed === 'write' ? TOO_LARGE : SENTENCES[code]) ?? [
    `the system answered ${code || 'with an error'}`,
    'Check the path and try again.',
  ];
  return new UsageError({
    code: `file-${code === '' ? 'error' : code.toLowerCase()}`,
    message: `Cannot ${deed} ${path}: ${what}.`,
    fix: again === true ? act.replace(/\.$/, ', then run the same command again.') : act,
    act,
    cause: error,
    place: { file: path },
  });
};
