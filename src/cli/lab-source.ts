// Where the profile comes from: a file, or the embedded lab that is started for this run.
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { AbortError, UsageError } from '../core/errors.ts';
import type { LoadedProfile, Provider } from '../core/profile.ts';
import type * as Scenarios from '../lab/scenario/scenario.ts';
import type { Scenario } from '../lab/scenario/types.ts';
import { nearest } from '../text/nearest.ts';
import { createFiles } from '../world/files/files.ts';
import type { Invocation } from './command.ts';
import { commonFlags, tenantFlags } from './flags.ts';
import { readProfile } from './tenant.ts';

export interface ProfileSource {
  load(): Promise<LoadedProfile>;
  /** The scenario's own pace; null where there is none. Milliseconds. */
  readonly waitMs: number | null;
  readonly retryMs: number | null;
  readonly lab: boolean;
  /** What stands after the command's name, such as `gym.yaml` or `--lab`. */
  readonly typed: string;
}

/**
 * One directory for a scenario and an evidence directory, so that a run killed in the lab finds its world again with --resume.
 * Below the system's temporary directory: the lab's simulated secrets must not lie beside evidence.
 */
const stateDirectory = (evidenceDir: string, scenario: string): string => {
  const key = createHash('sha256')
    .update(`${resolve(evidenceDir)}\n${scenario}`)
    .digest('hex')
    .slice(0, 16);
  return join(tmpdir(), `certify-lab-${userInfo().uid}-${key}`);
};

const alike = (name: string, known: readonly string[]): string => {
  const near = nearest(name, known);
  const some = near === null ? known.filter((one) => one.startsWith('healthy')) : [near];
  return `Did you mean ${some.join(' or ')}? \`certify lab up\` without flags lists all ${known.length}.`;
};

/** A scenario that cannot be read is a matter for whoever named or wrote it. */
export const readScenario = (
  load: Pick<typeof Scenarios, 'loadScenario' | 'listScenarios'>,
  root: string,
  name: string,
): Scenario => {
  const known = load.listScenarios(root);
  if (!known.includes(name)) {
    throw new UsageError({
      code: 'scenario-unknown',
      message: `There is no scenario "${name.slice(0, 60)}".`,
      fix: alike(name, known),
    });
  }
  try {
    return load.loadScenario(root, name);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ScenarioError') throw error;
    throw new UsageError({ code: 'scenario', message: error.message, fix: 'Mend the file in fixtures/scenarios.', cause: error });
  }
};

const rightWorld = (scenario: Scenario, provider: Provider | null): void => {
  if (provider === null || scenario.provider === provider) return;
  throw new UsageError({
    code: 'other-provider',
    message: `The scenario ${scenario.name} simulates an ${scenario.provider} tenant.`,
    fix: `Run: certify ${scenario.provider.toLowerCase()} --lab --scenario ${scenario.name}`,
  });
};

const inLab = async (
  invocation: Invocation,
  scenarioName: string,
  provider: Provider | null,
  run: (source: ProfileSource) => Promise<number>,
): Promise<number> => {
  const { startLab } = await import('../lab/lab.ts');
  const scenario = readScenario(await import('../lab/scenario/scenario.ts'), invocation.root, scenarioName);
  rightWorld(scenario, provider);
  const flags = commonFlags(invocation.flags);
  const stateDir = stateDirectory(flags.evidenceDir, scenarioName);
  const files = createFiles();
  const lock = await files.lock(`${stateDir}.lock`, { waitMs: 1_000 });
  const resuming = invocation.flags['resume'] !== undefined && invocation.flags['resume'] !== false;
  const profile = join(stateDir, 'lab.yaml');
  if (!resuming) await rm(stateDir, { recursive: true, force: true });
  else if (!(await files.exists(profile))) {
    await lock.release();
    throw new UsageError({
      code: 'lab-gone',
      message: `The embedded lab of scenario ${scenarioName} that a run could go on in is not there any more.`,
      fix: 'Start a new run without --resume.',
    });
  }
  const lab = await startLab({ scenario, stateDir, root: invocation.root });
  let finished = true;
  try {
    if (!resuming) lab.writeProfile(profile);
    const { waitSeconds, retrySeconds } = scenario.pace;
    return await run({
      load: () => readProfile(profile, { flags: tenantFlags(invocation.flags), command: invocation.command }),
      waitMs: waitSeconds === null ? null : waitSeconds * 1000,
      retryMs: retrySeconds === null ? null : retrySeconds * 1000,
      lab: true,
      typed: `--lab --scenario ${scenarioName}`,
    });
  } catch (error) {
    finished = !(error instanceof AbortError && error.exitCode === 130);
    throw error;
  } finally {
    await lab.stop();
    if (finished) await rm(stateDir, { recursive: true, force: true });
    await lock.release();
  }
};

/** Runs with the profile of the command line, or with the one the embedded lab writes. */
export const withLab = async (
  invocation: Invocation,
  provider: Provider | null,
  run: (source: ProfileSource) => Promise<number>,
): Promise<number> => {
  const tenant = tenantFlags(invocation.flags);
  if (!tenant.lab) {
    return run({
      load: () => readProfile(invocation.args[0], { flags: tenant, command: invocation.command }),
      waitMs: null,
      retryMs: null,
      lab: false,
      typed: invocation.args[0] ?? '',
    });
  }
  if (invocation.args[0] !== undefined) {
    throw new UsageError({
      code: 'profile-and-lab',
      message: '--lab brings its own profile; it cannot run with another.',
      fix: 'Leave out the profile, or leave out --lab.',
    });
  }
  return inLab(invocation, tenant.scenario ?? `healthy-${provider?.toLowerCase() ?? 'ses'}`, provider, run);
};
