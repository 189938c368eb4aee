// The questions that docs/profile.md lists are those of the runbooks.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadRunbook } from '../../src/runbook/load.ts';

const ROOT = join(import.meta.dirname, '..', '..');

it('docs/profile.md lists every attestation of the runbooks', () => {
  const asked = ['ses', 'smtp'].flatMap((id) => {
    const path = join(ROOT, 'runbooks', `${id}.yaml`);
    return loadRunbook({ text: readFileSync(path, 'utf8'), path }).steps.flatMap((step) =>
      'question' in step ? [step.question.id] : [],
    );
  });
  const docs = readFileSync(join(ROOT, 'docs', 'profile.md'), 'utf8');
  const listed = [...docs.matchAll(/^\| `([a-z-]+)` \| (?:always|SES,|with(?:out)? )/gm)].map((match) => match[1]);
  expect(new Set(listed)).toEqual(new Set(asked));
});
