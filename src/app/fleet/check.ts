// `fleet check` on one machine: inventory, plan, looks, and the night's end.
import { resolve } from 'node:path';
import { AbortError } from '../../core/errors.ts';
import type { Night, NightPart, Shard, TenantLook } from '../../core/fleet.ts';
import { collectInventory, type Inventory, type InventoryTenant, type RefusedProfile } from '../../fleet/inventory.ts';
import { type NightPlan, placesOfShard } from '../../fleet/plan.ts';
import { runSchedule } from '../../fleet/schedule.ts';
import { sharingInFleet } from '../../fleet/sharing.ts';
import { systemClock } from '../../world/clock.ts';
import { createLoadGauge } from '../../world/load.ts';
import { sharedByFleet } from '../../world/shared.ts';
import type { Caller } from '../caller.ts';
import type { TenantOptions } from '../options.ts';
import { readRunbook } from '../runbooks.ts';
import type { Setting } from '../setting.ts';
import { alone } from './alone.ts';
import { beginNight } from './begin.ts';
import { keepRefused, Places, UNREAD } from './beside.ts';
import { certifiedUntil } from './certified.ts';
import { endNight } from './ending.ts';
import { lookAtTenant, type NightContext } from './look.ts';
import type { FleetSource, OpenedFleet } from './open.ts';
import { type AlertOptions, withFleet } from './with-fleet.ts';
import { planOf, rateOf } from './planning.ts';
import { profilesOf } from './profiles.ts';
import type { NightRows } from './rows.ts';

export interface FleetCheckOptions extends FleetSource {
  readonly tenant: TenantOptions;
  /** null: the UTC date. */
  readonly night: string | null;
  /** Go on with the night that was stopped, if there is one. */
  readonly resume: boolean;
  readonly full: boolean;
  readonly shard: Shard | null;
  /** The plan alone. */
  readonly planOnly: boolean;
  readonly stdin: () => Promise<string>;
  /** null: alerts are neither kept nor sent. */
  readonly alerts: AlertOptions | null;
}

/** What of a night can be watched. */
export interface NightWatcher {
  onPlan(plan: NightPlan, refused: readonly RefusedProfile[], night: Pick<Night, 'name' | 'fleet' | 'baseline'>): void;
  /** `left`: tenants of tonight that were looked at before (a resumed night). */
  onStart(total: number, done: number): void;
  onLook(row: TenantLook): void;
  onEnd(): void;
}

export interface NightResult {
  readonly plan: NightPlan;
  /** null: only planned, or looked at in part. */
  readonly night: Night | null;
  /** Of a shard: what changed is told where the parts are joined. */
  readonly part: NightPart | null;
  /** Whether this machine looked at it. */
  readonly isMine: (look: TenantLook) => boolean;
}

interface Working {
  readonly opened: OpenedFleet;
  readonly setting: Setting;
  readonly caller: Caller;
  readonly options: FleetCheckOptions;
  readonly watcher: NightWatcher;
}

const contextOf = async (
  { opened, setting, caller, options }: Working,
  night: Night,
  fleet: readonly InventoryTenant[],
): Promise<NightContext> => {
  const { config, directory } = opened.loaded;
  const [ses, smtp] = await Promise.all([readRunbook(setting.root, 'ses'), readRunbook(setting.root, 'smtp')]);
  const evidence = config.evidence === undefined ? null : resolve(directory, config.evidence);
  return {
    setting: { ...setting, shared: sharedByFleet(rateOf(opened)) },
    state: opened.state,
    tenant: options.tenant,
    night: night.name,
    startedAt: night.startedAt,
    full: night.full,
    runbooks: { ses, smtp },
    suppressed: new Map(),
    certified: evidence === null ? undefined : await certifiedUntil(evidence),
    tenantMs: config.pace.tenantSeconds * 1000,
    evidenceDir: evidence ?? resolve(directory, 'evidence'),
    neighbours: sharingInFleet(fleet, config.sharing),
    signal: caller.signal,
  };
};

const interrupted = (name: string): AbortError =>
  new AbortError({
    code: 'interrupted',
    message: `The night ${name} was interrupted; what was looked at is kept.`,
    fix: 'Go on with: certify fleet check --resume',
    exitCode: 130,
  });

