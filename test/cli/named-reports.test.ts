// Which reports a call that was refused leaves, and under which names.
import { expect, test } from 'vitest';
import { reportsOfRefused } from '../../src/cli/named-reports.ts';

test.each([
  ['of its one profile', ['gyms/main.yaml'], ['junit=r/main.xml', 'sarif=all.sarif']],
  ['of the lab', [], ['junit=r/lab.xml', 'sarif=all.sarif']],
  ['of none of several', ['a.yaml', 'b.yaml'], ['sarif=all.sarif']],
])('a refused call writes the reports %s', (_, profiles, reports) => {
  expect(reportsOfRefused(['junit=r/{profile}.xml', 'sarif=all.sarif'], profiles)).toEqual(reports);
});
