// Nights in a row against a real store: classes, first-seen dates, exit codes.
import { describe, expect, it } from 'vitest';
import type { Change, TenantLook } from '../../src/core/fleet.ts';
import type { ExpectedFailure, Window } from '../../src/fleet/expected.ts';
import { closeNight } from '../../src/fleet/close-night.ts';
import { errorRow } from '../../src/fleet/row.ts';
import { nightsOfWeek, weekOf } from '../../src/fleet/week.ts';
import { weekMarkdown } from '../../src/report/fleet/week.ts';
import { finding, look, unseen } from './looks.ts';
import { DUE, ownStore, runNight as run, state } from './night-store.ts';

ownStore();

const DKIM = finding('dkim-tokens', 'one-missing');

describe('a trouble over nights', () => {
  it('is new once, keeps its first-seen date and its fingerprint, and is told when it is mended', async () => {
    expect(await run('2026-11-01', [look('2026-11-01', [])])).toMatchObject({ exit: 0, classes: [] });
    const second = await run('2026-11-02', [look('2026-11-02', [DKIM])]);
    expect(second).toMatchObject({ exit: 1, classes: ['new-failure'] });
    const third = await run('2026-11-03', [look('2026-11-03', [DKIM])]);
    expect(third).toMatchObject({ exit: 0, classes: ['still-failing'] });
    expect(third.changes[0]?.firstSeen).toEqual({ night: '2026-11-02', at: '2026-11-02T02:00:00.000Z' });
    expect(third.changes[0]?.fingerprint).toBe(second.changes[0]?.fingerprint);
    expect(await run('2026-11-04', [look('2026-11-04', [])])).toMatchObject({ exit: 0, classes: ['fixed'] });
    expect(await run('2026-11-05', [look('2026-11-05', [])])).toMatchObject({ exit: 0, classes: [] });
  });

  it('is another cause when the same check fails for another reason', async () => {
    await run('2026-11-01', [look('2026-11-01', [DKIM])]);
    const second = await run('2026-11-02', [look('2026-11-02', [finding('dkim-tokens', 'wrong-target')])]);
    expect(second).toMatchObject({ exit: 1, classes: ['other-cause'] });
    expect(second.changes[0]).toMatchObject({ before: 'one-missing', after: 'wrong-target' });
  });

  it('never pages on the first night that it cannot be seen, and ends the second with 3', async () => {
    await run('2026-11-01', [look('2026-11-01', [])]);
    expect(await run('2026-11-02', [look('2026-11-02', [unseen('dns.dkim')])])).toMatchObject({
      exit: 0,
      classes: ['could-not-see'],
    });
    expect(await run('2026-11-03', [look('2026-11-03', [unseen('dns.dkim')])])).toMatchObject({ exit: 3 });
    expect(await run('2026-11-04', [look('2026-11-04', [])])).toMatchObject({ exit: 0, classes: ['fixed'] });
  });

  it('is not mended by a night in which it could not be looked at, and is told mended when it is', async () => {
    await run('2026-11-01', [look('2026-11-01', [DKIM])]);
    const blind = await run('2026-11-02', [look('2026-11-02', [unseen('dns.dkim')])]);
    expect(blind).toMatchObject({ exit: 0, classes: ['could-not-see', 'still-failing'] });
    const again = await run('2026-11-03', [look('2026-11-03', [unseen('dns.dkim')])]);
    expect(again.classes).toEqual(['could-not-see', 'still-failing']);
    const seen = await run('2026-11-04', [look('2026-11-04', [])]);
    expect(seen.classes).toEqual(['fixed', 'fixed']);
  });

  it('flaps when it turns three times within seven nights, and then pages no more', async () => {
    const nights = ['01', '02', '03', '04', '05', '06'].map((day) => `2026-11-${day}`);
    const seen: (readonly string[])[] = [];
    for (const [index, night] of nights.entries()) {
      const { classes, exit } = await run(night, [look(night, index % 2 === 1 ? [DKIM] : [])]);
      seen.push([...classes, String(exit)]);
    }
    expect(seen).toEqual([['0'], ['new-failure', '1'], ['fixed', '0'], ['new-failure', '1'], ['fixed', '0'], ['flapping', '0']]);
  });

  it('ends the night with 2 while a profile is refused, until the night is accepted by hand', async () => {
    const refused = (night: string): TenantLook =>
      look(night, [finding('profile', 'unknown-key')], { outcome: null, exitCode: 2, hidden: ['*'] });
    await run('2026-11-01', [look('2026-11-01', [DKIM])]);
    expect(await run('2026-11-02', [refused('2026-11-02')])).toMatchObject({
      exit: 2,
      classes: ['new-failure', 'still-failing'],
    });
    expect(await run('2026-11-03', [refused('2026-11-03')])).toMatchObject({ exit: 2 });
    await state.accept('2026-11-03', '2026-11-03T09:00:00.000Z');
    expect(await run('2026-11-04', [refused('2026-11-04')])).toMatchObject({ exit: 0 });
  });
});

