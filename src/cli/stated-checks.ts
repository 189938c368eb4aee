// The checks as data: the build writes them down.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckMeta } from '../report/markdown/check-page.ts';

/** What the build wrote of the checks, so that they need not be loaded to be told about. */
export const stated = (root: string): readonly CheckMeta[] =>
  JSON.parse(readFileSync(join(root, 'dist', 'checks.json'), 'utf8')) as readonly CheckMeta[];
