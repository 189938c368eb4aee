// `fleet check` on one machine: inventory, plan, looks, and the night's end.
import { AbortError, UsageError } from '../../core/errors.ts';
import type { Night, NightPart, Shard, TenantLook } from '../../core/fleet.ts';
import { collectInventory, type Inventory, type InventoryTenant, type RefusedProfile } from '../../fleet/inventory.ts';
import { type NightPlan, placesOfShard } from '../../fleet/plan.ts';
import { forgetMended, UNREAD } from '../../fleet/unread.ts';
import { sharingInFleet } from '../../fleet/sharing.ts';
import { systemClock } from '../../world/clock.ts';
import type { Caller } from '../caller.ts';
import type { TenantOptions } from '../options.ts';
import type { Setting } from '../setting.ts';
import { fileTrouble } from '../store-fault.ts';
import { alone, holding, openGuard } from './guard.ts';
import { lookAtPlaces, nightContext } from './looking.ts';
import { isLasting, StoreDown } from '../../store/store.ts';
import { beginNight } from './begin.ts';
import { keepRefused } from './beside.ts';
import { refuseMissing } from './certified.ts';
import { endNight } from './ending.ts';
import { type FleetSource, type OpenedFleet, refuseWithoutServer } from './open.ts';
import { type AlertOptions, withFleet } from './with-fleet.ts';
import { patiently, persisting } from './persisting.ts';
import { planOf } from './planning.ts';
import { profilesOf } from './profiles.ts';
import type { NightRows } from './rows.ts';

export interface FleetCheckOptions extends FleetSource {
  readonly tenant: TenantOptions;
  /** null: the UTC date. */
  readonly night: string | null;
  /** Go on with the night that was stopped, if there is one. */
  readonly resume: boolean;
  readonly full: boolean;
  /** A message a tenant to the mailbox simulator too. */
  readonly pulse: boolean;
  readonly shard: Shard | null;
  /** The looks are left to workers on the same store. */
  readonly workers: boolean;
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
  onLook(row: Pick<TenantLook, 'key' | 'exitCode'>): void;
  /** What a night that workers have waits for. */
  onWait(says: string): void;
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
  /** The same, waited for while it is away, where workers look meanwhile. */
  readonly steady: OpenedFleet;
  readonly setting: Setting;
  readonly caller: Caller;
  readonly options: FleetCheckOptions;
  readonly watcher: NightWatcher;
}

const interrupted = (name: string): AbortError =>
  new AbortError({
    code: 'interrupted',
    message: `The night ${name} was interrupted; what was looked at is kept.`,
    fix: 'Go on with: `certify fleet check --resume`',
    exitCode: 130,
  });

const GO_ON = 'then go on with: `certify fleet check --resume`';

const storeDown = (name: string, cause: StoreDown, database: string | null): AbortError => {
  if (database !== null) {
    const { what, fix } = fileTrouble(cause.cause);
    return new AbortError({
      code: 'store-down',
      message: `The database ${database} took no more of the night ${name}: ${what}. What was looked at is kept.`,
      fix: `${fix} Then go on with: \`certify fleet check --resume\``,
      exitCode: 4,
      cause,
    });
  }
  return serverDown(name, cause);
};

const serverDown = (name: string, cause: StoreDown): AbortError =>
  isLasting(cause)
    ? new AbortError({
        code: 'store-refused',
        message: `The database refuses what the night ${name} needs of it, and would again; what was looked at is kept.`,
        fix: `Let the role of its URL create tables and the schema certify_queue, ${GO_ON}`,
        exitCode: 4,
        cause,
      })
    : new AbortError({
        code: 'store-down',
        message: `The database went away during the night ${name}; what was looked at is kept, and nobody is asked any further.`,
        fix: `See that it answers, ${GO_ON}`,
        exitCode: 4,
        cause,
      });

/** What stopped the looks, in words; other errors pass. */
const stopped = (error: unknown, { caller, opened }: Working, name: string): unknown => {
  if (caller.signal.aborted) return interrupted(name);
  return error instanceof StoreDown ? storeDown(name, error, opened.database) : error;
};

