// Observe and judge, send nothing: what `check`, `dns`, `rerun` and every fleet ask of one tenant.
import { checks } from '../checks/index.ts';
import type { AnyCheck } from '../checks/check.ts';
import type { RunDocument } from '../core/record.ts';
import type { Runbook, Step } from '../core/runbook.ts';
import { probes } from '../probes/index.ts';
import { composeDocument } from '../run/compose.ts';
import type { RunContext } from '../run/context.ts';
import { memorySession } from '../run/journal.ts';
import { modeOf } from '../run/mode.ts';
import type { ProbeLoaders } from '../run/plan.ts';
import { type Aim, lookOnly, readOnlyRunbook } from '../run/read-only.ts';
import { systemClock } from '../world/clock.ts';
import { createFiles } from '../world/files/files.ts';
import { newNonce, newRunId } from '../world/ids.ts';
import { type Caller, peopleOf } from './caller.ts';
import { storeDocument } from './conclude.ts';
import type { ProfileSource } from './lab/source.ts';
import type { RecordOptions, TenantOptions } from './options.ts';
import { readRunbook } from './runbooks.ts';
import type { Setting } from './setting.ts';
import { sharingTenants } from './sharing.ts';
import { openTenant, type Tenant } from './tenant.ts';

export interface Look extends RecordOptions {
  readonly command: 'check' | 'dns' | 'rerun';
  readonly source: ProfileSource;
  readonly tenant: TenantOptions;
  /** Another runbook than the provider's; what is left out of it follows from `keep`. */
  readonly runbook?: Runbook;
  readonly keep?: (check: AnyCheck, step: Step) => boolean;
  /** Whose row the webhook's negative tests aim at; null: they are not made. */
  readonly aim?: Aim | null;
  /** The record that is observed again. */
  readonly rerunOf?: string;
  /** Other probes than all. */
  readonly probes?: ProbeLoaders;
  /** False: never stored. True: stored when an operator answers for it. */
  readonly stores: boolean;
}

const byId = new Map(checks.map((check) => [check.id, check]));

const contextOf = async (setting: Setting, caller: Caller, look: Look, opened: Tenant, runbook: Runbook) => {
  const { loaded } = opened;
  const watcher = await caller.watch('look');
  const ctx: RunContext = {
    command: look.command,
    invocation: `certify ${look.command} ${look.source.typed}`,
    certify: setting.version,
    loaded,
    runbook,
    checks: byId,
    probes: look.probes ?? probes,
    reads: opened.world.reads,
    writes: null,
    mode: modeOf(loaded.profile),
    failOnWarning: look.tenant.failOnWarning,
    mask: opened.mask,
    people: peopleOf(watcher, ''),
    timing: { waitMs: null, retryMs: 0, rowsGraceMs: 0 },
    sharing: look.stores ? await sharingTenants(createFiles(), look.evidenceDir, loaded.profile) : [],
    openSends: [],
    rerunOf: look.rerunOf ?? null,
    signal: caller.signal,
  };
  return { ctx, watcher };
};

/** Observes and judges once; the document is stored as a record when somebody answers for it. */
export const lookAt = async (setting: Setting, caller: Caller, look: Look): Promise<RunDocument> => {
  const loaded = await look.source.load();
  const { profile } = loaded;
  const whole = look.runbook ?? (await readRunbook(setting.root, profile.provider === 'SES' ? 'ses' : 'smtp'));
  const runbook = readOnlyRunbook(whole, byId, look.keep, (look.aim ?? null) !== null);
  const runId = newRunId();
  const { tenant, evidenceDir } = look;
  const opened = await openTenant(loaded, { setting, caller, tenant, evidenceDir, runId, sends: false });
  const session = memorySession({
    clock: systemClock,
    gate: (line, path) => caller.gate().check(line, path),
    onEntry: () => undefined,
  });
  let ended = (): void => undefined;
  try {
    const { ctx, watcher } = await contextOf(setting, caller, look, opened, runbook);
    ended = () => watcher.onEnd();
    await session.append({
      type: 'run-started',
      runId,
      command: look.command,
      tenant: profile.tenant,
      provider: profile.provider,
      nonce: newNonce(),
      profileDigest: loaded.digest,
      runbookDigest: runbook.digest,
      operator: look.operator ?? '',
      certify: setting.version,
      pid: process.pid,
    });
    await lookOnly(ctx, session, look.aim ?? null);
    if (!look.stores || look.operator === null) return composeDocument(ctx, session.state(), null);
    return await storeDocument({ ctx, session, files: createFiles(), setting, caller, record: look });
  } finally {
    ended();
    await session.close();
    await opened.close();
  }
};