describe('the night compared with', () => {
  it('is one accepted by hand, though a newer one was complete, until a night after that is', async () => {
    await run('2026-11-01', [look('2026-11-01', [])]);
    await run('2026-11-02', [look('2026-11-02', [DKIM])]);
    await state.accept('2026-11-01', '2026-11-02T12:00:00.000Z');
    expect(await run('2026-11-03', [look('2026-11-03', [DKIM])])).toMatchObject({ exit: 1, classes: ['new-failure'] });
    expect(await run('2026-11-04', [look('2026-11-04', [DKIM])])).toMatchObject({ exit: 0, classes: ['still-failing'] });
  });
});

describe('a night that is ended once more after later ones', () => {
  const soon = { kind: 'certificate', subject: 'the certificate of relay a', expires: '2026-11-10' } as const;
  const row = (night: string, there: boolean): TenantLook => look(night, there ? [DKIM] : [], { validity: [soon] });

  it('tells what it told, and leaves those after it what they know', async () => {
    await run('2026-11-01', [row('2026-11-01', false)]);
    const second = await run('2026-11-02', [row('2026-11-02', true)]);
    await run('2026-11-03', [row('2026-11-03', false)]);
    const before = await state.troubles('gym/SES');
    const { night } = (await state.night('2026-11-02')) ?? {};
    if (night === undefined) throw new Error('it is gone');
    const rules = { expected: [], windows: [], due: DUE, has: () => true, missing: [] };
    expect(await closeNight(state, night, 1, rules)).toMatchObject({ exitCode: second.exit });
    const again: Change[] = [];
    for await (const change of state.changes('2026-11-02')) again.push(change);
    expect(again).toEqual(second.changes);
    expect(await state.troubles('gym/SES')).toEqual(before);
  });
});

describe('the tenant of a profile', () => {
  it('is the one last seen there', async () => {
    const memory = { profile: 'gym.yaml', profileDigest: null, listed: null, sesReadAt: null, sesFacts: null, sesTrouble: false };
    for (const key of ['a/SES', 'b/SES', 'a/SES', 'c/SES']) {
      await state.saveLook(look('2026-11-01', [], { key }), { key, ...memory });
      expect((await state.memoryAt('gym.yaml'))?.key).toBe(key);
    }
  });
});

describe('an expected failure', () => {
  it('of every name takes a profile that was never read, which is called by its path; so does a window', async () => {
    const row = (night: string): TenantLook =>
      errorRow({ code: 'wrong-value', message: 'm', fix: 'f', file: null, line: null, column: null }, 2, {
        ...look(night, []),
        key: 'gyms/a/one.yaml',
        tenant: 'gyms/a/one.yaml',
      });
    const entry = { tenant: '*', check: 'profile', reason: '*', ticket: 'OPS-1', expires: '2099-01-01', line: 3 };
    expect(await run('2026-11-01', [row('2026-11-01')], [entry])).toMatchObject({ exit: 0, classes: ['new-failure'] });
    const window = { tenant: '*', from: '2026-11-02', to: '2026-11-02', ticket: 'OPS-2' };
    expect(await run('2026-11-02', [row('2026-11-02')], [], [window])).toMatchObject({ exit: 0 });
    expect(await run('2026-11-03', [row('2026-11-03')])).toMatchObject({ exit: 2 });
  });

  const entry = (more: Partial<ExpectedFailure> = {}): ExpectedFailure => ({
    tenant: 'g*',
    check: 'dkim-tokens',
    reason: 'one-missing',
    ticket: 'OPS-1',
    expires: '2026-11-30',
    line: 9,
    ...more,
  });

  it('silences what it matches, and fails the night when it matches nothing or has expired', async () => {
    const silent = await run('2026-11-01', [look('2026-11-01', [DKIM])], [entry()]);
    expect(silent).toMatchObject({ exit: 0, classes: ['new-failure'] });
    expect(silent.changes[0]?.expected).toEqual({ ticket: 'OPS-1', expires: '2026-11-30' });
    const nothing = await run('2026-11-02', [look('2026-11-02', [])], [entry()]);
    expect(nothing).toMatchObject({ exit: 1, classes: ['expectation', 'fixed'] });
    const late = await run('2026-11-03', [look('2026-11-03', [DKIM])], [entry({ expires: '2026-11-02' })]);
    expect(late).toMatchObject({ exit: 1, classes: ['expectation', 'new-failure'] });
  });
});

