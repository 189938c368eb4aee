// What of a night is kept beside the looks: refused profiles, and what each account said.
import type { Night, PlaceState, TenantLook } from '../../core/fleet.ts';
import type { JsonValue } from '../../core/json.ts';
import type { Provider } from '../../core/profile.ts';
import type { RefusedProfile } from '../../fleet/inventory.ts';
import type { NightPlan } from '../../fleet/plan.ts';
import { errorRow } from '../../fleet/row.ts';
import { UNREAD } from '../../fleet/unread.ts';
import type { FleetState } from '../../fleet/state.ts';
import { systemClock } from '../../world/clock.ts';
import type { OpenedFleet } from './open.ts';

/** A refused profile is a row too: under the tenant it held before, where there was one. */
export const keepRefused = async (
  { state }: OpenedFleet,
  night: Night,
  { profile, error }: RefusedProfile,
  taken: (key: string) => boolean,
): Promise<TenantLook> => {
  const before = await state.memoryAt(profile);
  const key = before !== null && !taken(before.key) ? before.key : profile;
  const [tenant = key, provider = null] = key === profile ? [profile] : key.split('/');
  const row = errorRow(error, 2, {
    night: night.name,
    key,
    tenant,
    profile,
    provider: provider as Provider | null,
    environment: null,
    place: UNREAD,
    at: systemClock.now().toISOString(),
    tookMs: 0,
    ses: 'none',
    sesReadAt: before?.sesReadAt ?? null,
  });
  await state.saveLook(row, null);
  return row;
};

/** The first answer of each account and region, and how much it was asked. */
export class Places {
  readonly #watched = new Map<string, { readonly [name: string]: JsonValue }>();

  saw(place: string, watched: { readonly [name: string]: JsonValue } | null): void {
    if (watched !== null && !this.#watched.has(place)) this.#watched.set(place, watched);
  }

  async keep(
    state: FleetState,
    night: string,
    plan: Pick<NightPlan, 'places'>,
    reads: ReadonlyMap<string, number>,
  ): Promise<void> {
    const before = new Map((await state.places(night)).map((one) => [one.place, one]));
    for (const { place, account, region, tenants } of plan.places) {
      const known = before.get(place);
      const kept: PlaceState = {
        place,
        account,
        region,
        tenants: tenants.length,
        reads: (known?.reads ?? 0) + (reads.get(place) ?? 0),
        watched: this.#watched.get(place) ?? known?.watched ?? {},
      };
      await state.savePlace(night, kept);
    }
  }
}
