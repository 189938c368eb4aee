// The embedded lab by hand: worlds that stay until they are stopped, each with the profile that certifies against it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import type { RunningLab } from '../../lab/lab.ts';
import type { Setting } from '../setting.ts';
import { readScenario } from './source.ts';

export interface LabUpOptions {
  /** Where to write the profile; null: it was not said. */
  readonly writeProfile: string | null;
  /** One world; null: a healthy one of each provider. */
  readonly scenario: string | null;
  /** Where the state is kept; null: nowhere after the stop. */
  readonly state: string | null;
}

export interface LabWorld {
  readonly scenario: string;
  readonly title: string;
  readonly provider: 'SES' | 'SMTP';
  readonly profile: string;
  readonly endpoints: RunningLab['endpoints'];
}

/** `lab.yaml` for the first world, `lab-smtp.yaml` for the second. */
const profileFor = (given: string, scenario: string, first: boolean): string =>
  first ? given : given.replace(/(\.[^./]*)?$/, (extension) => `-${scenario.replace('healthy-', '')}${extension}`);

/** Works while the worlds are up, and stops them. Every world is a lab of its own. */
export const labUp = async (
  setting: Setting,
  options: LabUpOptions,
  work: (worlds: readonly LabWorld[]) => Promise<void>,
): Promise<void> => {
  const { listScenarios, startLab } = await import('../../lab/lab.ts');
  const { loadScenario } = await import('../../lab/scenario/scenario.ts');
  const { writeProfile, state } = options;
  if (writeProfile === null) {
    throw new UsageError({
      code: 'write-profile-missing',
      message: 'The lab writes the profile to certify it with, and was not told where.',
      fix: 'Run `certify lab up --write-profile lab.yaml [--scenario NAME]`. `certify lab list` shows the scenarios by what one sees.',
    });
  }
  const names = options.scenario === null ? ['healthy-ses', 'healthy-smtp'] : [options.scenario];
  const stateDir = state === null ? await mkdtemp(join(tmpdir(), 'certify-lab-')) : resolve(state);
  const up: RunningLab[] = [];
  try {
    const worlds: LabWorld[] = [];
    for (const name of names) {
      const scenario = readScenario({ loadScenario, listScenarios }, setting.root, name);
      const lab = await startLab({ scenario, stateDir: join(stateDir, name), root: setting.root });
      const profile = profileFor(writeProfile, name, up.length === 0);
      up.push(lab);
      lab.writeProfile(resolve(profile));
      const { title, provider } = scenario;
      worlds.push({ scenario: scenario.name, title, provider, profile, endpoints: lab.endpoints });
    }
    await work(worlds);
  } finally {
    for (const lab of up) await lab.stop();
    if (state === null) await rm(stateDir, { recursive: true, force: true });
  }
};
