import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { showRunbook } from '../../../src/report/terminal/runbook.ts';
import { loadRunbook } from '../../../src/runbook/load.ts';

const read = (id: string) => {
  const path = join(import.meta.dirname, '..', '..', '..', 'runbooks', `${id}.yaml`);
  return loadRunbook({ text: readFileSync(path, 'utf8'), path });
};

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('a runbook for a person', () => {
  it.each(['ses', 'smtp'])('%s shows every step with place, owner, acts, values, checks and references', (id) => {
    const runbook = read(id);
    const text = flat(showRunbook(runbook));
    for (const step of runbook.steps) {
      const parts = [
        step.title,
        `owner: ${step.owner}`,
        ...step.instructions,
        ...step.checks,
        ...step.watchOuts,
        ...step.references,
      ];
      const places = [step.portal?.provider, step.portal?.squareos].filter((place) => place !== undefined);
      for (const part of [...parts, ...places, ...step.records.map((value) => value.label)]) expect(text).toContain(flat(part));
      if ('question' in step) expect(text).toContain(flat(step.question.text));
    }
    for (const part of [...runbook.beforeYouStart, ...runbook.watchOuts, runbook.digest]) expect(text).toContain(flat(part));
  });

  it('keeps to 100 columns, but for a word that is longer', () => {
    const long = showRunbook(read('ses'))
      .split('\n')
      .filter((line) => line.length > 100);
    expect(long.filter((line) => line.trim().replace(/^- /, '').includes(' '))).toEqual([]);
  });

  it('cannot be made to move the cursor', () => {
    const runbook = { ...read('ses'), title: 'x\u001b[2Jy' };
    expect(showRunbook(runbook)).not.toContain('\u001b');
  });
});
