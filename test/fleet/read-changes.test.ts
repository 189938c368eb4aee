import { describe, expect, it } from 'vitest';
import { changeReader } from '../../src/fleet/read-changes.ts';
import { change } from '../report/fleet/night.ts';

describe('changes that are read back', () => {
  it('read as they were written, whatever stands in them', () => {
    const read = changeReader();
    const all = [
      change('new-failure', 'a'),
      change('fixed', 'b', { before: { rate: 0.1 }, after: ['x', null], who: 'Jörg “J” Ω 💪', says: 'cut \ud83d' }),
      change('changed', null, {
        check: null,
        reason: null,
        status: null,
        fix: null,
        expected: { ticket: 'T-1', expires: '2027-01-01' },
      }),
      change('still-failing', 'a', { firstSeen: { night: '2026-11-20', at: '2026-11-20T02:00:00.000Z' } }),
    ];
    for (const one of [...all, ...all]) {
      expect(read(JSON.stringify(one))).toEqual(one);
      expect(JSON.stringify(read(JSON.stringify(one)))).toBe(JSON.stringify(one));
    }
  });

  it('share what they say alike, and nothing else', () => {
    const read = changeReader();
    const [a, b, old] = [
      change('new-failure', 'a'),
      change('new-failure', 'b'),
      change('new-failure', 'c', { firstSeen: { night: '2026-11-26', at: '2026-11-26T02:18:00.000Z' } }),
    ].map((one) => read(JSON.stringify(one)));
    expect(b?.firstSeen).toBe(a?.firstSeen);
    expect(old?.firstSeen).not.toBe(a?.firstSeen);
  });
});
