// A night whose looks are left to workers: its inventory and its accounts are put into the store, and it is watched until it is whole.
import { relative, resolve } from 'node:path';
import type { TenantLook } from '../../core/fleet.ts';
import type { InventoryTenant } from '../../fleet/inventory.ts';
import type { NightPlan } from '../../fleet/plan.ts';
import { systemClock } from '../../world/clock.ts';
import { holding } from './guard.ts';
import type { OpenedFleet } from './open.ts';
import { persisting } from './persisting.ts';

const POLL_MS = 1000;
const QUIET_MS = 60_000;

/** From the fleet's directory: a worker may have been started elsewhere. */
const portable = ({ loaded }: OpenedFleet, tenant: InventoryTenant): InventoryTenant => ({
  ...tenant,
  profile: relative(loaded.directory, resolve(tenant.profile)),
});

/** What a worker goes by: another place, path or content of a profile is another task. */
const taskOf = ({ key, place, profile, profileDigest }: InventoryTenant): string =>
  JSON.stringify([key, place, profile, profileDigest]);

interface Watching {
  readonly opened: OpenedFleet;
  readonly night: string;
  readonly plan: NightPlan;
  readonly signal: AbortSignal;
  readonly onStart: (total: number, done: number) => void;
  readonly onLook: (row: Pick<TenantLook, 'key' | 'exitCode'>) => void;
  readonly onWait: (says: string) => void;
}

const put = async ({ opened, night, plan, signal }: Watching): Promise<void> => {
  const { server, state } = opened;
  if (server === null) throw new Error('workers have no server');
  const tenants = plan.places.flatMap((place) => place.tenants).map((one) => portable(opened, one));
  // Marks of what tenants share are comparable only within one process's: another scheduler's list of the same tasks stays as it is.
  await holding(opened, `plan of ${night}`, signal, async () => {
    const known = new Set<string>();
    for await (const task of state.allTasks(night)) known.add(taskOf(task));
    const isSame = known.size === tenants.length && tenants.every((one) => known.has(taskOf(one)));
    if (!isSame) await state.replaceTasks(night, tenants);
  });
  const done = await state.done(night);
  const places = plan.places.filter(({ tenants: all }) => all.some(({ key }) => !done.has(key)));
  const { queuePlaces } = await import('../../fleet/queue.ts');
  await queuePlaces(
    server,
    places.map(({ place }) => ({ night, place })),
  );
};

/** Resolves when every tenant was looked at, by whomever. What a queue may have lost is put into it again. */
export const watchWorkers = async (watching: Watching): Promise<void> => {
  const { opened, night, plan, signal, onStart, onLook, onWait } = watching;
  const keys = plan.places.flatMap(({ tenants }) => tenants.map(({ key }) => key));
  const seen = new Set<string>();
  const wanted = new Set(keys);
  const look = async (): Promise<void> => {
    const fresh = [...(await opened.state.exits(night))].filter(([key]) => wanted.has(key) && !seen.has(key));
    for (const [key, exitCode] of fresh) {
      seen.add(key);
      onLook({ key, exitCode });
    }
  };
  const retried = <T>(work: () => Promise<T>): Promise<T> => persisting(signal, onWait, work);
  await retried(() => put(watching));
  const before = await retried(() => opened.state.exits(night));
  for (const key of before.keys()) if (wanted.has(key)) seen.add(key);
  onStart(wanted.size, seen.size);
  let last = { count: seen.size, at: systemClock.elapsed() };
  while (seen.size < wanted.size) {
    await systemClock.sleep(POLL_MS, signal);
    await retried(look);
    const now = systemClock.elapsed();
    if (seen.size > last.count) last = { count: seen.size, at: now };
    else if (now - last.at > QUIET_MS) {
      onWait(`Nobody looked at anything for ${QUIET_MS / 1000} s. Is a worker running? \`certify fleet work\``);
      last = { count: seen.size, at: now };
      await retried(() => put(watching));
    }
  }
};
