// Which tenants of a fleet send with one credential, as their profiles alone say it: no record and no night before is needed.
import type { Facts } from '../facts/index.ts';
import type { InventoryTenant } from './inventory.ts';

type Neighbours = Facts['run.neighbours'];

/** Tenants that are named in one finding. */
const MOST_NAMED = 20;

const NOTHING: Neighbours = { sharing: [], compared: 0, things: [] };

/** The fact `run.neighbours` of each tenant: of the credential, and of nothing else. */
export const sharedCredentials = (all: readonly InventoryTenant[]): ((one: InventoryTenant) => Neighbours) => {
  const byMark = new Map<string, Set<string>>();
  const named = new Set<string>();
  for (const { credential, tenant } of all) {
    if (credential === null) continue;
    byMark.set(credential, (byMark.get(credential) ?? new Set()).add(tenant));
    named.add(tenant);
  }
  return ({ credential, tenant }) => {
    if (credential === null || named.size < 2) return NOTHING;
    const others = [...(byMark.get(credential) ?? [])].filter((other) => other !== tenant).sort((a, b) => (a < b ? -1 : 1));
    const sharing = others.slice(0, MOST_NAMED).map((other) => ({ tenant: other, what: ['credential'] as const }));
    return { sharing, compared: named.size - 1, things: ['credential'] };
  };
};
