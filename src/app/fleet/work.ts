// `fleet work`: a worker that takes accounts of any night from the queue, one process an account, until it is stopped.
import { join, relative } from 'node:path';
import type { TenantLook } from '../../core/fleet.ts';
import type { InventoryTenant } from '../../fleet/inventory.ts';
import { type PlaceJob, takePlaces } from '../../fleet/queue.ts';
import { sharingInFleet } from '../../fleet/sharing.ts';
import { openFence, type Fence } from '../../store/fence.ts';
import { isLasting, StoreDown } from '../../store/store.ts';
import { systemClock } from '../../world/clock.ts';
import type { Caller } from '../caller.ts';
import type { TenantOptions } from '../options.ts';
import type { Setting } from '../setting.ts';
import { refuseMissing } from './certified.ts';
import type { NightContext } from './context.ts';
import { lookAtPlaces, nightContext, type Looker } from './looking.ts';
import { type FleetSource, type OpenedFleet, refuseWithoutServer } from './open.ts';
import { planOf } from './planning.ts';
import { type AlertOptions, withFleet } from './with-fleet.ts';

/** What a worker did of one account. */
export interface WorkedPlace {
  readonly schema: 'certify.fleet-work/1';
  readonly night: string;
  readonly place: string;
  readonly tenants: number;
  /** By this worker, now. */
  readonly looked: number;
  /** Exit code → tenants. */
  readonly exits: { readonly [exit: string]: number };
  readonly tookMs: number;
}

export interface FleetWorkOptions extends FleetSource {
  readonly tenant: TenantOptions;
  /** Accounts in work at once. */
  readonly places: number;
  /** Ends when there was nothing to do for so long, in milliseconds; null: stays. */
  readonly idleMs: number | null;
  readonly alerts: AlertOptions | null;
  /** The store is open: accounts are taken from now on. */
  readonly onReady: () => void;
  readonly onPlace: (worked: WorkedPlace) => void;
  /** Whether the database answers, each time that it changes. */
  readonly onStore: (answers: boolean) => void;
}

const AGAIN_MS = 1000;

interface Worker extends Looker {
  readonly options: FleetWorkOptions;
  /** What is in work, and since when nothing is. */
  readonly busy: { places: number; idleSince: number };
}

/** Paths of the plan are from the fleet's directory. */
const here = ({ loaded }: OpenedFleet, tenant: InventoryTenant): InventoryTenant =>
  tenant.profile.startsWith('/') ? tenant : { ...tenant, profile: join(relative('.', loaded.directory), tenant.profile) };

/** Contexts of the nights in work, while one session with the database lasts. */
class Session {
  readonly #worker: Worker;
  readonly #fence: Fence;
  readonly #signal: AbortSignal;
  readonly #nights = new Map<string, Promise<NightContext | null>>();

  constructor(worker: Worker, fence: Fence, signal: AbortSignal) {
    this.#worker = worker;
    this.#fence = fence;
    this.#signal = AbortSignal.any([signal, fence.lost]);
  }

  /** null: the night is over. */
  async #open(name: string): Promise<NightContext | null> {
    const { state } = this.#worker.opened;
    const kept = await state.night(name);
    if (kept === null || kept.state === 'complete') return null;
    const all: Pick<InventoryTenant, 'marks' | 'tenant'>[] = [];
    for await (const { marks, tenant } of state.allTasks(name)) all.push({ marks, tenant });
    return nightContext(this.#worker, kept.night, sharingInFleet(all, this.#worker.opened.loaded.config.sharing), this.#signal);
  }

  #context(name: string): Promise<NightContext | null> {
    const known = this.#nights.get(name);
    if (known !== undefined) return known;
    // One night after the other is the rule; a context holds a cache of every account of its night.
    if (this.#nights.size > 3) this.#nights.clear();
    const made = this.#open(name);
    this.#nights.set(name, made);
    made.catch(() => this.#nights.delete(name));
    return made;
  }

  /** False: somebody else has the account now. */
  async work({ night, place }: PlaceJob): Promise<boolean> {
    const { opened, options, busy } = this.#worker;
    busy.places += 1;
    try {
      const ctx = await this.#context(night);
      if (ctx === null) return true;
      const tenants = (await opened.state.tasks(night, place)).map((one) => here(opened, one));
      const plan = await planOf(opened, tenants, ctx.startedAt, ctx.full);
      const began = systemClock.elapsed();
      const exits: { [exit: string]: number } = {};
      let looked = 0;
      const onLook = ({ exitCode }: TenantLook): void => {
        looked += 1;
        exits[exitCode] = (exits[exitCode] ?? 0) + 1;
      };
      if (!(await lookAtPlaces({ opened, ctx, plan, onLook }, this.#fence, false))) return false;
      const tookMs = Math.round(systemClock.elapsed() - began);
      options.onPlace({ schema: 'certify.fleet-work/1', night, place, tenants: tenants.length, looked, exits, tookMs });
      return true;
    } finally {
      busy.places -= 1;
      busy.idleSince = systemClock.elapsed();
    }
  }
}

/** Given when nothing was in work for so long. */
const idling = ({ options: { idleMs }, busy }: Worker): { readonly signal: AbortSignal; stop(): void } => {
  const over = new AbortController();
  if (idleMs === null) return { signal: over.signal, stop: () => undefined };
  const timer = setInterval(() => {
    if (busy.places === 0 && systemClock.elapsed() - busy.idleSince >= idleMs) over.abort();
  }, 250);
  return { signal: over.signal, stop: () => clearInterval(timer) };
};

/** One session with the database after the other: with each, everything that was held is held anew. */
const sessions = async (worker: Worker, server: string, signal: AbortSignal): Promise<void> => {
  const { options, opened } = worker;
  let answers = true;
  const heard = (now: boolean): void => {
    if (now !== answers) options.onStore(now);
    answers = now;
  };
  while (!signal.aborted) {
    try {
      const fence = await openFence(server);
      try {
        heard(true);
        const session = new Session(worker, fence, signal);
        const { store } = opened;
        await takePlaces({ url: server, store, fence, places: options.places, work: (job) => session.work(job), signal });
      } finally {
        await fence.close();
      }
      if (fence.lost.aborted) heard(false);
    } catch (error) {
      if (!(error instanceof StoreDown) || isLasting(error)) throw error;
      heard(false);
      await systemClock.sleep(AGAIN_MS, signal).catch(() => undefined);
    }
  }
};

/** Works until the caller's signal is given, or nothing is left to do for `idleMs`. Throws UsageError where the fleet has no server. */
export const fleetWork = (setting: Setting, caller: Caller, options: FleetWorkOptions): Promise<void> =>
  withFleet(setting, caller, options, async (opened) => {
    const server = refuseWithoutServer(opened, options.config);
    await refuseMissing(opened.loaded);
    options.onReady();
    const busy = { places: 0, idleSince: systemClock.elapsed() };
    const worker: Worker = { opened, setting, tenant: options.tenant, options, busy };
    const idle = idling(worker);
    try {
      await sessions(worker, server, AbortSignal.any([caller.signal, idle.signal]));
    } finally {
      idle.stop();
    }
  });
