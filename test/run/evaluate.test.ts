import { describe, expect, it } from 'vitest';
import { defineCheck } from '../../src/checks/check.ts';
import type { JsonValue } from '../../src/core/json.ts';
import type { Observation } from '../../src/core/observation.ts';
import { evaluateStep, findingOf, judge } from '../../src/run/evaluate.ts';
import { rulesDigest } from '../../src/run/rules-digest.ts';

const TIMED = { at: '2026-11-20T10:00:00.000Z', durationMs: 1 };
const absent: Observation<JsonValue> = { state: 'absent', code: 'NotFoundException', message: 'There is none.', ...TIMED };

const about = { title: 't', severity: 'blocker', why: 'w', owner: 'AWS admin', reasons: {}, references: [] } as const;
const ofTopic = defineCheck({
  ...about,
  id: 'of-topic',
  needs: ['sns.topic'],
  evaluate: (facts) => ({ status: 'fail', reason: facts['sns.topic'].state === 'absent' ? 'absent' : 'ok' }),
});
const ofAccount = defineCheck({
  ...about,
  id: 'of-account',
  needs: ['ses.account'],
  evaluate: (facts) => ({ status: 'pass', reason: facts['ses.account'].value.region === '' ? 'not-asked' : 'ok' }),
});

describe('judging a need that is absent', () => {
  it('is the check’s own where the fact can be absent', () => {
    expect(judge(ofTopic, new Map([['sns.topic', absent]]))).toEqual({ status: 'fail', reason: 'absent' });
  });

  it('is inconclusive where it cannot: nobody saw the fact', () => {
    expect(judge(ofAccount, new Map([['ses.account', absent]]))).toMatchObject({
      status: 'inconclusive',
      reason: 'absent',
      observed: { need: 'ses.account', code: 'NotFoundException' },
    });
  });
});

describe('what a finding cites', () => {
  const records: Observation<JsonValue> = { state: 'observed', value: {}, ...TIMED };
  const input = {
    runbook: { severities: [] } as never,
    checks: new Map(),
    environment: 'production',
    failOnWarning: false,
  } as const;
  const told = (reason: 'one' | 'other', clause?: string) =>
    findingOf(
      defineCheck({
        ...about,
        id: 'of-records',
        reasons: { one: { status: ['fail'], says: 'One.' }, other: { status: ['fail'], says: 'Another.' } },
        clauses: { 'RFC 1 §2': ['one'] },
        references: ['RFC 1 §1', 'RFC 1 §2'],
        needs: ['dns.mailPolicies'],
        evaluate: () => ({ status: 'fail', reason, ...(clause === undefined ? {} : { clause }) }),
      }),
      'step',
      new Map([['dns.mailPolicies', records]]),
      input,
    );

  it('is the clause of its reason, then what the check rests on', () => {
    expect(told('one').references).toEqual(['RFC 1 §2', 'RFC 1 §1']);
    expect(told('other').references).toEqual(['RFC 1 §1', 'RFC 1 §2']);
  });

  it('is the clause that the judgement names, where only the observation tells', () => {
    const finding = told('one', 'RFC 1 §3');
    expect(finding.references).toEqual(['RFC 1 §3', 'RFC 1 §1', 'RFC 1 §2']);
    expect(finding).not.toHaveProperty('clause');
  });
});

it('the rules have one digest in a process', () => {
  expect(rulesDigest()).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(rulesDigest()).toBe(rulesDigest());
});

describe('how much a finding counts', () => {
  type Status = 'pass' | 'fail' | 'warn' | 'inconclusive';
  const told = (status: Status) =>
    defineCheck({ ...about, id: 'told', needs: [], evaluate: () => ({ status, reason: 'ok' }) as never }) as never;
  const severityOf = (status: Status, { failOnWarning = false, overrides = [] as readonly object[] } = {}) =>
    findingOf(told(status), 's', new Map(), {
      runbook: { severities: overrides },
      checks: new Map(),
      environment: 'staging',
      failOnWarning,
    } as never).severity;
  const lowered = { check: 'told', environment: 'staging', severity: 'warning' };

  it.each<[string, Status, Parameters<typeof severityOf>[1], string]>([
    ['as its check says', 'fail', {}, 'blocker'],
    ['as a warning, where the check only warns', 'warn', {}, 'warning'],
    ['as the runbook says', 'fail', { overrides: [lowered] }, 'warning'],
    ['as the runbook says of its status', 'inconclusive', { overrides: [{ ...lowered, status: 'fail' }] }, 'blocker'],
    ['as the runbook says of another environment', 'fail', { overrides: [{ ...lowered, environment: 'production' }] }, 'blocker'],
    ['as the runbook says of another check', 'fail', { overrides: [{ ...lowered, check: 'other' }] }, 'blocker'],
    ['as a blocker, where warnings fail', 'warn', { failOnWarning: true }, 'blocker'],
    [
      'as a blocker, where warnings fail and the runbook lowers it',
      'fail',
      { failOnWarning: true, overrides: [lowered] },
      'blocker',
    ],
  ])('%s', (_, status, given, severity) => {
    expect(severityOf(status, given)).toBe(severity);
  });

  it('is judged for each check of the step that there is, in its order', () => {
    const input = {
      runbook: { severities: [] },
      checks: new Map<string, unknown>([
        ['a', ofTopic],
        ['b', ofAccount],
      ]),
      environment: 'staging',
      failOnWarning: false,
    } as never;
    const step = { id: 's', checks: ['b', 'gone', 'a'] } as never;
    expect(
      evaluateStep(step, new Map([['sns.topic', absent]]), input).map(({ check, observations }) => [check, ...observations]),
    ).toEqual([['of-account'], ['of-topic', 'sns.topic']]);
  });
});
