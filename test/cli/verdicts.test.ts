// The accepted verdicts and the scenarios name each other.
import { expect, it } from 'vitest';
import { listScenarios, loadScenario } from '../../src/lab/scenario/scenario.ts';
import { ROOT } from './certify.ts';
import { goldenName, goldenNames } from './verdicts.ts';

it('every scenario has one golden file, and no golden file stands without its scenario', () => {
  const scenarios = listScenarios(ROOT).map((name) => loadScenario(ROOT, name));
  expect(goldenNames()).toEqual(scenarios.map(goldenName).sort());
});
