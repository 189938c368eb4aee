// What was silent, or out of sight, is told once it is neither; and nobody is told that something was mended, or matches nothing, by a
// night that did not see it.
import { describe, expect, it } from 'vitest';
import type { Pulse, TenantLook } from '../../src/core/fleet.ts';
import type { ExpectedFailure } from '../../src/fleet/expected.ts';
import { rowWithPulse } from '../../src/fleet/pulse.ts';
import { finding, look, unseen } from './looks.ts';
import { ownStore, runNight, state } from './night-store.ts';

ownStore();

const DKIM = finding('dkim-tokens', 'one-missing');
const day = (number: number): string => `2026-11-${String(number).padStart(2, '0')}`;

/** A look that ended in an error: nobody knows anything of the tenant. */
const blind = (night: string): TenantLook =>
  look(night, [finding('look', 'took-too-long', { kind: 'unseen', status: 'inconclusive' })], {
    outcome: null,
    exitCode: 3,
    hidden: ['*'],
    watched: {},
    validity: [],
  });

const windows = [{ tenant: '*', from: day(2), to: day(2), ticket: 'OPS-8' }];
const entry = (more: Partial<ExpectedFailure> = {}): ExpectedFailure => ({
  tenant: 'g*',
  check: 'dkim-tokens',
  reason: '*',
  ticket: 'OPS-1',
  expires: '2026-11-30',
  line: 9,
  ...more,
});

describe('a trouble that came in silence', () => {
  const hiding: readonly (readonly [string, (night: string) => TenantLook])[] = [
    ['the check could not be judged', (night) => look(night, [unseen('dns.dkim')])],
    ['the look ended in an error', blind],
  ];

  it.each(hiding)('of a window is told after a night in which %s', async (_, hidden) => {
    await runNight(day(1), [look(day(1), [])]);
    expect(await runNight(day(2), [look(day(2), [DKIM])], [], windows)).toMatchObject({ exit: 0 });
    await runNight(day(3), [hidden(day(3))], [], windows);
    await runNight(day(4), [hidden(day(4))], [], windows);
    const seen = await runNight(day(5), [look(day(5), [DKIM])], [], windows);
    expect(seen.exit).toBe(1);
    expect(seen.changes.find(({ check }) => check === 'dkim-tokens')).toMatchObject({
      class: 'new-failure',
      weight: 'worse',
      firstSeen: { night: day(2) },
    });
    expect(await runNight(day(6), [look(day(6), [DKIM])], [], windows)).toMatchObject({ exit: 0, classes: ['still-failing'] });
  });

  it.each(hiding)('of an entry is told, once that is taken out, after a night in which %s', async (_, hidden) => {
    await runNight(day(1), [look(day(1), [DKIM])], [entry()]);
    // Nobody knows tonight whether it still fails as expected.
    expect(await runNight(day(2), [hidden(day(2))], [entry()])).toMatchObject({ exit: 0 });
    expect((await runNight(day(3), [look(day(3), [DKIM])])).exit).toBe(1);
  });

  it('is told although it came and went in windows until it stayed', async () => {
    const every = [1, 2, 3, 4, 5].map(day).map((one) => ({ tenant: '*', from: one, to: one, ticket: 'OPS-8' }));
    for (const number of [1, 2, 3, 4, 5])
      await runNight(day(number), [look(day(number), number % 2 === 1 ? [DKIM] : [])], [], every);
    expect(await runNight(day(6), [look(day(6), [DKIM])], [], every)).toMatchObject({ exit: 1, classes: ['new-failure'] });
  });
});

describe('an expected failure', () => {
  const matchesNothing = async (night: string, row: TenantLook, expected: ExpectedFailure): Promise<boolean> =>
    (await runNight(night, [row], [expected])).classes.includes('expectation');

  it('is not said to match nothing of tenants that were not seen', async () => {
    expect(await matchesNothing(day(1), blind(day(1)), entry())).toBe(false);
    expect(await matchesNothing(day(2), look(day(2), [unseen('dns.dkim')]), entry())).toBe(false);
    expect(await matchesNothing(day(3), look(day(3), [unseen('dns.dkim')]), entry({ check: 'certificate' }))).toBe(false);
    expect(await matchesNothing(day(4), look(day(4), []), entry({ check: 'pulse' }))).toBe(false);
    expect(await matchesNothing(day(5), look(day(5), [unseen('dns.dkim')]), entry({ check: 'spf-record' }))).toBe(true);
    expect(await matchesNothing(day(6), blind(day(6)), entry({ tenant: 'other' }))).toBe(true);
    expect(await matchesNothing(day(7), look(day(7), []), entry())).toBe(true);
  });
});