const lookAtAll = async (working: Working, night: Night, plan: NightPlan, fleet: readonly InventoryTenant[]): Promise<void> => {
  const { opened, caller, watcher } = working;
  const { state } = opened;
  const done = await state.done(night.name);
  const ctx = await contextOf(working, night, fleet);
  const places = new Places();
  const left = plan.places.map((place) => ({ ...place, tenants: place.tenants.filter(({ key }) => !done.has(key)) }));
  watcher.onStart(plan.tenants, plan.tenants - left.reduce((sum, { tenants }) => sum + tenants.length, 0));
  const { tenants, tenantsPerAccount } = opened.loaded.config.pace;
  const work = async (tenant: InventoryTenant): Promise<void> => {
    const { row, place } = await lookAtTenant(ctx, tenant);
    places.saw(tenant.place, place);
    watcher.onLook(row);
  };
  const gauge = createLoadGauge(tenants);
  try {
    await runSchedule({ places: left, ...gauge, tenantsPerPlace: tenantsPerAccount, work, signal: caller.signal });
  } catch (error) {
    if (!caller.signal.aborted) throw error;
  } finally {
    gauge.stop();
    watcher.onEnd();
    await places.keep(state, night.name, plan, ctx.setting.shared.fleet?.reads ?? new Map());
  }
  if (caller.signal.aborted) throw interrupted(night.name);
};

/** Of the shard, or all. */
const mine = (inventory: Inventory, shard: Shard | null): Inventory => {
  if (shard === null) return inventory;
  const places = placesOfShard(inventory.tenants, shard);
  const tenants = inventory.tenants.filter(({ place }) => places.has(place));
  return { tenants, refused: shard.index === 1 ? inventory.refused : [] };
};

/** What is written when the part is over, of all that were looked at in it. */
const endPart = async ({ state }: OpenedFleet, part: NightPart, isMine: (look: TenantLook) => boolean): Promise<NightPart> => {
  const exits: { [exit: string]: number } = {};
  let looked = 0;
  for await (const look of state.looks(part.night)) {
    if (!isMine(look)) continue;
    looked += 1;
    exits[look.exitCode] = (exits[look.exitCode] ?? 0) + 1;
  }
  const ended = { ...part, looked, exits, finishedAt: systemClock.now().toISOString() };
  await state.savePart(ended);
  return ended;
};

const night = async (working: Working): Promise<NightResult> => {
  const { opened, setting, options, watcher } = working;
  const { state, loaded } = opened;
  const whole = await collectInventory(
    profilesOf({ setting, tenant: options.tenant, loaded, stdin: options.stdin, looks: !options.planOnly }),
  );
  const { tenants, refused } = mine(whole, options.shard);
  const { night: begun, part, done } = await beginNight(opened, setting, options, tenants.length + refused.length, whole);
  const plan = await planOf(opened, tenants, begun.startedAt, begun.full);
  const places = new Set(plan.places.map(({ place }) => place));
  const isMine = ({ place }: TenantLook): boolean => places.has(place) || (refused.length > 0 && place === UNREAD);
  watcher.onPlan(plan, refused, begun);
  if (options.planOnly) return { plan, night: null, part: null, isMine };
  if (done) return { plan, night: part === null ? begun : null, part, isMine };
  await state.beginNight(begun);
  if (part !== null) await state.savePart(part);
  const keys = new Set(whole.tenants.map(({ key }) => key));
  const unread = new Set<string>();
  for (const one of refused) unread.add((await keepRefused(opened, begun, one, (key) => keys.has(key))).key);
  await lookAtAll(working, begun, plan, whole.tenants);
  if (part !== null) return { plan, night: null, part: await endPart(opened, part, isMine), isMine };
  const has = (key: string): boolean => keys.has(key) || unread.has(key);
  const tells = options.alerts !== null;
  const closed = await endNight(opened, begun, { tenants: tenants.length + refused.length, tells, has, missing: [] });
  return { plan, night: closed, part: null, isMine };
};

/** Throws UsageError for what is wrong before anybody is asked, and AbortError (130) when the night was interrupted. */
export const fleetCheck = async <T>(
  setting: Setting,
  caller: Caller,
  options: FleetCheckOptions,
  watcher: NightWatcher,
  tell: (result: NightResult, rows: NightRows) => Promise<T>,
): Promise<T> => {
  const alerts = options.planOnly ? null : options.alerts;
  const look = async (opened: OpenedFleet): Promise<T> =>
    tell(await night({ opened, setting, caller, options, watcher }), opened.state);
  return withFleet(setting, caller, { ...options, alerts }, (opened) =>
    options.planOnly ? look(opened) : alone(opened, () => look(opened)),
  );
};
