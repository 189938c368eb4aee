// What a run of this profile would do: `certify plan`. Asks nobody and reads no secret.
import { probes } from '../probes/index.ts';
import { announce, type Announced } from '../run/announce.ts';
import { profileProbes } from '../run/profile-probes.ts';
import { targetOf } from '../profile/target.ts';
import { furtherAuthorities } from '../world/further-authorities.ts';
import { CHECKS } from './context.ts';
import { withSource } from './lab/source.ts';
import type { SubjectOptions } from './options.ts';
import { readRunbook } from './runbooks.ts';
import type { Setting } from './setting.ts';
import { checkExport } from './squareos-export.ts';
import { templatesAsked } from './templates-asked.ts';

export interface PlanOptions extends SubjectOptions {
  readonly evidenceDir: string;
  /** Templates of which the run is to send a message each. */
  readonly templates: readonly string[];
}

export const plan = (setting: Setting, options: PlanOptions): Promise<Announced> =>
  withSource(setting, { ...options, command: 'plan', provider: null }, async (source) => {
    const loaded = await source.load();
    const target = targetOf(loaded);
    // What a run would refuse before it asks anybody is refused here already.
    await furtherAuthorities({ caFile: target.places.caFile, from: loaded });
    await checkExport(target);
    return announce(target, {
      runbook: await readRunbook(setting.root, loaded.profile.provider === 'SES' ? 'ses' : 'smtp'),
      checks: CHECKS,
      probes: { ...probes, ...profileProbes(loaded) },
      evidenceDir: options.evidenceDir,
      templates: templatesAsked(options.templates, loaded),
    });
  });
