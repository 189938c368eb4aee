// One tenant of a night: looked at, with SES's own answers read anew or taken over, and made a row, whatever happens.
import { AbortError, UsageError } from '../../core/errors.ts';
import type { LookError, TenantLook } from '../../core/fleet.ts';
import type { JsonValue } from '../../core/json.ts';
import type { Reads } from '../../core/ports/reads.ts';
import type { RunDocument } from '../../core/record.ts';
import { fact } from '../../facts/fact.ts';
import type { InventoryTenant } from '../../fleet/inventory.ts';
import { listedLine } from '../../fleet/listing.ts';
import { carriedFrom, carriedOf, dueForReading, type Observations, restsOnTrouble } from '../../fleet/ration.ts';
import { errorRow, rowOf } from '../../fleet/row.ts';
import { SUPPRESSED, suppressedInADay } from '../../fleet/suppressed.ts';
import { watchedOfPlace } from '../../fleet/watched.ts';
import { maskText, NO_MASK_CONTEXT } from '../../masking/mask.ts';
import { StoreDown } from '../../store/store.ts';
import { systemClock } from '../../world/clock.ts';
import { limited } from '../../world/time-limit.ts';
import { silentCaller } from '../caller.ts';
import { fileSource } from '../lab/source.ts';
import { lookAt, profileLooked } from '../look.ts';
import type { TenantMemory } from '../../fleet/state.ts';
import type { NightContext } from './context.ts';
import { lookError } from './profiles.ts';
import type { SendTurns } from './turns.ts';

export interface TenantNight {
  readonly row: TenantLook;
  /** What its account and region said; null: nothing. */
  readonly place: { readonly [name: string]: JsonValue } | null;
}

interface Asked {
  ses: TenantLook['ses'];
  listed: string | null;
  suppressed: Promise<number | null>;
}

const once = <T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> => {
  const found = known.get(key) ?? ask();
  known.set(key, found);
  // A tenant whose look ends early never asks for it.
  found.catch(() => undefined);
  return found;
};

/** What is not asked tonight, and why: filled when the tenant's doors are open. */
const takeOver = async (
  ctx: NightContext,
  tenant: InventoryTenant,
  memory: TenantMemory | null,
  reads: Reads,
  asked: Asked,
): Promise<Observations> => {
  if (!tenant.ses) return {};
  // A list that cannot be had says nothing of what changed.
  asked.listed = await listedLine(reads.aws.ses, reads.sender).catch(() => null);
  if (asked.listed !== null)
    asked.suppressed = once(ctx.suppressed, tenant.place, () => suppressedInADay(reads.aws.ses, ctx.startedAt));
  const due = ctx.full
    ? 'all are read'
    : dueForReading({ key: tenant.key, profileDigest: tenant.profileDigest, memory, at: ctx.startedAt });
  if (memory === null || due !== null || asked.listed === null || asked.listed !== memory.listed) return {};
  asked.ses = 'carried';
  return carriedOf(memory);
};

const memoryAfter = (
  tenant: InventoryTenant,
  document: RunDocument,
  before: TenantMemory | null,
  { ses, listed }: Asked,
): TenantMemory => {
  const { key, profile, profileDigest } = tenant;
  if (ses !== 'full') {
    const kept = { sesReadAt: before?.sesReadAt ?? null, sesFacts: before?.sesFacts ?? null };
    const sesTrouble = ses === 'carried' && restsOnTrouble(document);
    return { key, profile, profileDigest, listed: listed ?? before?.listed ?? null, ...kept, sesTrouble };
  }
  const facts = { sesReadAt: document.run.finishedAt, sesFacts: carriedFrom(document) };
  return { key, profile, profileDigest, listed, ...facts, sesTrouble: restsOnTrouble(document) };
};

const tookTooLong = (ms: number): LookError => ({
  code: 'took-too-long',
  message: `The look was ended after ${Math.round(ms / 1000)} s: a party of this tenant does not answer.`,
  fix: 'See which one with `certify check` and --verbose; pace.tenantSeconds in fleet.yaml gives it longer.',
  file: null,
  line: null,
  column: null,
});

/** A bug of certify's ends one tenant's look, not the night. */
const crashed = (error: unknown): LookError => {
  const message = error instanceof Error ? maskText(error.message, NO_MASK_CONTEXT).slice(0, 300) : '';
  const name = error instanceof Error ? error.name : typeof error;
  return lookError({
    code: 'internal-fault',
    message: `certify itself failed (${name}): ${message}`,
    fix: 'Report this with the version, and `certify check` of this profile.',
  });
};

