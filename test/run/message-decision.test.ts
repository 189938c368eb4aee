// The decision of `certify message` speaks of the message: nobody is certified by it.
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import type { RunDocument } from '../../src/core/record.ts';
import { aboutMessage } from '../../src/run/message-decision.ts';
import { failedDocument, finding } from '../records.ts';

const READY = {
  outcome: 'READY',
  exitCode: 0,
  blockers: [],
  why: '',
  next: { action: 'x', owner: 'support', retryAt: null, act: null },
} as const;
const header = {
  state: 'observed' as const,
  at: '2026-11-20T20:16:02.000Z',
  durationMs: 1,
  value: { from: [{ domain: 'example.com' }] },
};

const told = (findings: readonly Finding[], over: Partial<RunDocument> = {}) =>
  aboutMessage(failedDocument({ decision: READY, findings, observations: { 'message.header': header }, ...over })).decision;

const aligned = finding({ check: 'inbox-aligned', status: 'pass' });
const warned = (check: string, over: Partial<Finding> = {}) =>
  finding({ check, title: check, status: 'warn', owner: 'DNS admin', ...over });

describe('a message that is in order', () => {
  it('is said to be authenticated, and by whose name', () => {
    expect(told([aligned])).toMatchObject({
      why: 'The message is authenticated as mail of example.com: DMARC passes.',
      next: { action: 'Nothing has to change.', owner: 'support', retryAt: null, act: null },
    });
    expect(told([aligned], { observations: {} }).why).toContain('as mail of its From domain');
  });

  it.each([
    ['that was not judged', []],
    ['that is open', [finding({ check: 'inbox-aligned', status: 'inconclusive', reason: 'need-failed', severity: 'warning' })]],
    ['of another check', [finding({ check: 'inbox-signed', status: 'pass' })]],
  ])('is not said to be authenticated by an alignment %s', (_, findings) => {
    expect(told(findings).why).toMatch(/^Nothing found stands against the message from example\.com\./);
  });

  it('names what was not seen', () => {
    const open = finding({ check: 'inbox-tls', status: 'inconclusive', reason: 'cannot-judge', severity: 'warning' });
    expect(told([aligned, open]).why).toBe(
      'The message is authenticated as mail of example.com: DMARC passes. Not seen: inbox-tls.',
    );
  });

  it('names the first thing worth mending that is a cause, and counts them', () => {
    const act = { say: 'Mend it.', owner: 'support' } as const;
    const one = told([aligned, warned('inbox-tls', { remedy: [act], retryAt: '2026-11-20T21:00:00.000Z' })]);
    expect(one.why).toBe('The message is authenticated as mail of example.com: DMARC passes. One thing is worth mending.');
    expect(one.next).toEqual({ action: 'Mend it.', owner: 'support', retryAt: '2026-11-20T21:00:00.000Z', act });
    const two = told([aligned, warned('inbox-links', { cause: 'inbox-tls' }), warned('inbox-tls')]);
    expect(two.why).toContain('2 things are worth mending.');
    expect(two.next).toEqual({ action: 'inbox-tls', owner: 'DNS admin', retryAt: null, act: null });
    expect(told([aligned, warned('inbox-links', { cause: 'elsewhere', status: 'fail' })]).next.action).toBe('inbox-links');
  });
});

describe('a message that is not', () => {
  const decided = (outcome: 'NOT_CERTIFIED' | 'INCONCLUSIVE') =>
    aboutMessage(
      failedDocument({
        decision: { ...READY, outcome, exitCode: 1, blockers: ['inbox-aligned', 'inbox-signed'] },
        findings: [aligned],
      }),
    );

  it('names the checks that decide, and keeps what comes next', () => {
    expect(decided('NOT_CERTIFIED').decision).toMatchObject({
      why: 'The message does not show what it should: inbox-aligned, inbox-signed.',
      next: { action: 'x' },
    });
    expect(decided('INCONCLUSIVE').decision.why).toBe('Not every answer that decides came: inbox-aligned, inbox-signed.');
    expect(decided('INCONCLUSIVE').run.runbook).toBeNull();
  });
});
