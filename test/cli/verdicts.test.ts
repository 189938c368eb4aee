// The accepted verdicts and the scenarios name each other, and what they have in common with a healthy world is said once.
import { describe, expect, it } from 'vitest';
import { listScenarios, loadScenario } from '../../src/lab/scenario/scenario.ts';
import { loadRunbook } from '../../src/runbook/load.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './certify.ts';
import { acceptCommand, accepted, folded, goldenName, goldenNames, unfolded } from './verdicts.ts';

it('every scenario has one golden file, and no golden file stands without its scenario', () => {
  const wanted = listScenarios(ROOT).map((name) => goldenName(loadScenario(ROOT, name)));
  const there = goldenNames();
  const missing = wanted.filter((name) => !there.includes(name));
  expect(missing, `accept each: ${acceptCommand('NAME')}`).toEqual([]);
  expect(
    there.filter((name) => !wanted.includes(name)),
    'no scenario ends so: delete them',
  ).toEqual([]);
});

it.each(['ses', 'smtp'])('every check of runbooks/%s.yaml has its verdict in the healthy world', (id) => {
  const path = join(ROOT, 'runbooks', `${id}.yaml`);
  const named = loadRunbook({ text: readFileSync(path, 'utf8'), path }).steps.flatMap(({ checks }) => checks);
  const said = accepted(`healthy-${id}.0.txt`, '');
  expect(
    named.filter((check) => !said.includes(`\n${check}  `)),
    `accept them: ${acceptCommand(`healthy-${id}`)}`,
  ).toEqual([]);
});

describe('a world that differs from the healthy one', () => {
  const healthy = 'ses  LAB_ONLY  exit 0\na-check  pass  ok\nb-check  pass  ok\nd-check  pass  ok\n';
  it.each([
    [
      'in a verdict',
      'ses  X  exit 1\na-check  fail  bad\nb-check  pass  ok\nd-check  pass  ok\n',
      'ses  X  exit 1\na-check  fail  bad\n',
    ],
    ['in a check more', healthy.replace('d-', 'c-check  pass  ok\nd-'), 'ses  LAB_ONLY  exit 0\nc-check  pass  ok\n'],
    ['in a check less', healthy.replace('b-check  pass  ok\n', ''), 'ses  LAB_ONLY  exit 0\nb-check  not judged in this world\n'],
    ['in nothing', healthy, 'ses  LAB_ONLY  exit 0\n'],
  ])('%s says that alone', (_, text, file) => {
    expect(folded(text, healthy)).toBe(file);
    expect(unfolded(file, healthy)).toBe(text);
    // Written whole, it says the same, but for a check less, which must be said.
    if (!file.includes('not judged')) expect(unfolded(text, healthy)).toBe(text);
  });
});
