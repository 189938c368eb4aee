// Where the profile comes from: a file, or the embedded lab that is started for this call.
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { AbortError, UsageError } from '../../core/errors.ts';
import type { Provider } from '../../core/profile.ts';
import type { LoadedProfile } from '../../profile/profile.ts';
import type * as Scenarios from '../../lab/scenario/scenario.ts';
import type { Scenario } from '../../lab/scenario/types.ts';
import { didYouMean } from '../../text/nearest.ts';
import { createFiles } from '../../world/files/files.ts';
import type { SubjectOptions } from '../options.ts';
import type { Setting } from '../setting.ts';
import { readProfile } from '../tenant.ts';

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

const alike = (name: string, known: readonly string[]): string =>
  `${didYouMean(name, known)}\`certify lab list\` shows all ${known.length} by what one sees.`;

/** UsageError for one that is not there or cannot be read: a matter for whoever named or wrote it. */
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
  return load.loadScenario(root, name);
};

const rightWorld = (scenario: Scenario, provider: Provider | null): void => {
  if (provider === null || scenario.provider === provider) return;
  throw new UsageError({
    code: 'other-provider',
    message: `The scenario ${scenario.name} simulates an ${scenario.provider} tenant.`,
    fix: `Run \`certify ${scenario.provider.toLowerCase()} --lab --scenario ${scenario.name}\`.`,
  });
};

/** What the source of a profile is asked with. */
export interface SourceOptions extends SubjectOptions {
  /** As typed, for what is printed to be typed. */
  readonly command: string;
  /** The provider that is wanted; null: either. */
  readonly provider: Provider | null;
  /** Journals and records of the lab's runs; names the lab that an unfinished run goes on in. */
  readonly evidenceDir: string;
  /** Of work that can be resumed: whether this call resumes it, and its world must still be there. Left out: work that is over when it ends. */
  readonly resuming?: boolean;
}

const standsIn = (stateDir: string): Promise<boolean> => createFiles().exists(join(stateDir, 'lab.yaml'));

/** Whether the world of something that was killed is still there. */
export const labStands = (evidenceDir: string, scenario: string): Promise<boolean> =>
  standsIn(stateDirectory(evidenceDir, scenario));

/** Takes the lab's directory: emptied for a new run, left as it is for one that goes on. */
const openState = async (stateDir: string, scenarioName: string, resuming: boolean): Promise<void> => {
  if (!resuming) return rm(stateDir, { recursive: true, force: true });
  if (await standsIn(stateDir)) return;
  throw new UsageError({
    code: 'lab-gone',
    message: `The embedded lab of scenario ${scenarioName} that a run could go on in is not there any more.`,
    fix: 'Start a new run without --resume.',
  });
};

interface State {
  readonly dir: string;
  release(): Promise<void>;
}

/** Work that can be resumed takes the one directory it would be looked for in; any other has its own, beside whatever else is at work. */
const takeState = async ({ evidenceDir, resuming }: SourceOptions, scenarioName: string): Promise<State> => {
  if (resuming === undefined) return { dir: await mkdtemp(join(tmpdir(), 'certify-lab-')), release: async () => {} };
  const dir = stateDirectory(evidenceDir, scenarioName);
  const lock = await createFiles().lock(`${dir}.lock`, { waitMs: 1_000 });
  try {
    await openState(dir, scenarioName, resuming);
  } catch (error) {
    await lock.release();
    throw error;
  }
  return { dir, release: () => lock.release() };
};

const sourceIn = (setting: Setting, options: SourceOptions, scenario: Scenario, profile: string): ProfileSource => {
  const { waitSeconds, retrySeconds } = scenario.pace;
  return {
    load: () => readProfile(profile, { setting, tenant: options.tenant, command: options.command }),
    waitMs: waitSeconds === null ? null : waitSeconds * 1000,
    retryMs: retrySeconds === null ? null : retrySeconds * 1000,
    lab: true,
    typed: `--lab --scenario ${scenario.name}`,
  };
};

const inLab = async <T>(
  setting: Setting,
  options: SourceOptions,
  scenarioName: string,
  work: (source: ProfileSource) => Promise<T>,
): Promise<T> => {
  const { startLab } = await import('../../lab/lab.ts');
  const scenario = readScenario(await import('../../lab/scenario/scenario.ts'), setting.root, scenarioName);
  rightWorld(scenario, options.provider);
  const state = await takeState(options, scenarioName);
  let finished = options.resuming === undefined;
  try {
    const lab = await startLab({ scenario, stateDir: state.dir, root: setting.root });
    finished = true;
    try {
      const profile = join(state.dir, 'lab.yaml');
      if (options.resuming !== true) lab.writeProfile(profile);
      return await work(sourceIn(setting, options, scenario, profile));
    } catch (error) {
      finished = options.resuming === undefined || !(error instanceof AbortError && error.exitCode === 130);
      throw error;
    } finally {
      await lab.stop();
    }
  } finally {
    if (finished) await rm(state.dir, { recursive: true, force: true });
    await state.release();
  }
};

/** A lab has its own secrets and its peers are on loopback: what would lead to a user's own is refused. */
const refuseBesideLab = ({ profile, tenant }: SourceOptions): void => {
  if (profile !== null) {
    throw new UsageError({
      code: 'profile-and-lab',
      message: '--lab brings its own profile; it cannot run with another.',
      fix: 'Leave out the profile, or leave out --lab.',
    });
  }
  const given = [
    ...(tenant.env.length > 0 ? ['--env'] : []),
    ...(tenant.secretsDir === null ? [] : ['--secrets-dir']),
    ...(tenant.allowSecretCommands ? ['--allow-secret-commands'] : []),
    ...(tenant.allowPrivate ? ['--allow-private'] : []),
    ...(tenant.secretHosts.length > 0 ? ['--secret-hosts'] : []),
  ];
  if (given.length === 0) return;
  throw new UsageError({
    code: 'flag-without-effect',
    message: `${given.join(', ')} can change nothing in the lab: it brings its own secrets and reads none of yours.`,
    fix: `Leave out ${given.join(', ')}, or leave out --lab.`,
  });
};

/** A profile that stands in a file. */
export const fileSource = (setting: Setting, options: Pick<SourceOptions, 'profile' | 'tenant' | 'command'>): ProfileSource => ({
  load: () => readProfile(options.profile, { setting, tenant: options.tenant, command: options.command }),
  waitMs: null,
  retryMs: null,
  lab: false,
  typed: options.profile ?? '',
});

/** Works with the profile that was named, or with the one the embedded lab writes and for as long as it lives. */
export const withSource = async <T>(
  setting: Setting,
  options: SourceOptions,
  work: (source: ProfileSource) => Promise<T>,
): Promise<T> => {
  if (!options.lab && options.scenario === null) return work(fileSource(setting, options));
  refuseBesideLab(options);
  return inLab(setting, options, options.scenario ?? `healthy-${options.provider?.toLowerCase() ?? 'ses'}`, work);
};