describe('a window of maintenance', () => {
  const windows = (to: string): readonly Window[] => [{ tenant: 'g*', from: '2026-11-02T01:00Z', to, ticket: 'OPS-8' }];

  it('silences whatever gets worse of its tenants, and what outlasts it is news then, as seen since it began', async () => {
    await run('2026-11-01', [look('2026-11-01', [], { watched: { 'tracking domain': 'none' } })]);
    const watched = { 'tracking domain': 'links.example.net' };
    const during = await run('2026-11-02', [look('2026-11-02', [DKIM], { watched })], [], windows('2026-11-02T04:00Z'));
    expect(during).toMatchObject({ exit: 0, classes: ['changed', 'new-failure'] });
    expect(during.changes[0]?.expected).toEqual({ ticket: 'OPS-8', expires: '2026-11-02T04:00Z' });
    const after = await run('2026-11-03', [look('2026-11-03', [DKIM], { watched })], [], windows('2026-11-02T04:00Z'));
    expect(after).toMatchObject({ exit: 1, classes: ['changed', 'new-failure'] });
    const [value, failure] = [
      after.changes.find(({ check }) => check === null),
      after.changes.find(({ check }) => check !== null),
    ];
    expect(value).toMatchObject({ before: 'none', after: 'links.example.net', weight: 'worse' });
    expect(failure?.firstSeen.night).toBe('2026-11-02');
    expect(await run('2026-11-04', [look('2026-11-04', [DKIM], { watched })])).toMatchObject({
      exit: 0,
      classes: ['still-failing'],
    });
  });

  it('is one of the tenants that it names, while it lasts', async () => {
    await run('2026-11-01', [look('2026-11-01', [])]);
    const others = windows('2026-11-02').map((one) => ({ ...one, tenant: 'other-*' }));
    expect(await run('2026-11-02', [look('2026-11-02', [DKIM])], [], others)).toMatchObject({ exit: 1 });
    const wide = windows('2026-11-03').map((one) => ({ ...one, from: '2026-11-02' }));
    const other = finding('spf-record', 'two-records');
    expect(await run('2026-11-03', [look('2026-11-03', [DKIM, other])], [], wide)).toMatchObject({ exit: 0 });
  });
});

it('tells what an expected failure silenced once the entry is taken out', async () => {
  const entry = { tenant: '*', check: '*', reason: '*', ticket: 'OPS-1', expires: '2026-11-30', line: 9 };
  await run('2026-11-01', [look('2026-11-01', [DKIM])], [entry]);
  await run('2026-11-02', [look('2026-11-02', [DKIM])], [entry]);
  expect(await run('2026-11-03', [look('2026-11-03', [DKIM])])).toMatchObject({ exit: 1, classes: ['new-failure'] });
});

