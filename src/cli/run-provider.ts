// `certify ses` and `certify smtp`: the whole run, from flags to exit code.
import { UsageError } from '../core/errors.ts';
import type { LoadedProfile, Provider } from '../core/profile.ts';
import type { Runbook } from '../core/runbook.ts';
import { checks } from '../checks/index.ts';
import { probes } from '../probes/index.ts';
import { walkHeading } from '../report/terminal/terminal.ts';
import { requireAttestations } from '../run/attestations.ts';
import type { People, RunContext } from '../run/context.ts';
import { journalPath, openSends, openSession, runsOf, type OpenSession } from '../run/journal.ts';
import { modeOf } from '../run/mode.ts';
import type { RunState } from '../run/state.ts';
import { walk } from '../run/walk.ts';
import { systemClock } from '../world/clock.ts';
import { createFiles } from '../world/files/files.ts';
import { newNonce, newRunId } from '../world/ids.ts';
import type { Invocation } from './command.ts';
import { concludeRun } from './conclude.ts';
import { commonFlags, tenantFlags, type CommonFlags } from './flags.ts';
import type { Style } from './io.ts';
import { withLab, type ProfileSource } from './lab-source.ts';
import { operatorOf } from './operator.ts';
import { createPeople } from './people.ts';
import { progressFor } from './progress.ts';
import { checkEvidenceDirectory, checkReports } from './reports.ts';
import { runToResume } from './resume.ts';
import { readRunbook } from './runbooks.ts';
import { checkSheet } from './sheet.ts';
import { signerOf } from './signer.ts';
import { sharingTenants } from './sharing.ts';
import { openTenant, type Tenant } from './tenant.ts';
import { waitUntilReady } from './waiting.ts';

const RETRY_MS = { SES: 2_000, SMTP: 65_000 } as const;
/** A run that was just killed may still be on its way out. */
const LOCK_MS = 1_000;
const ROWS_GRACE_MS = 10_000;

/** What is settled before the tenant's secrets are touched. */
interface Prepared {
  readonly invocation: Invocation;
  readonly source: ProfileSource;
  readonly flags: CommonFlags;
  readonly loaded: LoadedProfile;
  readonly runbook: Runbook;
  readonly operator: string;
  readonly earlier: readonly RunState[];
  readonly sharing: readonly string[];
  readonly found: RunState | null;
  readonly runId: string;
  readonly rerunOf: string | null;
}

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

const begin = async (session: OpenSession, given: Prepared): Promise<void> => {
  const { loaded, runbook, invocation, operator } = given;
  if (given.found !== null) {
    await session.append({ type: 'run-resumed', operator, pid: process.pid });
    return;
  }
  await session.append({
    type: 'run-started',
    runId: given.runId,
    command: loaded.profile.provider.toLowerCase(),
    tenant: loaded.profile.tenant,
    provider: loaded.profile.provider,
    nonce: newNonce(),
    profileDigest: loaded.digest,
    runbookDigest: runbook.digest,
    operator,
    certify: invocation.version,
    pid: process.pid,
  });
};

const headingOf = (ctx: RunContext, session: OpenSession, style: Style): string => {
  const { startedAt, operator } = session.state();
  const { tenant, environment } = ctx.loaded.profile;
  return walkHeading(
    { run: { command: ctx.command, mode: ctx.mode, startedAt, operator, rerunOf: null }, tenant, environment },
    style,
  );
};

/** So that what is printed to be typed finds the same journals. */
const elsewhere = ({ evidenceDir }: CommonFlags): string =>
  evidenceDir === './evidence' ? '' : ` --evidence-dir ${evidenceDir}`;

