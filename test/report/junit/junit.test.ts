// JUnit XML: well formed whatever a record holds, and unknown is never a failure.
import { describe, expect, it } from 'vitest';
import { junitReport } from '../../../src/report/junit/junit.ts';
import { certifiedDocument, failedDocument, finding } from '../../records.ts';
import { HOSTILE, hostileDocument } from '../hostile.ts';

/** Checks nesting, quoting and characters of the small XML that the report uses; returns the element names. */
const elements = (xml: string): readonly string[] => {
  expect(xml).not.toMatch(/[\ufffe\uffff]|\p{Cs}/u);
  expect(xml).not.toMatch(/\p{Cc}(?<!\n)/u);
  const open: string[] = [];
  const names: string[] = [];
  const rest = xml
    .replace(/^<\?xml[^?]*\?>\n/, '')
    .replaceAll(
      /<(\/?)([a-z-]+)((?: [a-zA-Z]+="[^"<]*")*)(\/?)>/g,
      (_all, end: string, name: string, about: string, alone: string) => {
        expect(about.replaceAll(/&(?:amp|lt|gt|quot|#\d+);/g, '')).not.toContain('&');
        if (end === '/') expect(open.pop()).toBe(name);
        else {
          names.push(name);
          if (alone === '') open.push(name);
        }
        return '';
      },
    );
  expect(open).toEqual([]);
  expect(rest.replaceAll(/&(?:amp|lt|gt|quot|#\d+);/g, '')).not.toMatch(/[<>&]/);
  return names;
};

describe('the JUnit report', () => {
  it('is red for a failed blocker, an error for what could not be judged, skipped for what does not apply', () => {
    const xml = junitReport(failedDocument());
    const names = elements(xml);
    const counted = (name: string): number => names.filter((one) => one === name).length;
    expect([counted('failure'), counted('error'), counted('skipped'), counted('testcase')]).toEqual([2, 1, 1, 6]);
    expect(xml).toContain(`tests="6" failures="2" errors="1">`);
  });

  it('is green for warnings and accepted limitations', () => {
    const warned = certifiedDocument();
    const xml = junitReport({
      ...warned,
      findings: [...warned.findings, finding({ check: 'w', status: 'warn', severity: 'warning', reason: 'soft' })],
    });
    expect(elements(xml)).not.toContain('failure');
    expect(xml).toContain('accepted as a limitation');
    expect(xml).toContain('<system-out>warning: soft');
  });

  it('is red when the outcome is, although no finding is', () => {
    const base = failedDocument({ findings: [] });
    expect(elements(junitReport(base))).toContain('failure');
    expect(elements(junitReport({ ...base, decision: { ...base.decision, outcome: 'INCONCLUSIVE', exitCode: 3 } }))).toContain(
      'error',
    );
  });

  it.each(HOSTILE)('stays well formed with %j', (hostile) => {
    expect(elements(junitReport(hostileDocument(hostile))).filter((name) => name === 'failure')).toHaveLength(2);
  });
});
