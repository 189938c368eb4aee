// `certify ses` and `certify smtp`: the whole run, from flags to exit code.
import { UsageError } from '../core/errors.ts';
import type { LoadedProfile, Provider } from '../core/profile.ts';
import type { Runbook } from '../core/runbook.ts';
import { checks } from '../checks/index.ts';
import { probes } from '../probes/index.ts';
import { walkHeading } from '../report/terminal.ts';
import { requireAttestations } from '../run/attestations.ts';
import type { RunContext } from '../run/context.ts';
import { journalPath, openSession, unfinishedRuns, type OpenSession } from '../run/journal.ts';
import { modeOf } from '../run/mode.ts';
import type { RunState } from '../run/state.ts';
import { walk } from '../run/walk.ts';
import { systemClock } from '../world/clock.ts';
import { createFiles } from '../world/files.ts';
import { newNonce, newRunId } from '../world/ids.ts';
import type { Invocation } from './command.ts';
import type { Style } from './io.ts';
import { concludeRun } from './conclude.ts';
import { commonFlags, tenantFlags, type CommonFlags } from './flags.ts';
import { withLab, type ProfileSource } from './lab-source.ts';
import { operatorOf } from './operator.ts';
import { createPeople } from './people.ts';
import { spinning, still } from './progress.ts';
import { checkReports } from './reports.ts';
import { signerOf } from './signer.ts';
import { readRunbook } from './runbooks.ts';
import { openTenant } from './tenant.ts';
import { waitUntilReady } from './waiting.ts';

const RETRY_MS = { SES: 2_000, SMTP: 65_000 } as const;
const ROWS_GRACE_MS = 10_000;

const rightProvider = (loaded: LoadedProfile, provider: Provider): void => {
  if (loaded.profile.provider === provider) return;
  const command = loaded.profile.provider.toLowerCase();
  throw new UsageError({
    code: 'other-provider',
    message: `${loaded.path} is the profile of an ${loaded.profile.provider} tenant.`,
    fix: `Run: certify ${command} ${loaded.path}`,
    place: { file: loaded.path },
  });
};

const sameOrRefuse = (found: RunState, loaded: LoadedProfile, runbook: Runbook): void => {
  const other = found.profileDigest !== loaded.digest ? 'profile' : found.runbookDigest !== runbook.digest ? 'runbook' : null;
  if (other === null) return;
  throw new UsageError({
    code: `resume-other-${other}`,
    message: `Run ${found.runId} was started with another ${other}: its digest differs.`,
    fix: `Restore the ${other} as it was, or start a new run without --resume.`,
  });
};

/** The run to go on with, or null for a new one. */
const toResume = async (
  invocation: Invocation,
  flags: CommonFlags,
  loaded: LoadedProfile,
  runbook: Runbook,
): Promise<RunState | null> => {
  const asked = invocation.flags['resume'];
  if (asked === undefined || asked === false) return null;
  const { tenant, provider } = loaded.profile;
  const open = await unfinishedRuns(createFiles(), flags.evidenceDir, { tenant, provider });
  const found = typeof asked === 'string' ? open.find((one) => one.runId === asked) : open[0];
  if (found === undefined) {
    throw new UsageError({
      code: 'nothing-to-resume',
      message:
        typeof asked === 'string'
          ? `There is no unfinished run ${asked} of ${tenant} in ${flags.evidenceDir}.`
          : `There is no unfinished run of ${tenant} in ${flags.evidenceDir}.`,
      fix: 'Start a new run without --resume.',
    });
  }
  sameOrRefuse(found, loaded, runbook);
  return found;
};

const begin = async (
  session: OpenSession,
  found: RunState | null,
  given: { runId: string; operator: string; ctx: Omit<RunContext, 'people'> },
): Promise<void> => {
  if (found !== null) {
    await session.append({ type: 'run-resumed', operator: given.operator, pid: process.pid });
    return;
  }
  const { loaded, runbook, command, certify } = given.ctx;
  await session.append({
    type: 'run-started',
    runId: given.runId,
    command,
    tenant: loaded.profile.tenant,
    provider: loaded.profile.provider,
    nonce: newNonce(),
    profileDigest: loaded.digest,
    runbookDigest: runbook.digest,
    operator: given.operator,
    certify,
    pid: process.pid,
  });
};

