// Several things in one sentence.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listed } from '../../src/text/listed.ts';

const SRC = join(import.meta.dirname, '..', '..', 'src');

it.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
])('%j is told as “%s”', (words, says) => {
  expect(listed(words)).toBe(says);
});

it('no other file joins words by “and”, which says “a and b and c” of three', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(500);
  expect(files.filter((name) => readFileSync(join(SRC, name), 'utf8').includes("join(' and ')"))).toEqual([]);
});