const lookAtAll = async (working: Working, night: Night, plan: NightPlan, fleet: readonly InventoryTenant[]): Promise<void> => {
  const { opened, caller, watcher, setting, options } = working;
  const guard = await openGuard(opened);
  try {
    const signal = AbortSignal.any([caller.signal, guard.lost]);
    const looker = { opened, setting, tenant: options.tenant };
    const ctx = await nightContext(looker, night, sharingInFleet(fleet, opened.loaded.config.sharing), signal);
    const done = await opened.state.done(night.name);
    const all = plan.places.flatMap(({ tenants }) => tenants);
    watcher.onStart(all.length, all.filter(({ key }) => done.has(key)).length);
    await lookAtPlaces({ opened, ctx, plan, onLook: (row) => watcher.onLook(row) }, guard, true);
  } finally {
    watcher.onEnd();
    await guard.close();
  }
};

const leaveToWorkers = async ({ opened, caller, watcher }: Working, night: Night, plan: NightPlan): Promise<void> => {
  const { watchWorkers } = await import('./queued.ts');
  try {
    await watchWorkers({
      opened,
      night: night.name,
      plan,
      signal: caller.signal,
      onStart: (total, done) => watcher.onStart(total, done),
      onLook: (row) => watcher.onLook(row),
      onWait: (says) => watcher.onWait(says),
    });
  } finally {
    watcher.onEnd();
  }
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

/** A list that came out empty is no fleet in order. */
const nobody = (config: string): UsageError =>
  new UsageError({
    code: 'no-profiles',
    message: `Nobody is in the fleet: what ${config} names as \`profiles\` holds no profile.`,
    fix: 'See why the list, or what is written to standard input, is empty.',
    place: { file: config },
  });

const night = async (working: Working): Promise<NightResult> => {
  const { opened, steady, setting, options, watcher } = working;
  const { state, loaded } = steady;
  if (options.workers) refuseWithoutServer(opened, options.config);
  else if (!options.planOnly) await refuseMissing(loaded);
  const whole = await collectInventory(
    profilesOf({ setting, tenant: options.tenant, loaded, stdin: options.stdin, looks: !options.planOnly }),
  );
  if (whole.tenants.length + whole.refused.length === 0) throw nobody(options.config);
  const { tenants, refused } = mine(whole, options.shard);
  const { night: begun, part, done } = await beginNight(steady, setting, options, tenants.length + refused.length, whole);
  const plan = await planOf(steady, tenants, begun.startedAt, begun.full);
  const ownKeys = new Set(tenants.map(({ key }) => key));
  const unreadPaths = new Set(refused.map(({ profile }) => profile));
  const isMine = ({ key, place, profile }: TenantLook): boolean =>
    ownKeys.has(key) || (place === UNREAD && unreadPaths.has(profile));
  watcher.onPlan(plan, refused, begun);
  if (options.planOnly) return { plan, night: null, part: null, isMine };
  if (done) return { plan, night: part === null ? begun : null, part, isMine };
  await state.beginNight(begun);
  if (part !== null) await state.savePart(part);
  if (part === null || part.shard.index === 1)
    await forgetMended(steady.store, begun.name, (profile) => unreadPaths.has(profile));
  const keys = new Set(whole.tenants.map(({ key }) => key));
  const unread = new Set<string>();
  for (const one of refused) unread.add((await keepRefused(steady, begun, one, (key) => keys.has(key))).key);
  try {
    await (options.workers ? leaveToWorkers(working, begun, plan) : lookAtAll(working, begun, plan, whole.tenants));
  } catch (error) {
    throw stopped(error, working, begun.name);
  }
  if (part !== null) return { plan, night: null, part: await endPart(opened, part, isMine), isMine };
  const has = (key: string): boolean => keys.has(key) || unread.has(key);
  const tells = options.alerts !== null;
  const close = (): Promise<Night> =>
    holding(opened, `end of ${begun.name}`, working.caller.signal, async () => {
      const kept = await opened.state.night(begun.name);
      // Another process watched the same night, and was first.
      if (kept?.state === 'complete') return kept.night;
      return endNight(opened, begun, { tenants: tenants.length + refused.length, tells, has, missing: [] });
    });
  const closed = options.workers ? await persisting(working.caller.signal, (says) => watcher.onWait(says), close) : await close();
  await state.forgetTasks(begun.name);
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
  const onWait = options.workers ? (says: string): void => watcher.onWait(says) : undefined;
  const look = async (opened: OpenedFleet): Promise<T> => {
    const steady = onWait === undefined ? opened : patiently(opened, caller.signal, onWait);
    return tell(await night({ opened, steady, setting, caller, options, watcher }), steady.state);
  };
  return withFleet(setting, caller, { ...options, alerts, onWait }, (opened) =>
    options.planOnly ? look(opened) : alone(opened, () => look(opened)),
  );
};
