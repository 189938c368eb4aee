// A secret in a file: below the profile's directory or --secrets-dir, and nowhere else, whatever links say.
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { isHidden, realOrNull, wayBelow } from '../files/below.ts';
import { type Holder, type Named, refused } from './refused.ts';

/** Longer than any token; a bigger file is not a secret. */
const MAX_BYTES = 64 * 1024;

const OUTSIDE = 'lies outside the profile’s directory';
const INSIDE = 'Put the file beside the profile, or name its directory with --secrets-dir.';

/** Where the file really is, or the refusal. `null`: there is no such file. */
const locate = async (holder: Holder, named: Named, secretsDir: string | undefined): Promise<string | null> => {
  const own = await realOrNull(resolve(holder.directory));
  const extra = secretsDir === undefined ? null : await realOrNull(resolve(secretsDir));
  const roots = [own, extra].filter((root) => root !== null);
  const candidates = isAbsolute(named.ref.target) ? [named.ref.target] : roots.map((root) => join(root, named.ref.target));
  // Judged before touching the file system too, so that a profile cannot ask whether a file elsewhere exists.
  const lexical = candidates.filter((path) => roots.some((root) => wayBelow(root, resolve(path)) !== null));
  if (lexical.length === 0) throw refused(holder, named, 'secret-file-outside', `${OUTSIDE}.`, INSIDE);
  for (const path of lexical) {
    const real = await realOrNull(path);
    if (real === null) continue;
    if (extra !== null && wayBelow(extra, real) !== null) return real;
    const way = own === null ? null : wayBelow(own, real);
    if (way === null) throw refused(holder, named, 'secret-file-outside', `is a link that ${OUTSIDE}.`, INSIDE);
    if (isHidden(way)) {
      const fix = 'Move the file, or allow its directory with --secrets-dir.';
      throw refused(holder, named, 'secret-file-hidden', 'lies in a hidden file or directory.', fix);
    }
    return real;
  }
  return null;
};

/** The file's text; null when there is no such file. Never follows a link at the last step, never waits for a pipe. */
export const readSecretFile = async (holder: Holder, named: Named, secretsDir: string | undefined): Promise<string | null> => {
  const path = await locate(holder, named, secretsDir);
  if (path === null) return null;
  let handle;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const found = await handle.stat();
    if (!found.isFile() || found.size > MAX_BYTES) {
      throw refused(
        holder,
        named,
        'secret-file-unfit',
        'is no plain file of at most 64 KiB.',
        'Name the file that holds the secret alone.',
      );
    }
    return await handle.readFile('utf8');
  } catch (error) {
    if (error instanceof Error && error.name === 'UsageError') throw error;
    throw refused(holder, named, 'secret-file-unreadable', 'cannot be read.', 'Check that you may read the file.');
  } finally {
    await handle?.close();
  }
};
