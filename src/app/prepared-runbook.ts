// A runbook as the build read, checked and typed it: commands need not read YAML.
import { readFileSync } from 'node:fs';
import type { Runbook } from '../core/runbook.ts';
import { digestOf } from '../text/digest.ts';

/** A runbook with the SHA-256 of the text it was made of. */
interface Prepared {
  readonly made: string;
  readonly runbook: Runbook;
}

/** What the build left in `dist/runbooks`; null where nothing was built, or where it was made of another text than `text`. */
export const preparedRunbook = (root: string, id: string, text: string): Runbook | null => {
  try {
    const { made, runbook } = JSON.parse(readFileSync(`${root}/dist/runbooks/${id}.json`, 'utf8')) as Prepared;
    return made === digestOf(text) ? runbook : null;
  } catch {
    return null;
  }
};
