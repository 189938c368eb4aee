// SARIF 2.1.0: the writer is typed by the specification's own types; what they cannot say is tried here.
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { sarifRefusal, sarifReport } from '../../../src/report/sarif/sarif.ts';
import { certifiedDocument, failedDocument } from '../../records.ts';
import { sarifSchemaFaults } from '../../json-schemas.ts';
import { HOSTILE, hostileDocument } from '../hostile.ts';

const read = (text: string): Log => JSON.parse(text) as Log;

describe('the SARIF report', () => {
  it('has a result for each finding that needs work, a rule for each of their checks, and none for what passes', () => {
    const [run] = read(sarifReport(failedDocument())).runs;
    const results = run?.results ?? [];
    expect(results.length).toBeGreaterThan(0);
    for (const { ruleId, ruleIndex, message } of results) {
      expect(run?.tool.driver.rules?.[ruleIndex ?? -1]?.id).toBe(ruleId);
      expect(message.text).not.toBe('');
    }
    expect(results.some(({ level }) => level === 'error')).toBe(true);
    expect(read(sarifReport(certifiedDocument())).runs[0]?.results).toEqual([]);
  });

  it('calls nothing an error that nobody saw', () => {
    const results = read(sarifReport(failedDocument())).runs[0]?.results ?? [];
    const unseen = results.filter(({ properties }) => properties?.['status'] === 'inconclusive');
    expect(unseen.map(({ level }) => level)).not.toContain('error');
  });

  it('keeps the fingerprint of a finding from run to run', () => {
    const prints = (text: string) => read(text).runs[0]?.results?.map(({ partialFingerprints }) => partialFingerprints);
    const later = { ...failedDocument(), run: { ...failedDocument().run, id: '01977777-0000-7000-8000-000000000000' } };
    expect(prints(sarifReport(later))).toEqual(prints(sarifReport(failedDocument())));
  });

  it('writes guids, times and uris in the forms of the schema', () => {
    const [run] = read(
      sarifReport({ ...failedDocument(), profile: { path: '/home/ana/gyms/main gym.yaml', digest: '', loaded: {} } }),
    ).runs;
    expect(run?.automationDetails?.guid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Date.parse(run?.invocations?.[0]?.startTimeUtc ?? '')).not.toBeNaN();
    expect(run?.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe('main%20gym.yaml');
  });

  it.each(HOSTILE)('holds %j from outside as text that acts on nothing', (hostile) => {
    const text = sarifReport(hostileDocument(hostile));
    expect(() => read(text)).not.toThrow();
    expect(text).not.toMatch(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  });

  it('fits the schema of SARIF 2.1.0, with findings, without, and of a refusal', () => {
    const where = { file: 'gyms/main gym.yaml', places: { 'dkim-tokens': { line: 7, column: 3 } } };
    const refusal = { code: 'unknown-key', message: 'No.', fix: 'Do.', file: 'gyms/a.yaml', line: 4, column: 3 };
    for (const text of [
      sarifReport({ ...failedDocument(), where }),
      sarifReport(certifiedDocument()),
      sarifRefusal(refusal, '1.0.0'),
      sarifRefusal({ code: 'profile-missing', message: 'No.', fix: 'Do.' }, '1.0.0'),
    ])
      expect(sarifSchemaFaults(text)).toEqual([]);
    expect(sarifSchemaFaults('{"version":"2.1.0","runs":[{"results":[{}]}]}')).not.toEqual([]);
  });

  it('shows a finding at the key of the profile that it is about', () => {
    const where = { file: 'gyms/a.yaml', places: { 'dkim-tokens': { line: 7, column: 3 } } };
    const results = read(sarifReport({ ...failedDocument(), where })).runs[0]?.results ?? [];
    expect(results.find(({ ruleId }) => ruleId === 'dkim-tokens')?.locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'gyms/a.yaml' },
      region: { startLine: 7, startColumn: 3 },
    });
  });

  it('tells each problem of a refused file at its own place', () => {
    const problems = [3, 9].map((line) => ({ code: `fault-${line}`, message: `Line ${line}.`, fix: 'Do.', line, column: 1 }));
    const refusal = { code: 'fault-3', message: 'Both.', fix: 'Mend both.', file: 'a.yaml', line: 3, column: 1, problems };
    const text = sarifRefusal(refusal, '1.0.0');
    expect(sarifSchemaFaults(text)).toEqual([]);
    const results = read(text).runs[0]?.results ?? [];
    expect(results.map(({ ruleId, locations }) => [ruleId, locations?.[0]?.physicalLocation?.region?.startLine])).toEqual([
      ['fault-3', 3],
      ['fault-9', 9],
    ]);
  });

  it('tells a refusal at its place', () => {
    const refusal = { code: 'unknown-key', message: 'No.', fix: 'Do.', file: 'gyms/a.yaml', line: 4, column: 3 };
    const [run] = read(sarifRefusal(refusal, '1.0.0')).runs;
    expect(run?.results?.[0]?.locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'gyms/a.yaml' },
      region: { startLine: 4, startColumn: 3 },
    });
    expect(run?.invocations?.[0]).toEqual({ executionSuccessful: false, exitCode: 2 });
  });
});
