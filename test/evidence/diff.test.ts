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

type FindingStatus = RunDocument['findings'][number]['status'];

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
    expect(diffRecords(before, after).facts).toEqual([
      { key: 'dns.mx', path: '/mx/outcome', items: [], before: 'found', after: 'nodata' },
    ]);
    const denied = at(20, [], {
      observations: { 'dns.mx': { state: 'denied', at: 'x', durationMs: 1, code: 'c', message: 'm' } },
    });
    expect(diffRecords(before, denied).facts).toEqual([
      { key: 'dns.mx', path: '', items: [], before: 'observed', after: 'denied' },
    ]);
  });

  it('says when the question was another one', () => {
    const other = at(20, [], { environment: 'staging', run: { ...failedDocument().run, certify: '9.9.9' } });
    expect(diffRecords(at(18, []), other).context).toEqual([
      'The environment changed in between.',
      'The version of certify changed in between.',
      expect.stringContaining('under other rules'),
    ]);
  });

  it.each<readonly [string, FindingStatus, FindingStatus, string]>([
    ['a fault that nobody could look at again', 'fail', 'inconclusive', 'changed'],
    ['a warning that nobody could look at again', 'warn', 'inconclusive', 'worse'],
    ['a fault of what is not asked any longer', 'fail', 'not-applicable', 'changed'],
    ['a fault that its party now finishes by itself', 'fail', 'pending', 'better'],
    ['what could not be seen and is in order', 'inconclusive', 'pass', 'better'],
    ['what was in order and could not be seen', 'pass', 'inconclusive', 'worse'],
  ])('calls %s by what is known of it', (_, before, after, direction) => {
    const [was, is] = [finding({ check: 'spf-lookups', status: before }), finding({ check: 'spf-lookups', status: after })];
    expect(diffRecords(at(18, [was]), at(20, [is])).findings).toMatchObject([{ direction }]);
  });

  it('calls an outcome better only by something that is', () => {
    const ended = (day: number, findings: RunDocument['findings'], outcome: RunDocument['decision']['outcome']): RunDocument => {
      const one = at(day, findings);
      return { ...one, decision: { ...one.decision, outcome } };
    };
    const unseen = { ...lookups, status: 'inconclusive' as const, reason: 'need-denied' };
    expect(diffRecords(ended(18, [lookups], 'NOT_CERTIFIED'), ended(20, [unseen], 'INCONCLUSIVE')).direction).toBe('changed');
    const waits = { ...lookups, status: 'pending' as const, reason: 'stale-caches' };
    expect(diffRecords(ended(18, [lookups], 'NOT_CERTIFIED'), ended(20, [waits], 'INCONCLUSIVE')).direction).toBe('better');
  });

  it('compares by check and status alone what was recorded under other rules, and calls no check worse for being new', () => {
    const newer = (findings: RunDocument['findings'], over: object = {}): RunDocument => {
      const one = at(20, findings, {
        observations: { 'dns.mx': { state: 'observed', at: 'x', durationMs: 1, value: { b: 1 } } },
      });
      return { ...one, run: { ...one.run, certify: '9.9.9' }, ...over };
    };
    const older = at(18, [missingToken], {
      observations: { 'dns.mx': { state: 'observed', at: 'x', durationMs: 1, value: { a: 1 } } },
    });
    expect(diffRecords(older, newer([{ ...missingToken, reason: 'renamed', severity: 'warning' }]))).toMatchObject({
      findings: [],
      facts: [],
    });
    const decision = (outcome: 'READY' | 'NOT_CERTIFIED'): object => ({ decision: { ...older.decision, outcome } });
    const before: RunDocument = { ...at(18, [good]), ...decision('READY') };
    expect(diffRecords(before, newer([good, lookups], decision('NOT_CERTIFIED')))).toMatchObject({
      direction: 'changed',
      findings: [{ check: 'spf-lookups', before: null, direction: 'changed' }],
    });
    expect(diffRecords(before, newer([missingToken], decision('NOT_CERTIFIED'))).direction).toBe('worse');
  });

  it('finds in lists that came in another order what differs, and nothing else', () => {
    const fact = (key: string, items: readonly object[]): RunDocument['observations'] => ({
      [key]: { state: 'observed', at: 'x', durationMs: 1, value: { items } as never },
    });
    const changes = (key: string, before: readonly object[], after: readonly object[]) =>
      diffRecords(at(18, [], { observations: fact(key, before) }), at(20, [], { observations: fact(key, after) })).facts;
    const [one, two] = [
      { name: 'a', values: ['1'], ttl: 5 },
      { name: 'b', values: ['2'], ttl: 6 },
    ];
    expect(changes('dns.zones', [one, two], [{ ...two, ttl: 1 }, one])).toEqual([]);
    expect(changes('dns.zones', [one, two], [{ ...two, values: ['3'] }, one])).toEqual([
      { key: 'dns.zones', path: '/items/0/values', items: ['b'], before: ['2'], after: ['3'] },
    ]);
    expect(changes('dns.zones', [one, two], [two])).toEqual([
      { key: 'dns.zones', path: '/items/0', items: ['a'], before: one, after: null },
    ]);
    const asked = (when: string): object => ({ key: 'aws:CurrentTime', values: [when] });
    expect(changes('iam.sendGrants', [asked('1')], [asked('2')])).toEqual([]);
    const signed = (when: string): object => ({ domain: 'example.com', signedAt: when });
    expect(changes('message.signatures', [signed('1')], [signed('2')])).toEqual([]);
  });

  it('takes no question that only one of them asked for a change', () => {
    const fact = (value: object): RunDocument['observations'] => ({
      'dns.dkim': { state: 'observed', at: 'x', durationMs: 1, value: value as never },
    });
    const answer = { name: 'a.domainkey.example.com', outcome: 'nxdomain', values: [] };
    const asked = at(18, [], { observations: fact({ bare: answer, text: 'a' }) });
    expect(diffRecords(asked, at(20, [], { observations: fact({ bare: null, text: 'a' }) })).facts).toEqual([]);
    expect(diffRecords(asked, at(20, [], { observations: fact({ bare: answer, text: null }) })).facts).toHaveLength(1);
    const skipped: RunDocument['observations'] = {
      'dns.dkim': { state: 'skipped', at: 'x', durationMs: 1, code: 'not-applicable', message: 'm' },
    };
    expect(diffRecords(asked, at(20, [], { observations: skipped })).facts).toEqual([]);
  });

  it('tells no lab from another by its ports, dates and keys, and a real tenant by all of them', () => {
    const look = (day: number, mode: 'lab' | 'live', value: object): RunDocument => {
      const one = at(day, [], {
        observations: { 'iam.sendUser': { state: 'observed', at: 'x', durationMs: 1, value: value as never } },
      });
      return { ...one, run: { ...one.run, mode } };
    };
    const [was, is] = [
      { created: '2026-11-07T21:24:49.000Z', url: 'https://127.0.0.1:40001/x' },
      { created: '2026-11-07T21:25:20.000Z', url: 'https://127.0.0.1:40002/x' },
    ];
    expect(diffRecords(look(18, 'lab', was), look(20, 'lab', is)).facts).toEqual([]);
    expect(diffRecords(look(18, 'live', was), look(20, 'live', is)).facts).toHaveLength(2);
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
