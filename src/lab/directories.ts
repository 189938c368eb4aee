// Directories of the lab, made level by level: Node's recursive mkdir tries for ever where an inner one can never be made.
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/** Makes `directory` (0700) and what is missing above it. Throws the system's error of the level that failed. */
export const makeDirectory = (directory: string): void => {
  const missing: string[] = [];
  for (let at = path.resolve(directory); !existsSync(at); at = path.dirname(at)) missing.unshift(at);
  for (const level of missing) mkdirSync(level, { mode: 0o700 });
};
