// What a night will ask, from the inventory and what is remembered of its tenants.
import type { InventoryTenant } from '../../fleet/inventory.ts';
import { type NightPlan, planNight } from '../../fleet/plan.ts';
import { dueForReading } from '../../fleet/ration.ts';
import type { OpenedFleet } from './open.ts';

/** A place's own rate, else that of its account, else the fleet's. */
export const rateOf =
  ({ loaded }: OpenedFleet) =>
  (place: string): number => {
    const { accounts, sesReadsPerSecond } = loaded.config.pace;
    const own =
      accounts.find(({ account }) => account === place) ?? accounts.find(({ account }) => place.startsWith(`${account}/`));
    return own?.sesReadsPerSecond ?? sesReadsPerSecond;
  };

export const planOf = async (
  opened: OpenedFleet,
  tenants: readonly InventoryTenant[],
  at: string,
  full: boolean,
): Promise<NightPlan> => {
  const due = new Set<string>();
  for (const { key, profileDigest, ses } of tenants) {
    if (!ses) continue;
    if (full || dueForReading({ key, profileDigest, memory: await opened.state.memory(key), at }) !== null) due.add(key);
  }
  return planNight(tenants, { readsPerSecond: rateOf(opened), full: ({ key }) => due.has(key) });
};
