// What the build writes beside the commands, from the manifest: the manual page, the completion scripts, the names to complete.
import { namesOf } from '../app/names.ts';
import { COMPLETION_SCRIPTS } from './completion-scripts.ts';
import { manualPage } from './man.ts';
import type { Manifest } from './manifest.ts';

const SAVED: { readonly [shell: string]: string } = { bash: 'certify.bash', zsh: '_certify', fish: 'certify.fish' };

/** Path below dist/ → text. `root` is the package's directory. */
export const shippedFiles = async (root: string, manifest: Manifest, version: string): Promise<ReadonlyMap<string, string>> =>
  new Map([
    ['man/certify.1', manualPage(manifest, version)],
    ['names.json', JSON.stringify(await namesOf(root))],
    ...Object.entries(COMPLETION_SCRIPTS).map(([shell, script]) => [`completion/${SAVED[shell] ?? shell}`, script] as const),
  ]);
