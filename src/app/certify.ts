// The whole run of a provider's runbook on one tenant: observe, attest, send one message, await its callback, write the record.
import { UsageError } from '../core/errors.ts';
import type { Provider, TemplateName } from '../core/profile.ts';
import type { LoadedProfile } from '../profile/profile.ts';
import { targetOf } from '../profile/target.ts';
import type { EvidenceRecord, RunDocument } from '../core/record.ts';
import type { Runbook } from '../core/runbook.ts';
import type { Beforehand, RunContext } from '../run/context.ts';
import { type EarlierRuns, journalPath, openSends, openSession, runsOf, type OpenSession } from '../run/journal.ts';
import { modeOf } from '../run/mode.ts';
import type { RunState } from '../run/state.ts';
import { walk } from '../run/walk.ts';
import { systemClock } from '../world/clock.ts';
import { createFiles } from '../world/files/files.ts';
import { newRunId } from '../world/ids.ts';
import { beforehandOf } from './beforehand.ts';
import type { Caller, Watcher } from './caller.ts';
import { refuseClockBehindChain } from './clock-behind.ts';
import { concludeRun, leaveOpen } from './conclude.ts';
import { runContext, runStarted } from './context.ts';
import { laterFault } from './later-fault.ts';
import { withSource, type ProfileSource } from './lab/source.ts';
import { operatorOf } from './operator.ts';
import { profileLooked } from './look.ts';
import type { RecordOptions, SubjectOptions, TenantOptions } from './options.ts';
import { refuseTooLate, templatesAsked } from './templates-asked.ts';
import { runToResume } from './resume.ts';
import { readRunbook } from './runbooks.ts';
import type { Setting } from './setting.ts';
import { checkSheet } from './sheet.ts';
import { openTenant, type Tenant } from './tenant.ts';
import { refuseUnready } from './unattended.ts';
import { waitUntilReady } from './waiting.ts';

export interface RunOptions extends RecordOptions {
  readonly provider: Provider;
  readonly tenant: TenantOptions;
  /** Milliseconds to wait for the callback; null takes the runbook's. */
  readonly callbackMs: number | null;
  /** Goes on with this run, or with the newest unfinished one (true); null: a new run. */
  readonly resume: string | true | null;
  /** The record that is proven again; null: none. */
  readonly rerunOf: string | null;
  /** Templates of which one message each is to be sent besides the live one. */
  readonly templates: readonly string[];
}

export interface CertifyOptions extends SubjectOptions, Omit<RunOptions, 'rerunOf'> {
  /** Milliseconds to wait beforehand for what is pending; null: not at all. */
  readonly waitMs: number | null;
}

const RETRY_MS = { SES: 2_000, SMTP: 65_000 } as const;
/** A run that was just killed may still be on its way out. */
const LOCK_MS = 1_000;
const ROWS_GRACE_MS = 10_000;

/** What is settled before the tenant's secrets are touched. */
interface Prepared {
  readonly setting: Setting;
  readonly caller: Caller;
  readonly source: ProfileSource;
  readonly options: RunOptions;
  readonly loaded: LoadedProfile;
  readonly runbook: Runbook;
  readonly operator: string;
  readonly earlier: EarlierRuns;
  readonly beforehand: Beforehand;
  readonly found: RunState | null;
  readonly runId: string;
  /** Asked for now. */
  readonly templates: readonly TemplateName[];
}

const rightProvider = (loaded: LoadedProfile, provider: Provider): void => {
  if (loaded.profile.provider === provider) return;
  const command = loaded.profile.provider.toLowerCase();
  throw new UsageError({
    code: 'other-provider',
    message: `${loaded.path} is the profile of an ${loaded.profile.provider} tenant.`,
    fix: `Run \`certify ${command} ${loaded.path}\`.`,
    place: { file: loaded.path },
  });
};

const begin = (ctx: RunContext, session: OpenSession, given: Prepared): Promise<void> => {
  const { found, runId, operator, templates } = given;
  const asked = templates.length === 0 ? {} : { templates };
  const begun =
    found === null ? runStarted(ctx, runId, operator) : ({ type: 'run-resumed', operator, pid: process.pid } as const);
  return session.append({ ...begun, ...asked });
};

/** So that what is printed to be typed finds the same journals. */
const elsewhere = ({ evidenceDir }: RecordOptions): string =>
  evidenceDir === './evidence' ? '' : ` --evidence-dir ${evidenceDir}`;