describe('a week', () => {
  const silent = { tenant: '*', check: 'spf-record', reason: '*', ticket: 'OPS-1', expires: '2026-12-30', line: 9 };
  const spf = finding('spf-record', 'two-records');
  const dmarc = finding('dmarc-record', 'none-found', { owner: 'DNS admin', who: 'Dora Lang' });

  it('tells what came and stays, what is open longest, what was mended, and which nights are missing', async () => {
    await run('2026-11-01', [look('2026-11-01', [DKIM, spf])], [silent]);
    await run('2026-11-10', [look('2026-11-10', [DKIM, spf])], [silent]);
    await run('2026-11-11', [look('2026-11-11', [DKIM, dmarc, spf])], [silent]);
    await run('2026-11-12', [look('2026-11-12', [DKIM, spf])], [silent]);
    await run('2026-11-14', [look('2026-11-14', [DKIM, unseen('dns'), finding('mail-from-mx', 'missing'), spf])], [silent]);
    const complete = (await state.nights()).map(({ night }) => night);
    const last = complete.find(({ name }) => name === '2026-11-14');
    if (last === undefined) throw new Error('no such night');
    const week = await weekOf(nightsOfWeek(complete, last), state.changes);
    const told = (changes: readonly Change[]) => changes.map(({ check }) => check ?? '').sort();
    expect([week.from, week.to, week.missing]).toEqual(['2026-11-10', '2026-11-14', ['2026-11-08', '2026-11-09', '2026-11-13']]);
    expect([told(week.came), told(week.open), told(week.mended), week.expected]).toEqual([
      ['dkim-tokens', 'mail-from-mx'],
      ['dkim-tokens'],
      ['dmarc-record'],
      1,
    ]);
    const text = weekMarkdown(week);
    expect(text).toContain('4 nights, 2 came and are there, 1 open since before, 1 mended, 1 expected.');
    expect(text).toContain('No complete night began on 2026-11-08, 2026-11-09, 2026-11-13.');
    expect(text).toMatch(/### Open longest\n\n- \*\*gym\*\*: still failing/);
    expect(text).not.toContain('spf-record');
  });
});

describe('what runs out', () => {
  it('is due before it ends, once', async () => {
    const validity = [{ kind: 'certification' as const, subject: 'the certification', expires: '2026-12-02T00:00:00.000Z' }];
    expect(await run('2026-11-01', [look('2026-11-01', [], { validity })])).toMatchObject({ exit: 0, classes: [] });
    expect(await run('2026-11-02', [look('2026-11-02', [], { validity })])).toMatchObject({ exit: 1, classes: ['due'] });
    expect(await run('2026-11-03', [look('2026-11-03', [], { validity })])).toMatchObject({ exit: 0, classes: ['due'] });
  });
});

describe('an account’s suppression list', () => {
  it('is told when one day adds more than the line, once', async () => {
    const night = async (name: string, added: number) => {
      await state.savePlace(name, {
        place: '111122223333/ap-south-1',
        account: '111122223333',
        region: 'ap-south-1',
        tenants: 1,
        reads: 3,
        watched: { 'suppressed in a day': added },
      });
      return run(name, [look(name, [])]);
    };
    expect(await night('2026-11-01', 99)).toMatchObject({ exit: 0, classes: [] });
    expect(await night('2026-11-02', 100)).toMatchObject({ exit: 1, classes: ['changed'] });
    expect(await night('2026-11-03', 180)).toMatchObject({ exit: 0, classes: [] });
  });
});

describe('a watched value', () => {
  it('is told when it is another one, of a tenant and of an account', async () => {
    const place = (night: string, used: number, production: boolean) =>
      state.savePlace(night, {
        place: '111122223333/ap-south-1',
        account: '111122223333',
        region: 'ap-south-1',
        tenants: 1,
        reads: 3,
        watched: { 'quota used %': used, 'production access': production },
      });
    await place('2026-11-01', 40, true);
    await run('2026-11-01', [look('2026-11-01', [], { watched: { 'tracking domain': 'none' } })]);
    await place('2026-11-02', 91, false);
    const { changes, exit } = await run('2026-11-02', [
      look('2026-11-02', [], { watched: { 'tracking domain': 'links.example.net' } }),
    ]);
    expect(exit).toBe(1);
    expect(new Set(changes.map(({ reason }) => reason))).toEqual(
      new Set(['production access', 'quota used %', 'tracking domain']),
    );
    await place('2026-11-03', 95, false);
    const later = await run('2026-11-03', [look('2026-11-03', [], { watched: { 'tracking domain': 'links.example.net' } })]);
    expect(later).toMatchObject({ exit: 0, classes: [] });
  });
});