const ended = (error: unknown, isLate: boolean, ms: number): readonly [LookError, 2 | 3 | 4] => {
  if (isLate) return [tookTooLong(ms), 3];
  if (error instanceof UsageError) return [lookError(error), 2];
  return [error instanceof AbortError ? lookError(error) : crashed(error), 4];
};

/** Rejects where the signal was given before the end. Waits for it either way: what still asks must not outlive its account's lock. */
const within = async <T>(signal: AbortSignal, work: Promise<T>): Promise<T> => {
  const [done] = await Promise.allSettled([work]);
  signal.throwIfAborted();
  if (done.status === 'rejected') throw done.reason;
  return done.value;
};

const looked = (ctx: NightContext, tenant: InventoryTenant, began: number, ses: TenantLook['ses']) => ({
  night: ctx.night,
  key: tenant.key,
  tenant: tenant.tenant,
  profile: tenant.profile,
  provider: tenant.provider,
  environment: tenant.environment,
  place: tenant.place,
  at: systemClock.now().toISOString(),
  tookMs: Math.round(systemClock.elapsed() - began),
  ses,
});

const pulsedRow = async (
  ctx: NightContext,
  tenant: InventoryTenant,
  row: TenantLook,
  turns: SendTurns,
  { observations }: RunDocument,
): Promise<TenantLook> => {
  const perSecond = fact(observations, 'ses.account')?.quota.maxPerSecond ?? null;
  return (await import('./pulse.ts')).withPulse(ctx, tenant, row, turns, perSecond);
};

/** Looks, and keeps the row. Rejects only when the night itself is stopped, or its store is down. */
export const lookAtTenant = async (ctx: NightContext, tenant: InventoryTenant): Promise<TenantNight> => {
  const began = systemClock.elapsed();
  const memory = await ctx.state.memory(tenant.key);
  const limit = limited(ctx.signal, ctx.tenantMs);
  const caller = silentCaller(limit.signal);
  const asked: Asked = { ses: tenant.ses ? 'full' : 'none', listed: null, suppressed: Promise.resolve(null) };
  const source = fileSource(ctx.setting, { profile: tenant.profile, tenant: ctx.tenant, command: 'fleet check' });
  try {
    const work = lookAt(ctx.setting, caller, {
      command: 'check',
      source: profileLooked(source),
      tenant: ctx.tenant,
      evidenceDir: ctx.evidenceDir,
      operator: null,
      signKey: null,
      stores: false,
      neighbours: ctx.neighbours(tenant),
      unwatched: true,
      runbook: tenant.provider === 'SES' ? ctx.runbooks.ses : ctx.runbooks.smtp,
      carried: (reads) => takeOver(ctx, tenant, memory, reads, asked),
    });
    const document = await within(limit.signal, work);
    const sesReadAt =
      asked.ses === 'carried' ? (memory?.sesReadAt ?? null) : asked.ses === 'full' ? document.run.finishedAt : null;
    const certified = ctx.certified === undefined ? undefined : (ctx.certified.get(tenant.key) ?? null);
    const found = rowOf(document, { ...looked(ctx, tenant, began, asked.ses), sesReadAt }, certified);
    const { pulse: turns } = ctx;
    const row = turns === null ? found : await pulsedRow(ctx, tenant, found, turns, document);
    const after = memoryAfter(tenant, document, memory, asked);
    caller.gate().check(JSON.stringify([row, after]), tenant.profile);
    await ctx.state.saveLook(row, after);
    const suppressed = await asked.suppressed;
    const place = { ...watchedOfPlace(document), ...(suppressed === null ? {} : { [SUPPRESSED]: suppressed }) };
    return { row, place: Object.keys(place).length === 0 ? null : place };
  } catch (error) {
    ctx.signal.throwIfAborted();
    // Of the store's trouble nothing is the tenant's: it is looked at again.
    if (error instanceof StoreDown) throw error;
    const [why, exitCode] = ended(error, limit.isLate(), ctx.tenantMs);
    const row = errorRow(why, exitCode, { ...looked(ctx, tenant, began, 'none'), sesReadAt: memory?.sesReadAt ?? null });
    await ctx.state.saveLook(row, null);
    return { row, place: null };
  } finally {
    limit.stop();
  }
};
