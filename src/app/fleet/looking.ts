// Looks at the accounts that this process holds, each tenant once a night.
import { resolve } from 'node:path';
import type { Night, TenantLook } from '../../core/fleet.ts';
import type { InventoryTenant } from '../../fleet/inventory.ts';
import { pulseJournal } from '../../fleet/pulse-journal.ts';
import type { NightPlan, PlannedPlace } from '../../fleet/plan.ts';
import { runSchedule } from '../../fleet/schedule.ts';
import type { Fence } from '../../store/fence.ts';
import { systemClock } from '../../world/clock.ts';
import { createLoadGauge } from '../../world/load.ts';
import { sharedByFleet } from '../../world/shared.ts';
import type { TenantOptions } from '../options.ts';
import { readRunbook } from '../runbooks.ts';
import type { Setting } from '../setting.ts';
import { Places } from './beside.ts';
import { certifiedUntil } from './certified.ts';
import type { NightContext } from './context.ts';
import { lookAtTenant } from './look.ts';
import type { OpenedFleet } from './open.ts';
import { rateOf } from './planning.ts';
import { SendTurns } from './turns.ts';

export interface Looker {
  readonly opened: OpenedFleet;
  readonly setting: Setting;
  readonly tenant: TenantOptions;
}

/** What all looks of a night share: one pacer and one cache an account and region, what is known of silent parties, of certifications. */
export const nightContext = async (
  { opened, setting, tenant }: Looker,
  { name, startedAt, full, pulse }: Pick<Night, 'name' | 'startedAt' | 'full' | 'pulse'>,
  neighbours: NightContext['neighbours'],
  signal: AbortSignal,
): Promise<NightContext> => {
  const { config, directory } = opened.loaded;
  const [ses, smtp] = await Promise.all([readRunbook(setting.root, 'ses'), readRunbook(setting.root, 'smtp')]);
  const evidence = config.evidence === undefined ? null : resolve(directory, config.evidence);
  return {
    setting: { ...setting, shared: sharedByFleet(rateOf(opened)) },
    state: opened.state,
    tenant,
    night: name,
    startedAt,
    full,
    runbooks: { ses, smtp },
    suppressed: new Map(),
    journal: (key) => pulseJournal(opened.store, name, key),
    pulse: pulse === true ? new SendTurns(config.pace.pulseSeconds * 1000) : null,
    certified: evidence === null ? undefined : await certifiedUntil(evidence),
    tenantMs: config.pace.tenantSeconds * 1000,
    evidenceDir: evidence ?? resolve(directory, 'evidence'),
    neighbours,
    signal,
  };
};

interface Looking {
  readonly opened: OpenedFleet;
  readonly ctx: NightContext;
  readonly plan: Pick<NightPlan, 'places'>;
  readonly onLook: (row: TenantLook) => void;
}

/** Rejects where the context's signal is given, or the store is down; what was looked at is kept. `done` is not looked at again, and counts with its account. */
const lookAtHeld = async ({ opened, ctx, plan, onLook }: Looking, done: ReadonlySet<string>): Promise<void> => {
  const places = new Places();
  const { tenants, tenantsPerAccount } = opened.loaded.config.pace;
  const reads = ctx.setting.shared.fleet?.reads ?? new Map<string, number>();
  const before = new Map(reads);
  const work = async (tenant: InventoryTenant, signal: AbortSignal): Promise<void> => {
    const { row, place } = await lookAtTenant({ ...ctx, signal }, tenant);
    places.saw(tenant.place, place);
    onLook(row);
  };
  const gauge = createLoadGauge(tenants);
  try {
    const open = plan.places.map((one) => ({ ...one, tenants: one.tenants.filter(({ key }) => !done.has(key)) }));
    await runSchedule({ places: open, ...gauge, tenantsPerPlace: tenantsPerAccount, work, signal: ctx.signal });
  } finally {
    gauge.stop();
    const made = new Map([...reads].map(([place, count]) => [place, count - (before.get(place) ?? 0)]));
    await places.keep(opened.state, ctx.night, plan, made);
  }
  ctx.signal.throwIfAborted();
};

const WAIT_MS = 1000;

/**
 * Takes each account as it comes free, and looks at those of its tenants that nobody looked at before. `isPatient` false: what
 * another holds is left out. Resolves with whether every account was taken.
 */
export const lookAtPlaces = async (looking: Looking, guard: Fence, isPatient: boolean): Promise<boolean> => {
  const { opened, ctx, plan } = looking;
  for (let waiting = plan.places; waiting.length > 0; ) {
    const held: PlannedPlace[] = [];
    for (const one of waiting) if (await guard.take(one.place)) held.push(one);
    waiting = waiting.filter((one) => !held.includes(one));
    try {
      if (held.length > 0) await lookAtHeld({ ...looking, plan: { places: held } }, await opened.state.done(ctx.night));
    } finally {
      for (const { place } of held) await guard.release(place);
    }
    if (!isPatient) return waiting.length === 0;
    if (waiting.length > 0 && held.length === 0) await systemClock.sleep(WAIT_MS, ctx.signal);
  }
  return true;
};
