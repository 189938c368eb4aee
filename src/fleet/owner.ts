// Whose nights a store holds: two fleets in one would take each other's for their own, since a night is known by its name.
import { UsageError } from '../core/errors.ts';
import type { Night } from '../core/fleet.ts';
import { type Store, textOf } from '../store/store.ts';

/** Throws UsageError where the store holds the nights of another fleet. */
export const refuseOtherFleet = async (store: Store, fleet: string, config: string): Promise<void> => {
  const [newest] = await store.read((tx) => tx.rows('SELECT body FROM fleet_night ORDER BY started_at DESC LIMIT 1'));
  if (newest === undefined) return;
  const { fleet: holder } = JSON.parse(textOf(newest, 'body')) as Night;
  if (holder === fleet) return;
  throw new UsageError({
    code: 'store-of-another',
    message: `The store holds the nights of the fleet ${holder}, and ${config} is of ${fleet}.`,
    fix: 'Give each fleet a store of its own (`store` in fleet.yaml: another file, or another database); one that has a new name begins a new store, or keeps its old name.',
    place: { file: config },
  });
};
