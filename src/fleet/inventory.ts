// Who is in the fleet, as far as the profiles alone say it: a few words a tenant, so that tens of thousands fit.
import type { Mode } from '../core/decision.ts';
import type { LookError } from '../core/fleet.ts';
import type { Environment, Provider } from '../core/profile.ts';
import { statedAccount } from '../profile/account.ts';
import type { LoadedProfile, Profile } from '../profile/profile.ts';
import { targetOf } from '../profile/target.ts';
import { modeOf } from '../run/mode.ts';
import { flat, textPool } from '../text/flat.ts';
import { fingerprint } from './fingerprint.ts';
import { mapMarks, type Marks, marksOf, sharedValuesOf } from './sharing.ts';

/** Whose limits a tenant draws on. */
export interface PlaceOf {
  /** `account/region`, or `relay host`. */
  readonly place: string;
  readonly account: string | null;
  readonly region: string | null;
}

export interface InventoryTenant extends PlaceOf {
  readonly key: string;
  readonly tenant: string;
  readonly provider: Provider;
  readonly environment: Environment;
  /** Path of the profile. */
  readonly profile: string;
  readonly profileDigest: string;
  /** 16 hexadecimal digits each. */
  readonly marks: Marks;
  /** It has identities of its own in SES. */
  readonly ses: boolean;
  /** By its places alone, as a look at it is. */
  readonly mode: Mode;
}

/** A profile that cannot be read, or that names a tenant for the second time. */
export interface RefusedProfile {
  readonly profile: string;
  readonly error: LookError;
}

export const tenantKey = (tenant: string, provider: Provider): string => `${tenant}/${provider}`;

/** The account as the profile names it, else which credential looks. */
const placeOf = (profile: Profile): PlaceOf => {
  const region = profile.ses?.region ?? profile.smtp?.ses?.region ?? null;
  if (region === null) return { place: `relay ${profile.smtp?.host ?? ''}`, account: null, region: null };
  const account = statedAccount(profile);
  const { accessKeyId = '', profile: named = '' } = profile.aws?.probe ?? {};
  const place = account ?? `credential-${fingerprint('probe', accessKeyId, named).slice(0, 8)}`;
  return { place: `${place}/${region}`, account, region };
};

/** `verifyToken`: what stands for it, equal for equal ones; null: nobody can say. */
export const inventoryTenant = (loaded: LoadedProfile, verifyToken: string | null): InventoryTenant => ({
  ...placeOf(loaded.profile),
  key: tenantKey(loaded.profile.tenant, loaded.profile.provider),
  tenant: loaded.profile.tenant,
  provider: loaded.profile.provider,
  environment: loaded.profile.environment,
  profile: loaded.path,
  profileDigest: loaded.digest,
  marks: marksOf({ ...sharedValuesOf(loaded.profile), webhook: verifyToken }, fingerprint),
  ses: loaded.profile.provider === 'SES',
  mode: modeOf(targetOf(loaded).places),
});

export interface Inventory {
  readonly tenants: readonly InventoryTenant[];
  readonly refused: readonly RefusedProfile[];
}

/** The same tenant twice: both would write one row, and one of the two profiles is a mistake. */
const doubled = (one: InventoryTenant, first: InventoryTenant): RefusedProfile => ({
  profile: one.profile,
  error: {
    code: 'tenant-doubled',
    message: `${one.profile} describes ${one.tenant} (${one.provider}), and so does ${first.profile}.`,
    fix: 'Keep one profile a tenant and provider, or give one of them its own tenant name.',
    file: one.profile,
    line: null,
    column: null,
  },
});

/**
 * As it is kept all night: tenants of one account say the same of it, and each tenant has the same members in the same order (V8
 * keeps a description of its own for each object that another was spread into).
 */
const compact = (one: InventoryTenant, pooled: ReturnType<typeof textPool>): InventoryTenant => ({
  place: pooled(one.place),
  account: one.account === null ? null : pooled(one.account),
  region: one.region === null ? null : pooled(one.region),
  key: flat(one.key),
  tenant: flat(one.tenant),
  provider: pooled(one.provider),
  environment: pooled(one.environment),
  profile: flat(one.profile),
  profileDigest: flat(one.profileDigest),
  marks: mapMarks(one.marks, pooled),
  ses: one.ses,
  mode: one.mode,
});

/** Sorted by key, so that two machines that read the same profiles have the same inventory. */
export const collectInventory = async (read: AsyncIterable<InventoryTenant | RefusedProfile>): Promise<Inventory> => {
  const tenants = new Map<string, InventoryTenant>();
  const refused: RefusedProfile[] = [];
  const pooled = textPool();
  for await (const one of read) {
    if ('error' in one) {
      refused.push(one);
      continue;
    }
    const first = tenants.get(one.key);
    if (first === undefined) tenants.set(one.key, compact(one, pooled));
    else refused.push(doubled(one, first));
  }
  return { tenants: [...tenants.values()].sort((a, b) => (a.key < b.key ? -1 : 1)), refused };
};