const contextOf = (given: Prepared, opened: Tenant, watcher: Watcher): RunContext => {
  const { source, options, loaded } = given;
  const { provider } = loaded.profile;
  const looked = runContext({
    setting: given.setting,
    caller: given.caller,
    opened,
    tenant: options.tenant,
    watcher,
    operator: given.operator,
    command: provider.toLowerCase(),
    typed: `${source.typed}${elsewhere(options)}`,
    runbook: given.runbook,
    beforehand: given.beforehand,
    history: {
      openSends: openSends(given.earlier.runs.filter((run) => run.runId !== given.runId)),
      unread: given.earlier.unread,
    },
    rerunOf: options.rerunOf,
    part: null,
    timing: {
      waitMs: options.callbackMs ?? source.waitMs,
      retryMs: source.retryMs ?? RETRY_MS[provider],
      rowsGraceMs: ROWS_GRACE_MS,
    },
  });
  return { ...looked, loaded };
};

const start = (ctx: RunContext, session: OpenSession, watcher: Watcher): void => {
  const { startedAt, operator } = session.state();
  const { tenant, environment } = ctx.loaded.profile;
  watcher.onStart({ run: { command: ctx.command, mode: ctx.mode, startedAt, operator, rerunOf: null }, tenant, environment });
};

const walkTenant = async (given: Prepared, opened: Tenant): Promise<RunDocument | EvidenceRecord> => {
  const { setting, caller, options, runId } = given;
  const files = createFiles();
  const watcher = await caller.watch('walk');
  const ctx = contextOf(given, opened, watcher);
  const session = await openSession(files, journalPath(options.evidenceDir, runId), {
    clock: systemClock,
    gate: (line, path) => caller.gate().check(line, path),
    onEntry: (entry) => watcher.onEntry(entry),
  });
  let begun = false;
  try {
    await begin(ctx, session, given);
    begun = true;
    start(ctx, session, watcher);
    const putOff = await walk(ctx, session);
    watcher.onEnd();
    if (putOff.length > 0) return leaveOpen({ ctx, session });
    return await concludeRun({ ctx, session, files, setting, caller, record: options });
  } catch (error) {
    throw begun ? laterFault(error, `${ctx.invocation} --resume`) : error;
  } finally {
    watcher.onEnd();
    await session.close();
  }
};

const lockPath = (evidenceDir: string, { profile }: LoadedProfile): string =>
  `${evidenceDir}/.locks/run-${profile.provider.toLowerCase()}-${encodeURIComponent(profile.tenant)}.lock`;

/** Runs the provider's runbook on a profile; the record that was written. One run at a time for tenant and provider. */
export const runOn = async (
  setting: Setting,
  caller: Caller,
  source: ProfileSource,
  options: RunOptions,
): Promise<RunDocument | EvidenceRecord> => {
  const { evidenceDir, provider, tenant } = options;
  const loaded = await source.load();
  rightProvider(loaded, provider);
  const templates = templatesAsked(options.templates, loaded);
  const runbook = await readRunbook(setting.root, provider.toLowerCase());
  const answeredFor = options.operator !== null || source.lab;
  refuseUnready({ loaded, runbook, interactive: caller.interactive, env: setting.env, answeredFor });
  const operator = operatorOf(options.operator, { interactive: caller.interactive, lab: source.lab });
  await checkSheet(loaded);
  const files = createFiles();
  const lock = await files.lock(lockPath(evidenceDir, loaded), { waitMs: LOCK_MS });
  try {
    const earlier = await runsOf(files, evidenceDir, loaded.profile);
    const target = targetOf(loaded);
    const mode = modeOf(target.places);
    await refuseClockBehindChain(files, evidenceDir, { ...loaded.profile, mode }, systemClock.now());
    const resumed = runToResume(options, { loaded, runbook, version: setting.version, at: systemClock.now() }, earlier);
    if (resumed !== null) caller.onResume(resumed);
    const found = resumed?.run ?? null;
    if (found !== null) refuseTooLate(templates, found, runbook);
    const runId = found?.runId ?? newRunId();
    const opened = await openTenant(target, { setting, caller, tenant, evidenceDir, runId, sends: true });
    try {
      const { secrets } = opened.world.reads;
      const beforehand = await beforehandOf({ loaded, runbook, mode, evidenceDir, secrets, stores: true });
      return await walkTenant(
        { setting, caller, source, options, loaded, runbook, operator, earlier, beforehand, found, runId, templates },
        opened,
      );
    } finally {
      await opened.close();
    }
  } finally {
    await lock.release();
  }
};

/** Runs the provider's runbook on the named profile, or in the embedded lab. UsageError before anything was sent. */
export const certify = (setting: Setting, caller: Caller, options: CertifyOptions): Promise<RunDocument | EvidenceRecord> => {
  const resuming = options.resume !== null;
  const command = options.provider.toLowerCase();
  return withSource(setting, { ...options, command, resuming }, async (source) => {
    const ready = await waitUntilReady(setting, caller, { ...options, source: profileLooked(source) }, options.waitMs);
    return runOn(ready, caller, source, { ...options, rerunOf: null });
  });
};
