import { expect, test } from 'vitest';
import { createStrays } from '../../src/receiver/strays.ts';

const at = (second: number): Date => new Date(Date.UTC(2026, 10, 20, 10, 0, second));

test('counts refusals by reason since a moment', () => {
  const strays = createStrays();
  strays.note('token-wrong', at(1));
  strays.note('token-wrong', at(2));
  strays.note('event-unknown', at(3));
  expect(strays.since(at(2).toISOString())).toEqual({ 'token-wrong': 1, 'event-unknown': 1 });
  expect(strays.since(at(4).toISOString())).toEqual({});
});

test('forgets the oldest of a flood', () => {
  const strays = createStrays();
  for (let count = 0; count < 2_000; count += 1) strays.note('token-wrong', at(1));
  expect(strays.since(at(0).toISOString())).toEqual({ 'token-wrong': 500 });
});
