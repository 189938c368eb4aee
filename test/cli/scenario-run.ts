// A lab scenario, run with the built binary, ends in the findings, the decision and the exit code it declares, and in the accepted verdicts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import type { Runbook } from '../../src/core/runbook.ts';
import type { Scenario } from '../../src/lab/scenario/types.ts';
import { listScenarios, loadScenario } from '../../src/lab/scenario/scenario.ts';
import { loadRunbook } from '../../src/runbook/load.ts';
import { rejudge } from '../../src/run/rejudge.ts';
import { document, ROOT, temporary } from './certify.ts';
import { invariantFaults, rootFaults } from './invariants.ts';
import { acceptCommand, accepted, goldenName, verdictText } from './verdicts.ts';
import { certifyWarm } from './warm.ts';

const read = (id: string) => loadRunbook({ text: readFileSync(join(ROOT, 'runbooks', `${id}.yaml`), 'utf8'), path: id });
const runbooks: { readonly [id: string]: Runbook } = { ses: read('ses'), smtp: read('smtp') };

/** The scenarios of a provider, each with its name first, as a table of tests wants them. */
export const scenariosOf = (provider: Scenario['provider']): readonly (readonly [string, Scenario])[] =>
  listScenarios(ROOT)
    .map((name) => loadScenario(ROOT, name))
    .filter((scenario) => scenario.provider === provider)
    .map((scenario) => [scenario.name, scenario]);

/** Throws what differs. */
export const endsAsDeclared = async (name: string, scenario: Scenario): Promise<void> => {
  using directory = temporary();
  const command = scenario.provider.toLowerCase();
  const ran = await certifyWarm([
    command,
    '--lab',
    '--scenario',
    name,
    '--json',
    '--operator',
    'test',
    '--evidence-dir',
    directory.path,
  ]);
  const record = document(ran);
  const { expect: wanted } = scenario;
  const seen = wanted.findings.map(({ check, reason }) => {
    const finding = record.findings.find((one) => one.check === check);
    return { check, status: finding?.status ?? 'none', reason: reason === null ? null : (finding?.reason ?? 'none') };
  });
  expect(seen).toEqual(wanted.findings);
  expect({ outcome: record.decision.outcome, exitCode: ran.exitCode }).toEqual({
    outcome: wanted.outcome,
    exitCode: wanted.exitCode,
  });
  const verdicts = verdictText(record, ran.exitCode);
  const changed = `The verdicts of ${name} are not the accepted ones. If that is meant: ${acceptCommand(name)}`;
  expect(verdicts, changed).toBe(accepted(goldenName(scenario), verdicts));
  expect([...invariantFaults(record), ...rootFaults(record, wanted.findings)]).toEqual([]);
  // A healthy world gives nobody anything to do.
  const loud = record.findings.filter((one) => one.status !== 'pass' && one.status !== 'not-applicable');
  if (name.startsWith('healthy-')) expect(loud.map(({ check, reason }) => `${check}: ${reason}`)).toEqual([]);
  const judgedAgain = rejudge(record, {
    checks: new Map(checks.map((check) => [check.id, check])),
    runbook: runbooks[command]!,
    failOnWarning: false,
  });
  expect(JSON.stringify(judgedAgain)).toBe(JSON.stringify(record.findings));
  expect(readdirSync(directory.path)).toContain(`${record.evidence?.id ?? ''}.json`);
  expect(readdirSync(join(directory.path, '.runs'))).toHaveLength(1);
};
