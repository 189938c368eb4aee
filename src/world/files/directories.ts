// Directories made level by level: Node's recursive mkdir tries for ever where an inner one can never be made, as below /proc.
import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { codeOf } from '../errno.ts';

const isDirectory = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
};

/** Makes `path` and what is missing above it; one that stands already is left as it is. Throws the system's error of the level that failed. */
export const makeDirectory = async (path: string, mode = 0o777): Promise<void> => {
  const missing: string[] = [];
  let at = resolve(path);
  while (!(await isDirectory(at))) {
    missing.push(at);
    if (dirname(at) === at) break;
    at = dirname(at);
  }
  for (const level of missing.toReversed()) {
    try {
      await mkdir(level, { mode });
    } catch (error) {
      // Another process may have been faster; a file that stands there is still refused.
      if (codeOf(error) !== 'EEXIST' || !(await isDirectory(level))) throw error;
    }
  }
};
