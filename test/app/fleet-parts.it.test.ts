// A night in parts: each cut from the list as it is when it looks, joined by the rows that are there, and whatever lacks told.
import { mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningFleet, startLabFleet } from '../../src/lab/fleet/world.ts';
import { ROOT } from '../cli/certify.ts';
import { checkNight, joinParts as joined, lookAtPart as part, storeOfItsOwn } from './fleet-checks.ts';

let directory: string;
let lab: RunningFleet;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'certify-fleet-parts-'));
  lab = await startLabFleet({ tenants: 12, stateDir: directory, root: ROOT, readsPerSecond: 40 });
  // No fault but those that are planted here.
  for (const index of [3, 5]) unlinkSync(join(directory, 'gyms', `gym-0000${index}.yaml`));
});

afterAll(async () => {
  await lab.stop();
  rmSync(directory, { recursive: true, force: true });
});

const ownStore = (name: string): string => storeOfItsOwn(lab.config, name);

it('cuts the fleet into parts that share no account, and joins them in a store, with what is missing told', async () => {
  const config = ownStore('shared');
  await expect(joined(config, [], 'six')).rejects.toMatchObject({ code: 'no-parts' });
  const first = await part(config, 'six', 1, 2);
  expect([first.ended, first.part.looked, first.part.whole.tenants]).toEqual([null, first.looks.length, 10]);
  await expect(part(config, 'six', 1, 2)).rejects.toMatchObject({ code: 'night-done' });
  await expect(part(config, 'six', 1, 3)).rejects.toMatchObject({ code: 'night-cut' });
  await expect(checkNight(config, 'six')).rejects.toMatchObject({ code: 'night-cut' });
  const half = await joined(config, [], 'six');
  expect([half.night.exitCode, half.night.totals.looked]).toEqual([4, first.looks.length]);
  expect(half.changes.map(({ weight, says }) => [weight, says])).toEqual([
    ['fault', `Part 2 of 2 is missing: ${10 - first.looks.length} of 10 tenants were not looked at.`],
  ]);
  const second = await part(config, 'six', 2, 2, null, { resume: true });
  const places = [first, second].map(({ looks }) => new Set(looks.map(({ place }) => place)));
  expect([...(places[0] ?? [])].filter((place) => places[1]?.has(place) === true)).toEqual([]);
  const whole = await joined(config, [], 'six');
  expect([whole.night.exitCode, whole.looks.length, whole.changes]).toEqual([0, 10, []]);
  // A night that lacks a part would have been no measure.
  const next = await checkNight(config, 'seven');
  expect(next.night.baseline).toBe('six');
});

it('joins what the parts printed: a trouble is new once, a tenant that is gone is told, a file that breaks off ends with 4', async () => {
  const config = ownStore('files');
  const file = (index: number): string => join(directory, `part-${index}.ndjson`);
  const look = async (night: string): Promise<readonly string[]> => {
    for (const index of [1, 2, 3]) await part(ownStore(`of-${index}`), night, index, 3, file(index));
    return [1, 2, 3].map(file);
  };
  expect((await joined(config, await look('one'))).night).toMatchObject({ exitCode: 0, baseline: null, parts: 3 });
  lab.breakZone('gym-00002', 'dkim-record-missing');
  const gone = join(directory, 'gyms', 'gym-00008.yaml');
  const profile = readFileSync(gone, 'utf8');
  unlinkSync(gone);
  const second = await joined(config, await look('two'));
  lab.breakZone('gym-00002', null);
  expect(second.night).toMatchObject({ exitCode: 1, baseline: 'one', totals: { tenants: 9, looked: 9 } });
  expect(second.changes.map(({ class: kind, tenant }) => `${kind} ${tenant}`).sort()).toEqual([
    'gone gym-00008',
    'new-failure gym-00002',
  ]);
  expect(await joined(config, [1, 2, 3].map(file))).toMatchObject({ changes: second.changes, looks: second.looks });
  await expect(joined(config, [file(1)], 'one')).rejects.toMatchObject({ code: 'parts-unlike' });
  const files = await look('three');
  writeFileSync(file(2), readFileSync(file(2), 'utf8').slice(0, -40));
  const third = await joined(config, files);
  expect(third.night.exitCode).toBe(4);
  expect(third.changes.filter(({ weight }) => weight === 'fault').map(({ says }) => says)).toEqual([
    expect.stringMatching(/^Part 2 of 3 is missing: \d+ of 9 tenants were not looked at\.$/),
    'part-2.ndjson is empty or breaks off: what it lacks nobody knows, and its machine did not end its part.',
  ]);
  expect(third.changes.filter(({ class: kind }) => kind === 'gone')).toEqual([]);
  writeFileSync(gone, profile);
});

it('cuts a part that goes on from the list as it is now', async () => {
  const config = ownStore('resumed');
  const late = join(directory, 'gyms', 'gym-00011.yaml');
  const kept = readFileSync(late, 'utf8');
  unlinkSync(late);
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error('stopped')), 300);
  await expect(part(config, 'one', 1, 2, null, {}, stop.signal)).rejects.toMatchObject({ code: 'interrupted' });
  writeFileSync(late, kept);
  const resumed = await part(config, 'one', 1, 2, null, { resume: true });
  expect(resumed.part).toMatchObject({ whole: { tenants: 10 }, tenants: resumed.part.looked });
  await part(config, 'one', 2, 2);
  const whole = await joined(config, [], 'one');
  expect(whole.night).toMatchObject({ exitCode: 0, totals: { tenants: 10, looked: 10 } });
});

it('tells rows that no part has, though every part ended', async () => {
  const config = ownStore('lacking');
  const file = (index: number): string => join(directory, `lacking-${index}.ndjson`);
  for (const index of [1, 2]) await part(ownStore(`lacking-${index}`), 'one', index, 2, file(index));
  const lines = readFileSync(file(2), 'utf8').split('\n');
  writeFileSync(file(2), lines.slice(1).join('\n'));
  const { night, changes } = await joined(config, [file(1), file(2)]);
  expect(night.exitCode).toBe(4);
  expect(changes.map(({ says }) => says)).toEqual([
    expect.stringMatching(
      /^1 of 10 tenants has no row, though every part was looked at to its end: part 2 of 2 holds \d of its \d\.$/,
    ),
  ]);
});

it('refuses to go on otherwise than it was begun', async () => {
  const config = ownStore('otherwise');
  await part(config, 'one', 1, 2);
  for (const more of [{ pulse: true }, { full: true }])
    await expect(part(config, 'one', 2, 2, null, more)).rejects.toMatchObject({ code: 'night-otherwise' });
  await checkNight(config, 'two');
  await expect(checkNight(config, 'two', { pulse: true, resume: true })).rejects.toMatchObject({ code: 'night-otherwise' });
});

it.each([
  ['a list', '[]\n'],
  ['another document', '{"schema":"certify.run/2"}\n'],
  ['a whole night', '{"schema":"certify.fleet-night/1"}\n'],
  ['something after its end', '{"schema":"certify.fleet-look/1"}\n{}\n'],
  ['a break in the middle', '{"sch\n{}\n'],
  ['a store', 'SQLite format 3\0'],
])('refuses %s where a part belongs', async (_what, text) => {
  const file = join(directory, 'other.ndjson');
  writeFileSync(file, text);
  await expect(joined(ownStore('refusing'), [file])).rejects.toMatchObject({ code: 'part-unreadable' });
});
