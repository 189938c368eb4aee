import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { showRunbook } from '../../../src/report/terminal/runbook.ts';
import { loadRunbook } from '../../../src/runbook/load.ts';

const read = (id: string) => {
  const path = join(import.meta.dirname, '..', '..', '..', 'runbooks', `${id}.yaml`);
  return loadRunbook({ text: readFileSync(path, 'utf8'), path });
};

const WIDE = { width: 100 };

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('a runbook for a person', () => {
  it.each(['ses', 'smtp'])('%s shows every step with place, owner, acts, values, checks and references', (id) => {
    const runbook = read(id);
    const text = flat(showRunbook(runbook, WIDE));
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

  it.each([40, 80, 100])('keeps to %i columns, but for a word that is longer', (width) => {
    const long = showRunbook(read('ses'), { width })
      .split('\n')
      .filter((line) => line.length > width);
    expect(
      long.filter((line) =>
        line
          .trim()
          .replaceAll(/`[^`]*`|^- |\(verified by: /g, '')
          .includes(' '),
      ),
    ).toEqual([]);
  });

  it('cannot be made to move the cursor', () => {
    const runbook = { ...read('ses'), title: 'x\u001b[2Jy' };
    expect(showRunbook(runbook, WIDE)).not.toContain('\u001b');
  });
});
