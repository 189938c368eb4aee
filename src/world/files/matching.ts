// Files below a directory whose path matches a pattern, one by one and in order: a fleet has more than a list should hold.
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isPattern, patternOf } from '../../text/glob.ts';
import { codeOf } from '../errno.ts';
import { fileError } from './errors.ts';

const entriesOf = async (directory: string): Promise<readonly Dirent[]> => {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw fileError(error, directory, 'read');
  }
};

/** `segments` are those of the pattern that are left; `**` stands for any number of directories. */
async function* walk(directory: string, prefix: string, segments: readonly string[]): AsyncGenerator<string> {
  const [segment = '', ...rest] = segments;
  if (segment === '**') {
    yield* walk(directory, prefix, rest);
    for (const entry of await entriesOf(directory)) {
      // Hidden directories are tools' own, and links could lead in a circle.
      if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
      yield* walk(join(directory, entry.name), `${prefix}${entry.name}/`, segments);
    }
    return;
  }
  if (rest.length > 0 && !isPattern(segment)) {
    yield* walk(join(directory, segment), `${prefix}${segment}/`, rest);
    return;
  }
  const fits = patternOf(segment);
  for (const entry of await entriesOf(directory)) {
    if (!fits.test(entry.name) || (entry.name.startsWith('.') && !segment.startsWith('.'))) continue;
    if (rest.length === 0) {
      if (!entry.isDirectory()) yield `${prefix}${entry.name}`;
    } else if (entry.isDirectory() || entry.isSymbolicLink()) {
      yield* walk(join(directory, entry.name), `${prefix}${entry.name}/`, rest);
    }
  }
}

/** Paths as the pattern begins: relative to `directory`, or absolute. */
export const filesMatching = (directory: string, pattern: string): AsyncGenerator<string> => {
  const absolute = pattern.startsWith('/');
  const segments = pattern.split('/').filter((segment) => segment !== '' && segment !== '.');
  return absolute ? walk('/', '/', segments) : walk(directory, '', segments);
};
