// CSV: a line a finding, whatever a record holds, and no cell that a spreadsheet would run.
import { expect, it } from 'vitest';
import { csvReport } from '../../../src/report/csv/csv.ts';
import { failedDocument, finding } from '../../records.ts';

/** RFC 4180 section 2. */
const rows = (text: string): readonly (readonly string[])[] =>
  text
    .split(/\r\n(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .slice(0, -1)
    .map((line) =>
      [...line.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,"]*)/g)].map(([, cell]) =>
        (cell ?? '').replace(/^"([\s\S]*)"$/, '$1').replaceAll('""', '"'),
      ),
    );

it('has a line for each finding, each with as many cells as the first', () => {
  const document = failedDocument();
  const [header, ...lines] = rows(csvReport(document));
  expect(lines.length).toBe(document.findings.length);
  expect(new Set(lines.map((line) => line.length))).toEqual(new Set([header?.length]));
  expect(header).toContain('fix');
});

it('disarms formulas and keeps quotes, commas and line feeds within their cell', () => {
  const title = '=HYPERLINK("x"),\n"y"';
  const [, line] = rows(csvReport({ ...failedDocument(), findings: [finding({ check: 'dkim-tokens', title })] }));
  const cell = line?.find((one) => one.includes('HYPERLINK')) ?? '';
  expect(cell).not.toMatch(/^=/);
  expect(cell).toContain('"y"');
});
