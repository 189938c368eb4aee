// `certify check` and `certify dns`: observe and judge, send nothing, end in READY or in what is in the way.
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
import type { Invocation } from './command.ts';
import { storeDocument } from './conclude.ts';
import { commonFlags, tenantFlags } from './flags.ts';
import type { ProfileSource } from './lab-source.ts';
import { createPeople } from './people.ts';
import { progressFor } from './progress.ts';
import { sharingTenants } from './sharing.ts';
import { openTenant } from './tenant.ts';

export interface Look {
  readonly command: 'check' | 'dns' | 'rerun';
  readonly source: ProfileSource;
  /** The provider's runbook; what is left out of it follows from `keep`. */
  readonly runbook: (provider: 'ses' | 'smtp') => Promise<Runbook>;
  readonly keep: (check: AnyCheck, step: Step) => boolean;
  /** Whose row the webhook's negative tests aim at; null: they are not made. */
  readonly aim?: Aim | null;
  /** The record that is observed again. */
  readonly rerunOf?: string;
  /** Other probes than all. */
  readonly probes?: ProbeLoaders;
  /** A record needs somebody who answers for it. */
  readonly record: boolean;
}

/** Observes and judges; the document is stored as a record when somebody answers for it. */
export const lookAt = async (invocation: Invocation, look: Look): Promise<RunDocument> => {
  const flags = commonFlags(invocation.flags);
  const tenant = tenantFlags(invocation.flags);
  const { io } = invocation;
  const loaded = await look.source.load();
  const runId = newRunId();
  const byId = new Map(checks.map((check) => [check.id, check]));
  const runbook = readOnlyRunbook(
    await look.runbook(loaded.profile.provider === 'SES' ? 'ses' : 'smtp'),
    byId,
    look.keep,
    (look.aim ?? null) !== null,
  );
  const opened = await openTenant(loaded, { invocation, common: flags, flags: tenant, runId, sends: false });
  const progress = await progressFor(io, flags);
  const quiet = { ...flags, quiet: flags.quiet || !flags.verbose };
  const people = createPeople({
    io,
    progress,
    flags: quiet,
    operator: '',
    signal: invocation.signal,
    now: () => systemClock.now(),
  });
  const ctx: RunContext = {
    command: look.command,
    invocation: `certify ${look.command} ${look.source.typed}`,
    certify: invocation.version,
    loaded,
    runbook,
    checks: byId,
    probes: look.probes ?? probes,
    reads: opened.world.reads,
    writes: null,
    mode: modeOf(loaded.profile),
    failOnWarning: tenant.failOnWarning,
    mask: opened.mask,
    people,
    timing: { waitMs: null, retryMs: 0, rowsGraceMs: 0 },
    sharing: look.record ? await sharingTenants(createFiles(), flags.evidenceDir, loaded.profile) : [],
    openSends: [],
    rerunOf: look.rerunOf ?? null,
    signal: invocation.signal,
  };
  const session = memorySession({
    clock: systemClock,
    gate: (line, path) => io.gate().check(line, path),
    onEntry: () => undefined,
  });
  try {
    await session.append({
      type: 'run-started',
      runId,
      command: look.command,
      tenant: loaded.profile.tenant,
      provider: loaded.profile.provider,
      nonce: newNonce(),
      profileDigest: loaded.digest,
      runbookDigest: runbook.digest,
      operator: flags.operator ?? '',
      certify: invocation.version,
      pid: process.pid,
    });
    await lookOnly(ctx, session, look.aim ?? null);
    const ending = { ctx, session, files: createFiles(), io, flags };
    return await (look.record && flags.operator !== null ? storeDocument(ending) : composeDocument(ctx, session.state(), null));
  } finally {
    progress.stop();
    await session.close();
    await opened.close();
  }
};
