// The command line is tested as it ships: built before the integration tests, unless the build is newer than every source.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

const newest = (directory: string): number =>
  Math.max(
    ...readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );

export const setup = (): void => {
  // What the files of a run make once for all of them; their processes inherit the variable.
  process.env['CERTIFY_TESTS_SHARE'] = mkdtempSync(join(tmpdir(), 'certify-tests-'));
  const built = join(ROOT, 'dist', 'cli.js');
  if (existsSync(built) && statSync(built).mtimeMs > newest(join(ROOT, 'src'))) return;
  execFileSync(process.execPath, [join(ROOT, 'scripts', 'build.mjs')], { stdio: 'inherit' });
};

export const teardown = (): void => rmSync(process.env['CERTIFY_TESTS_SHARE'] ?? '', { recursive: true, force: true });
