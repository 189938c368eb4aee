// The manifest as the build would write it, from the command files themselves.
import { join } from 'node:path';
import type { AnyCommand } from '../../src/cli/command.ts';
import { COMMANDS, fileOf, type Manifest, manifestEntry } from '../../src/cli/manifest.ts';
import { ROOT } from './certify.ts';

const load = async (name: string): Promise<AnyCommand> => {
  const path = join(ROOT, 'src', 'cli', 'commands', `${fileOf(name)}.ts`);
  return ((await import(path)) as { readonly command: AnyCommand }).command;
};

export const manifest = async (): Promise<Manifest> =>
  Promise.all(COMMANDS.map(async (name) => manifestEntry(name, await load(name))));
