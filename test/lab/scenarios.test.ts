// Every scenario file can be read, and says what it must end in.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ScenarioError } from '../../src/lab/scenario/fill.ts';
import { listScenarios, loadScenario } from '../../src/lab/scenario/scenario.ts';

const root = path.resolve(import.meta.dirname, '../..');
const EXIT: { readonly [outcome: string]: number } = { LAB_ONLY: 0, READY: 0, NOT_CERTIFIED: 1, INCONCLUSIVE: 3 };

describe.each(listScenarios(root))('scenario %s', (name) => {
  const scenario = loadScenario(root, name);

  it('has a title and an explanation', () => {
    expect(scenario.title).not.toBe('');
    expect(readFileSync(path.join(root, 'fixtures/scenarios', `${name}.yaml`), 'utf8')).toMatch(/^# [A-Z]/);
  });

  it('says an outcome with its exit code, and at least one finding', () => {
    expect(EXIT[scenario.expect.outcome]).toBe(scenario.expect.exitCode);
    expect(scenario.expect.findings.length).toBeGreaterThan(0);
  });

  it('holds no secret', () => {
    expect(JSON.stringify(scenario.profile)).not.toMatch(/(secret|token|password)[A-Za-z]*":"(?!\{\{secret:)/i);
  });
});

describe('the loader', () => {
  it('names the scenarios when one does not exist', () => {
    expect(() => loadScenario(root, 'ses-nothing-like-it')).toThrow(/no such scenario; there are .*healthy-ses/);
  });

  it('refuses a name that leads elsewhere', () => {
    expect(() => loadScenario(root, '../package')).toThrow(ScenarioError);
  });
});
