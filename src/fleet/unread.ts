// Rows of profiles that could not be read: no look at a tenant, so a night that goes on tells of them what is so now.
import type { TenantLook } from '../core/fleet.ts';
import { type Store, textOf } from '../store/store.ts';

/** Their place. */
export const UNREAD = 'unread profiles';

/** Forgets those that can be read by now, or are gone. */
export const forgetMended = (store: Store, night: string, isRefused: (profile: string) => boolean): Promise<void> =>
  store.write(async (tx) => {
    for (const row of await tx.rows('SELECT body FROM fleet_look WHERE night = $1 AND place = $2', [night, UNREAD])) {
      const { key, profile } = JSON.parse(textOf(row, 'body')) as TenantLook;
      if (!isRefused(profile)) await tx.rows('DELETE FROM fleet_look WHERE night = $1 AND tenant_key = $2', [night, key]);
    }
  });
