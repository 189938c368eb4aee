// The generated pages of docs/ say what the code says; `node scripts/docs.mjs` writes them anew.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentation } from '../../src/cli/docs.ts';
import { loadRunbook } from '../../src/runbook/load.ts';
import { manifest } from './manifest.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const runbooks = ['ses', 'smtp'].map((id) =>
  loadRunbook({ text: readFileSync(join(ROOT, 'runbooks', `${id}.yaml`), 'utf8'), path: id }),
);
const pages = documentation(runbooks, await manifest());

const onDisk = (path: string): string => {
  const file = join(ROOT, 'docs', path);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

describe('the generated documentation', () => {
  it('is current', () => {
    expect([...pages].filter(([path, text]) => onDisk(path) !== text).map(([path]) => path)).toEqual([]);
  });

  it('has no page of a command or check that is gone', () => {
    const there = ['checks', 'commands'].flatMap((folder) =>
      readdirSync(join(ROOT, 'docs', folder)).map((name) => `${folder}/${name}`),
    );
    expect(there.filter((path) => !pages.has(path))).toEqual([]);
  });
});
