import { describe, expect, it } from 'vitest';
import { collectInventory, type InventoryTenant, type RefusedProfile } from '../../src/fleet/inventory.ts';
import { placesOfShard, planNight } from '../../src/fleet/plan.ts';
import { dueForReading } from '../../src/fleet/ration.ts';
import { runSchedule } from '../../src/fleet/schedule.ts';
import type { TenantMemory } from '../../src/fleet/state.ts';

const tenant = (name: string, account: string, ses = true): InventoryTenant => ({
  key: `${name}/SES`,
  tenant: name,
  provider: 'SES',
  environment: 'staging',
  profile: `${name}.yaml`,
  profileDigest: 'sha256:1',
  mode: 'live',
  marks: {},
  place: `${account}/ap-south-1`,
  account,
  region: 'ap-south-1',
  ses,
});

const many = (account: string, count: number): readonly InventoryTenant[] =>
  Array.from({ length: count }, (_, index) => tenant(`gym-${account}-${index}`, account));

const planned = (tenants: readonly InventoryTenant[]) => planNight(tenants, { readsPerSecond: () => 1, full: () => true });

describe('the inventory', () => {
  it('keeps the first of two profiles of one tenant, and refuses the second by name', async () => {
    async function* read(): AsyncGenerator<InventoryTenant | RefusedProfile> {
      yield tenant('b', '1');
      yield { ...tenant('b', '1'), profile: 'other.yaml' };
      yield tenant('a', '1');
    }
    const { tenants, refused } = await collectInventory(read());
    expect(tenants.map(({ key }) => key)).toEqual(['a/SES', 'b/SES']);
    expect(refused).toMatchObject([{ profile: 'other.yaml', error: { code: 'tenant-doubled' } }]);
  });
});

describe('the plan', () => {
  it('takes as long as the account that takes longest, accounts being worked on side by side', () => {
    const plan = planned([...many('1', 10), ...many('2', 100)]);
    expect(plan.places.map(({ account, reads }) => [account, reads])).toEqual([
      ['2', 106],
      ['1', 16],
    ]);
    expect([plan.seconds, plan.reads, plan.tenants]).toEqual([106, 122, 110]);
  });

  it('gives every account to exactly one shard, and the shards even loads', () => {
    const tenants = ['1', '2', '3', '4', '5', '6', '7'].flatMap((account, index) => many(account, 10 + index));
    const shards = [1, 2, 3].map((index) => placesOfShard(tenants, { index, of: 3 }));
    expect(shards.flatMap((places) => [...places]).length).toBe(7);
    expect(new Set(shards.flatMap((places) => [...places])).size).toBe(7);
    const sizes = shards.map((places) => tenants.filter(({ place }) => places.has(place)).length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(17);
    expect([...placesOfShard([...tenants].reverse(), { index: 2, of: 3 })].sort()).toEqual([...(shards[1] ?? [])].sort());
  });
});

describe('the ration', () => {
  const memory: TenantMemory = {
    key: 'gym/SES',
    profile: 'gym.yaml',
    profileDigest: 'sha256:1',
    listed: 'example.com: none',
    sesReadAt: '2026-11-20T01:00:00.000Z',
    sesFacts: '{}',
    sesTrouble: false,
  };
  const due = (more: Partial<TenantMemory>, at = '2026-11-21T01:00:00.000Z', key = 'gym/SES') =>
    dueForReading({ key, profileDigest: 'sha256:1', memory: { ...memory, ...more }, at });

  it('reads anew what was never read, has changed, is not in order, or is a week old', () => {
    expect(dueForReading({ key: 'a', profileDigest: '', memory: null, at: '2026-11-21T01:00:00.000Z' })).toBe('never read');
    expect(due({ profileDigest: 'sha256:2' })).toBe('the profile changed');
    expect(due({ sesTrouble: true })).toBe('not in order');
    expect(due({}, '2026-11-27T00:30:00.000Z')).toBe('a week old');
  });

  it('reads a seventh of the rest each night, and everybody once a week', () => {
    const keys = Array.from({ length: 700 }, (_, index) => `gym-${index}/SES`);
    const nights = [21, 22, 23, 24, 25, 26].map((day) =>
      keys.filter((key) => due({ key }, `2026-11-${day}T01:00:00.000Z`, key) !== null),
    );
    for (const night of nights) expect(night.length).toBeGreaterThan(60);
    for (const night of nights) expect(night.length).toBeLessThan(140);
    expect(new Set(nights.flat()).size).toBe(nights.flat().length);
  });
});

const schedule = async (tenants: readonly InventoryTenant[], work: (one: InventoryTenant) => Promise<void>, room = 8) =>
  runSchedule({
    places: planned(tenants).places,
    room: () => room,
    onRoom: () => undefined,
    tenantsPerPlace: 2,
    work,
    signal: new AbortController().signal,
  });

describe('the schedule', () => {
  it('works on every tenant once, on no more of a place than it may, and lets no place wait for another', async () => {
    const running = new Map<string, number>();
    const done: string[] = [];
    let open = (): void => undefined;
    const secondIsThrough = new Promise<void>((resolve) => (open = resolve));
    const whole = schedule([...many('1', 6), ...many('2', 3)], async ({ key, place }) => {
      running.set(place, (running.get(place) ?? 0) + 1);
      expect(running.get(place)).toBeLessThanOrEqual(2);
      // The first account hangs until the second is through.
      await (place.startsWith('1/') ? secondIsThrough : Promise.resolve());
      running.set(place, (running.get(place) ?? 0) - 1);
      done.push(key);
      if (done.filter((one) => one.includes('-2-')).length === 3) open();
    });
    await whole;
    expect(done.slice(0, 3).every((key) => key.includes('-2-'))).toBe(true);
    expect([done.length, new Set(done).size]).toEqual([9, 9]);
  });

  it('begins nothing more once the signal is given', async () => {
    const stop = new AbortController();
    let begun = 0;
    await runSchedule({
      places: planned(many('1', 50)).places,
      room: () => 1,
      onRoom: () => undefined,
      tenantsPerPlace: 1,
      work: async () => {
        begun += 1;
        if (begun === 3) stop.abort();
      },
      signal: stop.signal,
    });
    expect(begun).toBe(3);
  });

  it('ends what is in work before it rejects, and begins nothing more', async () => {
    const events: string[] = [];
    const whole = runSchedule({
      places: planned([...many('1', 4), ...many('2', 4)]).places,
      room: () => 3,
      onRoom: () => undefined,
      tenantsPerPlace: 2,
      work: async ({ key }, signal) => {
        events.push(`begun ${key}`);
        if (events.length === 3) throw new Error('the store is down');
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
        await new Promise((resolve) => void setTimeout(resolve, 20));
        events.push(`ended ${key}`);
      },
      signal: new AbortController().signal,
    });
    await expect(whole).rejects.toThrow('the store is down');
    expect(events.filter((one) => one.startsWith('begun')).length).toBe(3);
    expect(events.filter((one) => one.startsWith('ended')).length).toBe(2);
  });
});
