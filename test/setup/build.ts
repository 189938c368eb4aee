// The command line is tested as it ships: built once before the integration tests.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export const setup = (): void => {
  execFileSync(process.execPath, [join(import.meta.dirname, '..', '..', 'scripts', 'build.mjs')], { stdio: 'inherit' });
};
