import { describe, expect, it } from 'vitest';
import type { AnyCheck } from '../../src/checks/check.ts';
import type { Finding } from '../../src/core/finding.ts';
import { applyLimitations } from '../../src/run/limitations.ts';

const NOW = '2026-11-20T10:00:00.000Z';
const finding: Finding = {
  check: 'sns-topic-policy',
  step: 's',
  title: 't',
  status: 'fail',
  severity: 'blocker',
  reason: 'x',
  owner: 'AWS admin',
  references: [],
  observations: [],
  remedy: [],
  cause: null,
};
const limitation = { check: 'sns-topic-policy', reason: 'r', ticket: 'T-1', approvedBy: 'support', expires: '2026-11-20' };
const checks = (waivable?: false) =>
  new Map([['sns-topic-policy', { id: 'sns-topic-policy', ...(waivable === undefined ? {} : { waivable }) } as AnyCheck]]);

const apply = (findings: readonly Finding[], change: Partial<typeof limitation> = {}, waivable?: false) =>
  applyLimitations(findings, [{ ...limitation, ...change }], checks(waivable), NOW);

describe('a limitation', () => {
  it('accepts a failing check up to and with its last day', () => {
    const applied = apply([finding]);
    expect(applied.findings).toMatchObject([{ limitation: 'T-1' }]);
    expect(applied.limitations).toMatchObject([{ state: 'used' }]);
  });

  it.each([
    ['fails when expired', [finding], { expires: '2026-11-19' }, undefined, 'expired', 'fail'],
    ['fails for a check that nobody can waive', [finding], {}, false, 'not-waivable', 'fail'],
    ['warns when its check passes now', [{ ...finding, status: 'pass' }], {}, undefined, 'no-longer-failing', 'warn'],
    ['warns when its check was not judged', [], {}, undefined, 'unused', 'warn'],
    ['does not accept what could not be judged', [{ ...finding, status: 'inconclusive' }], {}, undefined, 'unused', 'warn'],
  ] as const)('%s', (_, findings, change, waivable, state, status) => {
    const applied = apply(findings, change, waivable);
    expect(applied.limitations).toMatchObject([{ state }]);
    expect(applied.findings.at(-1)).toMatchObject({ check: 'limitations', reason: state, status });
    expect(applied.findings.slice(0, -1).every((one) => one.limitation === undefined)).toBe(true);
  });
});
