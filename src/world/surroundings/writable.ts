// Whether a directory can be written: proved by a file of our own that is taken away again.
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { codeOf } from '../errno.ts';

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The directory itself, or the nearest above it that is there: it would be made in that one. */
const nearestThere = async (path: string): Promise<string> => {
  if (await exists(path)) return path;
  const above = dirname(path);
  return above === path ? path : nearestThere(above);
};

/** Null: it can be written, or be made; else why not, as the system's code. */
export const whyNotWritable = async (directory: string): Promise<string | null> => {
  const place = await nearestThere(resolve(directory));
  try {
    const own = await mkdtemp(join(place, '.certify-doctor-'));
    try {
      await writeFile(join(own, 'probe'), 'x');
    } finally {
      await rm(own, { recursive: true, force: true });
    }
    return null;
  } catch (error) {
    return codeOf(error) || 'unknown';
  }
};