describe('a value that changed out of sight', () => {
  const valued = (night: string, domain: string): TenantLook => look(night, [], { watched: { 'tracking domain': domain } });

  it('of a tenant is told when it is seen again', async () => {
    await runNight(day(1), [valued(day(1), 'none')]);
    await runNight(day(2), [blind(day(2))]);
    await runNight(day(3), [blind(day(3))]);
    const seen = await runNight(day(4), [valued(day(4), 'links.example.net')]);
    expect(seen.changes.find(({ class: kind }) => kind === 'changed')).toMatchObject({
      before: 'none',
      after: 'links.example.net',
      weight: 'worse',
    });
    expect(await runNight(day(5), [valued(day(5), 'links.example.net')])).toMatchObject({ exit: 0, classes: [] });
  });

  it('and back again within a window is told to nobody', async () => {
    await runNight(day(1), [valued(day(1), 'none')]);
    expect(await runNight(day(2), [valued(day(2), 'other')], [], windows)).toMatchObject({ exit: 0, classes: ['changed'] });
    expect(await runNight(day(3), [valued(day(3), 'none')], [], windows)).toMatchObject({ exit: 0, classes: [] });
    expect(await runNight(day(4), [valued(day(4), 'none')], [], windows)).toMatchObject({ exit: 0, classes: [] });
  });

  it('of an account is told when it is seen again', async () => {
    const place = (night: string, watched: { readonly [name: string]: boolean | number }) =>
      state.savePlace(night, { place: '111122223333/ap-south-1', account: null, region: null, tenants: 1, reads: 1, watched });
    await place(day(1), { 'production access': true, 'quota used %': 90 });
    await runNight(day(1), [look(day(1), [])]);
    await place(day(2), {});
    await runNight(day(2), [blind(day(2))]);
    await place(day(3), { 'production access': false, 'quota used %': 91 });
    const seen = await runNight(day(3), [look(day(3), [])]);
    expect(seen.changes.filter(({ class: kind }) => kind === 'changed').map(({ reason }) => reason)).toEqual([
      'production access',
    ]);
    expect(seen.exit).toBe(1);
  });
});

describe('what runs out', () => {
  it('is told once, although a night in between could not see it', async () => {
    const due = (night: string): TenantLook =>
      look(night, [], { validity: [{ kind: 'certificate', subject: 'the certificate', expires: '2026-11-10T00:00:00.000Z' }] });
    expect(await runNight(day(1), [due(day(1))])).toMatchObject({ exit: 1, classes: ['expiring'] });
    await runNight(day(2), [blind(day(2))]);
    expect((await runNight(day(3), [due(day(3))])).changes.find(({ class: kind }) => kind === 'expiring')).toMatchObject({
      weight: 'none',
      firstSeen: { night: day(1) },
    });
  });
});

describe('a pulse', () => {
  const pulsed = (night: string, outcome: Pulse['outcome']): TenantLook =>
    rowWithPulse(look(night, []), { outcome, says: null, messageId: 'm', at: night });

  it('that failed, or was not seen, agrees in outcome and exit of its row', () => {
    const ends = (['delivered', 'none', 'no-callback', 'not-sent', 'other-event', 'unknown', 'unseen'] as const).map((one) => {
      const { outcome, exitCode } = pulsed(day(1), one);
      return `${one} ${outcome} ${exitCode}`;
    });
    expect(ends).toEqual([
      'delivered READY 0',
      'none READY 0',
      'no-callback NOT_CERTIFIED 1',
      'not-sent NOT_CERTIFIED 1',
      'other-event NOT_CERTIFIED 1',
      'unknown INCONCLUSIVE 3',
      'unseen INCONCLUSIVE 3',
    ]);
  });

  it('is not mended by nights that sent none, and is by one that came back', async () => {
    expect((await runNight(day(1), [pulsed(day(1), 'no-callback')])).exit).toBe(1);
    expect((await runNight(day(2), [look(day(2), [])])).classes).toEqual(['still-failing']);
    expect((await runNight(day(3), [pulsed(day(3), 'none')])).classes).toEqual(['still-failing']);
    expect((await runNight(day(4), [pulsed(day(4), 'unknown')])).classes).toEqual(['could-not-see', 'still-failing']);
    expect((await runNight(day(5), [look(day(5), [])])).classes).toEqual(['still-failing']);
    expect((await runNight(day(6), [pulsed(day(6), 'delivered')])).classes).toEqual(['fixed']);
  });
});
