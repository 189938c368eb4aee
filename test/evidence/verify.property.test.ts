// Any single change of a record is found.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordPath, writeRecord } from '../../src/evidence/store.ts';
import { verifyRecord } from '../../src/evidence/verify-record.ts';
import { createGate } from '../../src/masking/gate.ts';
import { certifiedDocument } from '../records.ts';
import { memoryFiles } from './memory-files.ts';

const profile = { path: 'gym.yaml', digest: 'sha256:0', loaded: { tenant: 'main-gym' } };

/** As JSON writes it without white space, or null when it is no JSON. */
const minified = (text: string): string | null => {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return null;
  }
};

describe('any single change', () => {
  it('of a character is found, unless it is white space between tokens', async () => {
    const files = memoryFiles();
    const record = await writeRecord(files, certifiedDocument(), { profile, directory: 'e', gate: createGate([]) });
    const path = recordPath('e', record.evidence?.id ?? '');
    const text = files.texts.get(path) ?? '';
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.constantFrom('x', '0', '"', ' ', '{', '\\', ',', '-', '\u00e9'),
        (at, character) => {
          const changed = text.slice(0, at) + character + text.slice(at + 1);
          const spaced = text[at] === character || JSON.stringify(JSON.parse(text)) === minified(changed);
          expect(verifyRecord(changed, path).breaks.length > 0, `${at}: ${changed.slice(at - 20, at + 20)}`).toBe(!spaced);
        },
      ),
      { numRuns: 400 },
    );
  });
});
