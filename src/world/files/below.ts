// Whether a path really lies below a directory, whatever links and dots say.
import { readlink, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';

export const realOrNull = async (path: string): Promise<string | null> => {
  try {
    return await realpath(path);
  } catch {
    return null;
  }
};

/** The path from `root` down to `path`; null when it does not lie below. */
export const wayBelow = (root: string, path: string): string | null => {
  const way = relative(root, path);
  return way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? null : way;
};

/** A profile saved into a home directory would otherwise reach .ssh, .aws and their like. */
export const isHidden = (way: string): boolean => way.split(sep).some((part) => part.startsWith('.'));

/** As Linux follows them. */
const MOST_LINKS = 40;

/** Where a file is or would be made: the real place of the nearest directory that exists, and the rest; of a link that leads nowhere, the place it names. */
const realPlace = async (path: string, links = 0): Promise<string> => {
  const real = await realOrNull(path);
  if (real !== null) return real;
  const above = dirname(path);
  const target = links > MOST_LINKS ? null : await readlink(path).catch(() => null);
  if (target !== null) return realPlace(resolve(above, target), links + 1);
  return above === path ? path : resolve(await realPlace(above, links), relative(above, path));
};

/**
 * What keeps a path of a profile from being used: it must lie below the profile's directory, and there in nothing hidden, or below
 * `named`, a directory that the user gave. null: nothing does.
 */
export const strays = async (path: string, directory: string, named: string | null): Promise<'outside' | 'hidden' | null> => {
  const [real, own] = [await realPlace(resolve(directory, path)), await realPlace(resolve(directory))];
  const extra = named === null ? null : await realPlace(resolve(named));
  if (extra !== null && wayBelow(extra, real) !== null) return null;
  const way = wayBelow(own, real);
  return way === null ? 'outside' : isHidden(way) ? 'hidden' : null;
};
