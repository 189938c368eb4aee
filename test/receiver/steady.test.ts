// A wall clock beside one that never jumps.
import { describe, expect, it } from 'vitest';
import { createRefusals } from '../../src/receiver/refusals.ts';
import { createJumps } from '../../src/receiver/steady.ts';

const HOUR = 3_600_000;

describe('a clock', () => {
  it.each([
    ['that runs in step', HOUR, null],
    ['that NTP slews by half a second', HOUR + 500, null],
    ['that was set a year ahead', HOUR + 8_760 * HOUR, 8_760 * HOUR],
    ['that was set a day back', HOUR - 24 * HOUR, -24 * HOUR],
  ])('%s', (_, wallPassed, gained) => {
    let [wall, steady] = [Date.parse('2026-11-26T10:00:00Z'), 5];
    const jumped = createJumps({ now: () => new Date(wall), elapsed: () => steady });
    wall += wallPassed;
    steady += HOUR;
    expect(jumped()).toBe(gained);
    wall += HOUR;
    steady += HOUR;
    expect(jumped()).toBeNull();
  });
});

it('a clock that is set back does not lock an address out for the time between', () => {
  const refusals = createRefusals(1);
  const at = (text: string) => new Date(text);
  expect(refusals.allow('192.0.2.1', at('2026-11-26T10:00:00Z'))).toBe(true);
  expect(refusals.allow('192.0.2.1', at('2026-11-26T10:00:01Z'))).toBe(false);
  expect(refusals.allow('192.0.2.1', at('2026-11-26T08:00:00Z'))).toBe(true);
});
