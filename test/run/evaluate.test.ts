import { describe, expect, it } from 'vitest';
import { defineCheck } from '../../src/checks/check.ts';
import type { JsonValue } from '../../src/core/json.ts';
import type { Observation } from '../../src/core/observation.ts';
import { judge } from '../../src/run/evaluate.ts';

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
