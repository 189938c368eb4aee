// Nights in a row against a real store.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import type { Change, Night, TenantLook } from '../../src/core/fleet.ts';
import { baselineOf, closeNight } from '../../src/fleet/close-night.ts';
import type { ExpectedFailure, Window } from '../../src/fleet/expected.ts';
import { MIGRATIONS } from '../../src/fleet/migrations.ts';
import { createState, type FleetState } from '../../src/fleet/state.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';

let directory: string;
let store: Store;
export let state: FleetState;

/** Each test of the file that calls this has a store of its own. */
export const ownStore = (): void => {
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'certify-nights-'));
    store = await openStore({ kind: 'sqlite', path: join(directory, 'fleet.db') }, MIGRATIONS, '2026-11-01T00:00:00.000Z');
    state = createState(store);
  });

  afterEach(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });
};

export const DUE = { certificationDays: 30, certificateDays: 21, credentialDays: 14, quotaPercent: 85, suppressedInADay: 100 };

/** A night of these rows, ended twice: the second time changes nothing. */
export const runNight = async (
  name: string,
  looks: readonly TenantLook[],
  expected: readonly ExpectedFailure[] = [],
  windows: readonly Window[] = [],
) => {
  const startedAt = `${name}T01:00:00.000Z`;
  const night: Night = {
    schema: 'certify.fleet-night/1',
    name,
    fleet: 'staging',
    mode: 'live',
    certify: '0.1.0',
    full: false,
    parts: null,
    startedAt,
    finishedAt: null,
    baseline: baselineOf(await state.nights(), name, startedAt),
    totals: { tenants: looks.length, looked: 0, exits: {}, changes: {}, expected: 0 },
    exitCode: null,
  };
  await state.saveNight({ night, state: 'running' });
  await state.saveLooks(looks);
  const rules = { expected, windows, due: DUE, has: (key: string) => looks.some((one) => one.key === key), missing: [] };
  const first = await closeNight(state, night, looks.length, rules);
  const end = await closeNight(state, night, looks.length, rules);
  expect(end).toEqual(first);
  await state.saveNight({ night: { ...night, ...end, finishedAt: `${name}T03:00:00.000Z` }, state: 'complete' });
  const changes: Change[] = [];
  for await (const change of state.changes(name)) changes.push(change);
  return { exit: end.exitCode, changes, classes: changes.map((one) => one.class).sort() };
};
