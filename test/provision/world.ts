// A world of the lab in this process, and certify's use cases on its profile.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentCaller } from '../../src/app/caller.ts';
import { NO_TENANT_OPTIONS } from '../../src/app/options.ts';
import { type Applied, type Applying, applyProvision } from '../../src/app/provision/apply.ts';
import { planProvision } from '../../src/app/provision/plan.ts';
import { createSetting } from '../../src/app/setting.ts';
import type { ProvisionPlan } from '../../src/core/provision.ts';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import type { Scenario } from '../../src/lab/scenario/types.ts';
import { ROOT, temporary } from '../cli/certify.ts';

const nobody: Applying = {
  onPlan: () => undefined,
  confirm: async () => false,
  credential: async () => Promise.reject(new Error('asked for a credential')),
  onAct: () => undefined,
};

export interface World {
  readonly lab: RunningLab;
  readonly profile: string;
  readonly evidence: string;
  /** In a process that remembers nothing of an earlier look. */
  plan(): Promise<ProvisionPlan>;
  apply(): Promise<Applied>;
  /** As a person who agrees; `meanwhile` is what happens while the question stands open. */
  agree(meanwhile: () => void): Promise<Applied>;
}

const fresh = () => createSetting({ root: ROOT, version: '0.0.0', env: {} });

/** Starts the world, works in it, and stops it. */
export const inWorld = async (scenario: string | Scenario, work: (world: World) => Promise<void>): Promise<void> => {
  using home = temporary();
  const lab = await startLab({ scenario, stateDir: join(home.path, 'state'), root: ROOT });
  try {
    const [profile, evidence] = [join(home.path, 'lab.yaml'), join(home.path, 'evidence')];
    lab.writeProfile(profile);
    const subject = { profile, lab: false, scenario: null, tenant: NO_TENANT_OPTIONS };
    const rest = { command: 'provision ses --apply', scope: 'all' } as const;
    const asked = { ...subject, ...rest, evidenceDir: evidence, operator: null, signKey: null, yes: true, waitMs: null };
    await work({
      lab,
      profile,
      evidence,
      plan: () => planProvision(fresh(), silentCaller(), subject),
      apply: () => applyProvision(fresh(), silentCaller(), asked, nobody),
      agree: (meanwhile) => {
        const confirm = async (): Promise<boolean> => {
          meanwhile();
          return true;
        };
        const person = { ...silentCaller(), interactive: true };
        return applyProvision(fresh(), person, { ...asked, yes: false }, { ...nobody, confirm });
      },
    });
  } finally {
    await lab.stop();
  }
};

/** The profile's `aws.iam`, as a flow mapping without its braces. */
export const naming = ({ profile }: World, iam: string): void =>
  writeFileSync(profile, readFileSync(profile, 'utf8').replace(/^aws:\n/m, `aws:\n  iam: {${iam}}\n`));

const WRITES = /:(?:Create|Put|Set|Update|Delete|Tag|Untag|Subscribe|Attach|Detach|Send)/;

/** Operations that change something, of all that this world was asked. */
export const writesIn = ({ lab }: World): readonly string[] =>
  Object.keys(lab.requests())
    .filter((name) => WRITES.test(name))
    .toSorted();

const SIGN = { create: '+', change: '~', keep: '=' } as const;

/** What is not as it should be, each as `+ topic` or `~ topic`. */
export const changesOf = ({ changes }: ProvisionPlan): readonly string[] =>
  changes.filter(({ action }) => action !== 'keep').map(({ action, resource }) => `${SIGN[action]} ${resource}`);
