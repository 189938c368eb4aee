// An account is let go only when nobody of this process asks it any more, however the looks end.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentCaller } from '../../src/app/caller.ts';
import { withLabFleet } from '../../src/app/fleet/lab.ts';
import { lookAtPlaces, nightContext } from '../../src/app/fleet/looking.ts';
import type { OpenedFleet } from '../../src/app/fleet/open.ts';
import { planOf } from '../../src/app/fleet/planning.ts';
import { profilesOf } from '../../src/app/fleet/profiles.ts';
import { withFleet } from '../../src/app/fleet/with-fleet.ts';
import type { TenantLook } from '../../src/core/fleet.ts';
import { NO_TENANT_OPTIONS } from '../../src/app/options.ts';
import { createSetting } from '../../src/app/setting.ts';
import { collectInventory } from '../../src/fleet/inventory.ts';
import { type RunningFleet, startLabFleet } from '../../src/lab/fleet/world.ts';
import { StoreDown } from '../../src/store/store.ts';
import { ROOT } from '../cli/certify.ts';
import { checkNight, SILENT } from './fleet-checks.ts';

const setting = createSetting({ root: ROOT, version: '9.9.9', env: {} });
let directory: string;
let lab: RunningFleet;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'certify-fleet-ending-'));
  // Slow enough that reads wait for their turn when the looks are stopped.
  lab = await startLabFleet({ tenants: 20, stateDir: directory, root: ROOT, readsPerSecond: 4 });
});

afterAll(async () => {
  await lab.stop();
  rmSync(directory, { recursive: true, force: true });
});

const asked = (): number =>
  Array.from({ length: 10 }, (_, account) => Object.values(lab.requests(account)).reduce((sum, count) => sum + count, 0)).reduce(
    (sum, count) => sum + count,
    0,
  );

/** Looks until `stop` does something; how often accounts were asked when the last of them was let go, and a while later. */
const askedAfter = (
  night: string,
  spoil: (opened: OpenedFleet, stop: AbortController) => OpenedFleet,
): Promise<{ readonly error: unknown; readonly released: number; readonly later: number; readonly before: number }> =>
  withFleet(setting, silentCaller(), { config: lab.config, env: [], alerts: null }, async (whole) => {
    const stop = new AbortController();
    const opened = spoil(whole, stop);
    const given = { setting, tenant: NO_TENANT_OPTIONS, loaded: opened.loaded, stdin: async () => '', looks: true };
    const { tenants } = await collectInventory(profilesOf(given));
    const startedAt = new Date().toISOString();
    const of = { name: night, startedAt, full: true };
    const neighbours = () => ({ sharing: [], compared: 0, things: [] });
    const ctx = await nightContext({ opened, setting, tenant: NO_TENANT_OPTIONS }, of, neighbours, stop.signal);
    const plan = await planOf(opened, tenants, startedAt, true);
    const before = asked();
    let released = -1;
    const guard = {
      lost: new AbortController().signal,
      take: async () => true,
      release: async () => {
        if (released >= 0) return;
        // What was on the wire when its socket was closed still arrives, on a busy machine half a second later; what waits for its turn would come for ten seconds.
        released = asked();
        setTimeout(() => (released = asked()), 600);
      },
      close: async () => undefined,
    };
    const error: unknown = await lookAtPlaces({ opened, ctx, plan, onLook: () => undefined }, guard, true).catch(
      (thrown: unknown) => thrown,
    );
    await new Promise((resolve) => void setTimeout(resolve, 2500));
    return { error, released, later: asked(), before };
  });

describe('accounts that are let go', () => {
  it('are asked no more when the store goes away under one look', async () => {
    let saved = 0;
    const { error, released, later, before } = await askedAfter('down', (opened) => ({
      ...opened,
      state: {
        ...opened.state,
        saveLook: async (...row) => {
          saved += 1;
          if (saved > 1) throw new StoreDown(new Error('gone'));
          return opened.state.saveLook(...row);
        },
      },
    }));
    expect(error).toBeInstanceOf(StoreDown);
    expect(released).toBeGreaterThan(before);
    expect(later).toBe(released);
  });

  it('are asked no more when the night is stopped or its fence is lost, and the end comes soon', async () => {
    let ended = 0;
    const { error, released, later } = await askedAfter('stopped', (opened, stop) => {
      setTimeout(() => {
        ended = performance.now();
        stop.abort(new Error('the fence is lost'));
      }, 2500);
      return opened;
    });
    expect(error).toMatchObject({ message: 'the fence is lost' });
    expect(released).toBeGreaterThan(0);
    expect(later).toBe(released);
    expect(performance.now() - ended).toBeLessThan(6000);
  });

  it('are asked no more about tenants whose time is over, and each has a row that says so', async () => {
    const rows: TenantLook[] = [];
    const { error, released, later } = await askedAfter('late', (opened) => {
      const { loaded, state } = opened;
      const pace = { ...loaded.config.pace, tenantSeconds: 0.4 };
      const saveLook: typeof state.saveLook = async (row, memory) => {
        rows.push(row);
        return state.saveLook(row, memory);
      };
      return { ...opened, loaded: { ...loaded, config: { ...loaded.config, pace } }, state: { ...state, saveLook } };
    });
    expect([error, rows.length]).toEqual([true, 20]);
    expect(rows.filter(({ error: why, exitCode }) => why?.code === 'took-too-long' && exitCode === 3).length).toBeGreaterThan(10);
    expect(later).toBe(released);
  });
});

it('sends nobody on with a night of the lab’s own fleet, of which nothing is kept', async () => {
  const stop = new AbortController();
  const night = withLabFleet(setting, 3, ({ config }) =>
    checkNight(config, 'one', {}, { ...SILENT, onStart: () => stop.abort(new Error('stopped')) }, stop.signal),
  );
  await expect(night).rejects.toMatchObject({ code: 'interrupted', exitCode: 130, fix: expect.not.stringContaining('--resume') });
});