const contextOf = (given: Prepared, opened: Tenant, people: People): RunContext => {
  const { invocation, source, flags, loaded, runbook } = given;
  const command = loaded.profile.provider.toLowerCase();
  return {
    command,
    invocation: `certify ${command} ${source.typed}${elsewhere(flags)}`,
    certify: invocation.version,
    loaded,
    runbook,
    checks: new Map(checks.map((check) => [check.id, check])),
    probes,
    reads: opened.world.reads,
    writes: opened.world.writes,
    mode: modeOf(loaded.profile),
    failOnWarning: tenantFlags(invocation.flags).failOnWarning,
    sharing: given.sharing,
    openSends: openSends(given.earlier.filter((run) => run.runId !== given.runId)),
    rerunOf: given.rerunOf,
    mask: opened.mask,
    people,
    timing: {
      waitMs: flags.timeout ?? source.waitMs,
      retryMs: source.retryMs ?? RETRY_MS[loaded.profile.provider],
      rowsGraceMs: ROWS_GRACE_MS,
    },
    signal: invocation.signal,
  };
};

const walkTenant = async (given: Prepared, opened: Tenant): Promise<number> => {
  const { invocation, flags, operator, runId } = given;
  const { io } = invocation;
  const files = createFiles();
  const progress = await progressFor(io, flags);
  const people = createPeople({ io, progress, flags, operator, signal: invocation.signal, now: () => systemClock.now() });
  const ctx = contextOf(given, opened, people);
  const session = await openSession(files, journalPath(flags.evidenceDir, runId), {
    clock: systemClock,
    gate: (line, path) => io.gate().check(line, path),
    onEntry: (entry, state) => people.onEntry(entry, state),
  });
  try {
    await begin(session, given);
    if (io.interactive && !flags.quiet) progress.print(headingOf(ctx, session, io.style), 'out');
    await walk(ctx, session);
    progress.stop();
    return await concludeRun({ ctx, session, files, io, flags });
  } finally {
    progress.stop();
    await session.close();
  }
};

const lockPath = (flags: CommonFlags, loaded: LoadedProfile): string =>
  `${flags.evidenceDir}/.locks/run-${loaded.profile.provider.toLowerCase()}-${encodeURIComponent(loaded.profile.tenant)}.lock`;

const runOn = async (
  invocation: Invocation,
  provider: Provider,
  source: ProfileSource,
  rerunOf: string | null,
): Promise<number> => {
  const flags = commonFlags(invocation.flags);
  const loaded = await source.load();
  rightProvider(loaded, provider);
  const runbook = await readRunbook(invocation.root, provider.toLowerCase());
  const operator = operatorOf(flags, invocation.io, source.lab);
  refuseWithoutPeople(invocation, loaded, runbook);
  await checkSheet(loaded);
  const files = createFiles();
  const lock = await files.lock(lockPath(flags, loaded), { waitMs: LOCK_MS });
  try {
    const earlier = await runsOf(files, flags.evidenceDir, loaded.profile);
    const sharing = await sharingTenants(files, flags.evidenceDir, loaded.profile);
    const found = runToResume(invocation, loaded, runbook, earlier);
    const runId = found?.runId ?? newRunId();
    const tenant = tenantFlags(invocation.flags);
    const opened = await openTenant(loaded, { invocation, common: flags, flags: tenant, runId, sends: true });
    try {
      return await walkTenant(
        { invocation, source, flags, loaded, runbook, operator, earlier, sharing, found, runId, rerunOf },
        opened,
      );
    } finally {
      await opened.close();
    }
  } finally {
    await lock.release();
  }
};

/** A run that has sent its message must be able to write what it saw. */
const checkOutputs = async (flags: CommonFlags): Promise<void> => {
  await checkReports(flags);
  await checkEvidenceDirectory(flags);
  await signerOf(flags);
};

/** Runs the provider's runbook on the profile, or in the embedded lab. */
export const runProvider = async (invocation: Invocation, provider: Provider): Promise<number> => {
  await checkOutputs(commonFlags(invocation.flags));
  return withLab(invocation, provider, async (source) => {
    await waitUntilReady(invocation, source);
    return runOn(invocation, provider, source, null);
  });
};

/** The same for a record that is proven again, with a fresh opt-in. */
export const runAgain = async (
  invocation: Invocation,
  provider: Provider,
  source: ProfileSource,
  rerunOf: string,
): Promise<number> => {
  await checkOutputs(commonFlags(invocation.flags));
  return runOn(invocation, provider, source, rerunOf);
};
