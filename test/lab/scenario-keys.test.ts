// What a scenario may say is what its README explains.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadScenario } from '../../src/lab/scenario/scenario.ts';
import { ROOT } from '../cli/certify.ts';

it('each key of a scenario has a row in fixtures/scenarios/README.md', () => {
  const rows = readFileSync(join(ROOT, 'fixtures', 'scenarios', 'README.md'), 'utf8').match(/^\| [^|]*\|/gm) ?? [];
  const explained = new Set(rows.flatMap((row) => row.match(/(?<=`)\w+(?=`)|title/g) ?? []));
  const keys = Object.keys(loadScenario(ROOT, 'healthy-ses')).filter((key) => key !== 'name');
  expect(keys.filter((key) => !explained.has(key))).toEqual([]);
});