const refuseWithoutPeople = (invocation: Invocation, loaded: LoadedProfile, runbook: Runbook): void => {
  if (invocation.io.interactive) return;
  const { profile } = loaded;
  requireAttestations(runbook, profile, systemClock.now());
  if (profile.live.via === 'squareos' && profile.live.trigger === 'person' && profile.environment !== 'development') {
    throw new UsageError({
      code: 'person-needed',
      message: 'live.trigger is "person", and nobody is at a terminal to send the message from SquareOS.',
      fix: 'Run in a terminal, or give live.trigger the path of an endpoint: {path: …, body: …}.',
      place: { file: loaded.path },
    });
  }
};

const headingOf = (ctx: RunContext, session: OpenSession, style: Style): string => {
  const { startedAt, operator } = session.state();
  const { tenant, environment } = ctx.loaded.profile;
  return walkHeading(
    { run: { command: ctx.command, mode: ctx.mode, startedAt, operator, rerunOf: null }, tenant, environment },
    style,
  );
};

const lockPath = (flags: CommonFlags, loaded: LoadedProfile): string =>
  `${flags.evidenceDir}/.locks/run-${loaded.profile.provider.toLowerCase()}-${encodeURIComponent(loaded.profile.tenant)}.lock`;

const runOn = async (
  invocation: Invocation,
  provider: Provider,
  source: ProfileSource,
  rerunOf: string | null,
): Promise<number> => {
  const command = provider.toLowerCase();
  const flags = commonFlags(invocation.flags);
  const tenant = tenantFlags(invocation.flags);
  const { io } = invocation;
  const loaded = await source.load();
  rightProvider(loaded, provider);
  const runbook = await readRunbook(invocation.root, command);
  const operator = operatorOf(flags, io, source.lab);
  refuseWithoutPeople(invocation, loaded, runbook);
  const files = createFiles();
  const lock = await files.lock(lockPath(flags, loaded));
  const found = await toResume(invocation, flags, loaded, runbook).catch(async (error: unknown) => {
    await lock.release();
    throw error;
  });
  const runId = found?.runId ?? newRunId();
  const opened = await openTenant(loaded, { invocation, common: flags, flags: tenant, runId, sends: true });
  const progress = flags.quiet || flags.json || !process.stderr.isTTY ? still(io) : await spinning(io);
  const people = createPeople({ io, progress, flags, operator, signal: invocation.signal, now: () => systemClock.now() });
  const ctx: RunContext = {
    command,
    invocation: `certify ${command} ${source.typed}`,
    certify: invocation.version,
    loaded,
    runbook,
    checks: new Map(checks.map((check) => [check.id, check])),
    probes,
    reads: opened.world.reads,
    writes: opened.world.writes,
    mode: modeOf(loaded.profile),
    failOnWarning: tenant.failOnWarning,
    rerunOf,
    mask: opened.mask,
    people,
    timing: { waitMs: flags.timeout ?? source.waitMs, retryMs: source.retryMs ?? RETRY_MS[provider], rowsGraceMs: ROWS_GRACE_MS },
    signal: invocation.signal,
  };
  const session = await openSession(files, journalPath(flags.evidenceDir, runId), {
    clock: systemClock,
    gate: (line, path) => io.gate().check(line, path),
    onEntry: (entry, state) => people.onEntry(entry, state),
  });
  try {
    await begin(session, found, { runId, operator, ctx });
    if (io.interactive && !flags.quiet) progress.print(headingOf(ctx, session, io.style), 'out');
    await walk(ctx, session);
    progress.stop();
    return await concludeRun({ ctx, session, files, io, flags });
  } finally {
    progress.stop();
    await session.close();
    await opened.close();
    await lock.release();
  }
};

/** Runs the provider's runbook on the profile, or in the embedded lab. */
export const runProvider = async (invocation: Invocation, provider: Provider): Promise<number> => {
  checkReports(commonFlags(invocation.flags));
  await signerOf(commonFlags(invocation.flags));
  return withLab(invocation, provider, async (source) => {
    await waitUntilReady(invocation, source);
    return runOn(invocation, provider, source, null);
  });
};

/** The same for a record that is proven again, with a fresh opt-in. */
export const runAgain = (invocation: Invocation, provider: Provider, source: ProfileSource, rerunOf: string): Promise<number> =>
  runOn(invocation, provider, source, rerunOf);
