import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/core/json.ts';
import type { Observation } from '../../src/core/observation.ts';
import { fact } from '../../src/facts/fact.ts';
import { party } from '../../src/facts/index.ts';

const at = { at: '2026-11-20T10:00:00.000Z', durationMs: 1 };
const seen: Observation<JsonValue> = { state: 'observed', value: { now: '2026-11-20T10:00:00.000Z' }, ...at };

describe('reading a fact', () => {
  it.each([
    ['the observations of a run', new Map([['run.clock', seen]])],
    ['the observations of a record', { 'run.clock': seen }],
  ])('gives the value out of %s', (_, observations) => {
    expect(fact(observations, 'run.clock')).toEqual({ now: '2026-11-20T10:00:00.000Z' });
    expect(fact(observations, 'run.neighbours')).toBeNull();
  });

  it.each(['absent', 'denied', 'unreachable', 'failed'] as const)('gives nothing of what is %s', (state) => {
    expect(fact({ 'run.clock': { state, code: 'X', message: 'why', ...at } }, 'run.clock')).toBeNull();
  });

  it('gives nothing of what was skipped', () => {
    expect(fact({ 'run.clock': { state: 'skipped', code: 'not-asked', message: 'why', ...at } }, 'run.clock')).toBeNull();
  });
});

describe('the party of a fact', () => {
  it.each([
    ['ses.identity', 'ses'],
    ['kms.topicKey', 'kms'],
    ['profile.tenant', 'profile'],
  ] as const)('%s is about %s', (key, expected) => {
    expect(party(key)).toBe(expected);
  });
});
