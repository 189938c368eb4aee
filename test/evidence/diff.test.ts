// What changed between two records, in what direction, since when.
import { describe, expect, it } from 'vitest';
import type { RunDocument } from '../../src/core/record.ts';
import { diffRecords } from '../../src/evidence/diff.ts';
import { certifiedDocument, failedDocument, finding, missingToken } from '../records.ts';

const at = (day: number, findings: RunDocument['findings'], over: Partial<RunDocument> = {}): RunDocument =>
  failedDocument({
    run: {
      ...failedDocument().run,
      id: `run-${day}`,
      startedAt: `2026-11-${day}T02:00:00.000Z`,
      finishedAt: `2026-11-${day}T02:01:00.000Z`,
    },
    evidence: { id: `ev-${day}`, path: `e/ev-${day}.json` },
    findings,
    ...over,
  });

const good = finding({ check: 'dkim-tokens' });
const lookups = finding({ check: 'spf-lookups', status: 'fail', reason: 'too-many' });

describe('a comparison of records', () => {
  it('is empty for the same record', () => {
    expect(diffRecords(failedDocument(), failedDocument())).toMatchObject({
      direction: 'same',
      findings: [],
      facts: [],
      context: [],
    });
  });

  it('says that it runs backwards in time, and how to turn it round', () => {
    expect(diffRecords(at(18, [good]), at(20, [missingToken])).context).toEqual([]);
    const [told, ...others] = diffRecords(at(20, [missingToken]), at(18, [good])).context;
    expect(others).toEqual([]);
    expect(told).toContain('backwards in time');
    expect(told).toContain('certify evidence diff ev-18 ev-20');
    expect(diffRecords(at(20, [good]), at(20, [good])).context).toEqual(['Both are the same record.']);
  });

  it('tells worse from better and puts worse first', () => {
    const diff = diffRecords(at(18, [good, lookups]), at(20, [missingToken, { ...lookups, status: 'pass', reason: 'ok' }]));
    expect(diff.findings.map(({ check, direction }) => [check, direction])).toEqual([
      ['dkim-tokens', 'worse'],
      ['spf-lookups', 'better'],
    ]);
    expect(diff.findings[0]).toMatchObject({
      before: { status: 'pass' },
      after: { status: 'fail', reason: 'one-missing' },
      owner: 'DNS admin',
      fix: missingToken.fix,
    });
  });

  it('calls the same status for another reason changed', () => {
    const diff = diffRecords(at(18, [lookups]), at(20, [{ ...lookups, reason: 'void-lookups' }]));
    expect(diff.findings).toMatchObject([
      { direction: 'changed', before: { reason: 'too-many' }, after: { reason: 'void-lookups' } },
    ]);
  });

  it('dates a change from the history, past runs that did not judge the check', () => {
    const history = [at(14, [good]), at(15, [missingToken]), at(16, []), at(17, [missingToken]), at(18, [missingToken])];
    expect(diffRecords(at(14, [good]), at(20, [missingToken]), history).findings[0]?.since).toEqual({
      id: 'ev-15',
      at: '2026-11-15T02:01:00.000Z',
    });
    expect(diffRecords(at(14, [good]), at(20, [missingToken])).findings[0]?.since?.id).toBe('ev-20');
  });

  it('reports a new check that does not pass, and takes no narrower re-run for a loss', () => {
    expect(diffRecords(at(18, [good]), at(20, [good, lookups])).findings).toMatchObject([
      { check: 'spf-lookups', before: null, direction: 'worse' },
    ]);
    expect(diffRecords(at(18, [good, lookups]), at(20, [good])).findings).toEqual([]);
    expect(diffRecords(at(18, [lookups]), at(20, [good])).findings).toMatchObject([
      { check: 'spf-lookups', after: null, direction: 'changed' },
    ]);
  });

  it('compares facts without what changes in every run, and lists without regard to order', () => {
    const fact = (value: object): RunDocument['observations'] => ({
      'dns.mx': { state: 'observed', at: 'x', durationMs: 1, value: value as never },
    });
    const before = at(18, [], { observations: fact({ mx: { values: ['b', 'a'], ttl: 300, outcome: 'found' } }) });
    const after = at(20, [], { observations: fact({ mx: { values: ['a', 'b'], ttl: 17, outcome: 'nodata' } }) });
    expect(diffRecords(before, after).facts).toEqual([{ key: 'dns.mx', path: '/mx/outcome', before: 'found', after: 'nodata' }]);
    const denied = at(20, [], {
      observations: { 'dns.mx': { state: 'denied', at: 'x', durationMs: 1, code: 'c', message: 'm' } },
    });
    expect(diffRecords(before, denied).facts).toEqual([{ key: 'dns.mx', path: '', before: 'observed', after: 'denied' }]);
  });

  it('says when the question was another one', () => {
    const other = at(20, [], { environment: 'staging', run: { ...failedDocument().run, certify: '9.9.9' } });
    expect(diffRecords(at(18, []), other).context).toEqual([
      'The environment changed in between.',
      'The version of certify changed in between.',
    ]);
  });

  it('ranks outcomes', () => {
    expect(diffRecords(certifiedDocument(), failedDocument()).direction).toBe('worse');
    expect(diffRecords(failedDocument(), certifiedDocument()).direction).toBe('better');
  });

  it('does not call a look better than the run before it when nothing that both judged has changed', () => {
    const run = at(18, [good]);
    const ran = { ...run, run: { ...run.run, command: 'ses' }, decision: { ...run.decision, outcome: 'INCONCLUSIVE' as const } };
    const look = at(20, [good]);
    const ready = { ...look, run: { ...look.run, command: 'rerun' }, decision: { ...look.decision, outcome: 'READY' as const } };
    expect(diffRecords(ran, ready)).toMatchObject({ direction: 'same', findings: [] });
    expect(diffRecords(ran, ready).context.join(' ')).toContain('receipt, callback and rows are not compared');
    expect(diffRecords(ready, { ...ran, findings: [missingToken] }).direction).toBe('worse');
  });
});
