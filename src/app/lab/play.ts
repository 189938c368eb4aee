// The lab as a teacher: a world with a fault, a look at it, and looks again after somebody mended the profile or the world.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordDiff } from '../../core/diff.ts';
import type { RunDocument } from '../../core/record.ts';
import { diffRecords } from '../../evidence/diff.ts';
import type { World } from './worlds.ts';
import type { Caller } from '../caller.ts';
import { check } from '../check.ts';
import { NO_TENANT_OPTIONS } from '../options.ts';
import type { Setting } from '../setting.ts';
import { readScenario } from './source.ts';

/** What somebody does after a look: looks again, lets the world be put in order, or goes. */
export type Move = 'look' | 'mend' | 'end';

export interface Player {
  /** The first look has no change. */
  looked(document: RunDocument, change: RecordDiff | null): void;
  next(where: { readonly profile: string; readonly mended: boolean }): Promise<Move>;
}

const once = (setting: Setting, caller: Caller, profile: string, evidenceDir: string): Promise<RunDocument> =>
  check(setting, caller, {
    profile,
    lab: false,
    scenario: null,
    tenant: NO_TENANT_OPTIONS,
    evidenceDir,
    operator: null,
    signKey: null,
    waitMs: null,
    webhook: false,
    expected: null,
    templates: true,
  });

/** Plays one world until its player ends it; nothing of it stays. A mended world is the one that it differs from. */
export const playLab = async (setting: Setting, caller: Caller, world: World, player: Player): Promise<void> => {
  const { startLab, listScenarios } = await import('../../lab/lab.ts');
  const { loadScenario } = await import('../../lab/scenario/scenario.ts');
  const home = await mkdtemp(join(tmpdir(), 'certify-play-'));
  const profile = join(home, 'gym.yaml');
  const start = async (name: string) => {
    const scenario = readScenario({ loadScenario, listScenarios }, setting.root, name);
    const lab = await startLab({ scenario, stateDir: join(home, name), root: setting.root });
    lab.writeProfile(profile);
    return lab;
  };
  let lab = await start(world.name);
  try {
    let mended = world.root === world.name;
    let before: RunDocument | null = null;
    for (;;) {
      const document: RunDocument = await once(setting, caller, profile, join(home, 'evidence'));
      player.looked(document, before === null ? null : diffRecords(before, document));
      before = document;
      const move = await player.next({ profile, mended });
      if (move === 'end') return;
      if (move === 'mend') {
        await lab.stop();
        lab = await start(world.root);
        mended = true;
      }
    }
  } finally {
    await lab.stop();
    await rm(home, { recursive: true, force: true });
  }
};
