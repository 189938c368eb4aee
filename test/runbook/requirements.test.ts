// Every requirement of docs/requirements.md is claimed by a runbook that it concerns, and no step claims one that is not there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRunbook } from '../../src/runbook/load.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const required = [...readFileSync(join(ROOT, 'docs', 'requirements.md'), 'utf8').matchAll(/^\| (R\d+) \|/gm)].map(
  (match) => match[1] ?? '',
);

const claimed = (id: string): readonly string[] => {
  const path = join(ROOT, 'runbooks', `${id}.yaml`);
  const runbook = loadRunbook({ text: readFileSync(path, 'utf8'), path });
  return [...runbook.covers, ...runbook.steps.flatMap((step) => step.covers)];
};

/** Those of one provider alone; all others concern both. */
const ONLY_SES = [3, 4, 14, 19, 20, 21, 23, 24, 25, 26, 27, 28, 29, 30, 31, 42, 43].map((n) => `R${n}`);
const ONLY_SMTP = [5, 15, 34, 35, 36].map((n) => `R${n}`);

describe('the requirements', () => {
  it('are forty-four, numbered without a gap', () => {
    expect(required).toEqual(Array.from({ length: 44 }, (_, n) => `R${n + 1}`));
  });

  it.each([
    ['ses', ONLY_SMTP],
    ['smtp', ONLY_SES],
  ])('are all claimed by the %s runbook, but for the other provider’s', (id, other) => {
    const found = new Set(claimed(id));
    expect(required.filter((number) => !found.has(number) && !other.includes(number))).toEqual([]);
  });

  it.each(['ses', 'smtp'])('that the %s runbook claims all exist', (id) => {
    expect(claimed(id).filter((number) => !required.includes(number))).toEqual([]);
  });
});
