// The package as people get it: packed, installed into an empty place, used outside the repository. All that its help and its pages
// tell people to type is typed there by test/pages.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanEnv, temporary } from './cli/certify.ts';
import { type Installed, installed } from './installed.ts';

const MEGABYTE = 1e6;
const run = promisify(execFile);

let place: ReturnType<typeof temporary>;
let given: Installed;

const at = (...path: readonly string[]): string => join(given.home, ...path);
const certify = (...args: readonly string[]) =>
  run(given.bin, args, { cwd: place.path, env: cleanEnv({}), maxBuffer: 8 * MEGABYTE });

/** The packages below a `node_modules`, those within packages too. */
const packagesIn = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(^|node_modules\/)(@[^/]+\/)?[^/@]+\/package\.json$/.test(path),
  );

const sizeOf = (directory: string): number =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((path) => statSync(join(directory, path)))
    .reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0);

beforeAll(async () => {
  place = temporary();
  given = await installed();
}, 240_000);
afterAll(() => place[Symbol.dispose]());

describe('the packed tarball', () => {
  it('is under 2.5 MB, with no source map, no test and no source in it', () => {
    expect(given.tarball.size).toBeLessThan(2.5 * MEGABYTE);
    const strays = given.tarball.files.filter(
      ({ path }) => /\.map$|^(src|test|bench|scripts)\/|\.ts$/.test(path) && !path.endsWith('.d.ts'),
    );
    expect(strays).toEqual([]);
  });

  it('brings the licences of all that is bundled', () => {
    expect(given.tarball.files.map(({ path }) => path)).toContain('dist/LICENCES.txt');
  });
});

describe('installed into an empty place', () => {
  const modules = (): string => at('lib', 'node_modules');

  it('is at most 20 packages and 45 MB, and npm has nothing to warn of but install scripts', () => {
    expect(packagesIn(modules()).length).toBeLessThanOrEqual(20);
    expect(sizeOf(modules())).toBeLessThan(45 * MEGABYTE);
    const warned = given.said.split('\n').filter((line) => /warn/i.test(line) && !line.startsWith('npm warn install-scripts'));
    expect(warned).toEqual([]);
  });

  it('runs outside the repository, with and without a database', async () => {
    expect((await certify('--version')).stdout.trim()).toMatch(/^\d+\.\d+\.\d+/);
    expect((await certify('--help')).stdout).toContain('certify');
    const lab = await certify('smtp', '--lab', '--operator', 'me', '--evidence-dir', 'evidence', '--quiet');
    expect(lab.stdout).toContain('LAB ONLY');
    expect(readdirSync(join(place.path, 'evidence')).some((name) => name.endsWith('.json'))).toBe(true);
  });

  it('has its manual page where man looks, and completes its commands, checks and worlds', async () => {
    expect(readFileSync(at('share', 'man', 'man1', 'certify.1'), 'utf8')).toContain('.SH "CERTIFY A TENANT"');
    const offered = async (...words: readonly string[]) => (await certify('__complete', 'fish', ...words)).stdout;
    expect(await offered('evid')).toMatch(/^evidence\b/);
    expect(await offered('check', '--scenario', 'ses-sandb')).toMatch(/^ses-sandbox\t\S/);
    expect(await offered('explain', 'dkim-tokens/one-')).toMatch(/^dkim-tokens\/one-missing\t\S/);
    const script = (await certify('completion', 'bash')).stdout;
    const typed = `${script}COMP_WORDS=("$0" explain dkim-tok); COMP_CWORD=2; _certify "$0"; echo "$COMPREPLY"`;
    const { stdout } = await run('bash', ['--norc', '-c', typed, at('bin', 'certify')], { env: cleanEnv({}) });
    expect(stdout.trim()).toBe('dkim-tokens');
  });

  it('is a library with the types of its own', async () => {
    const entry = join(modules(), '@squareos', 'certify');
    expect(existsSync(join(entry, 'dist', 'index.d.ts'))).toBe(true);
    const { stdout } = await run(process.execPath, [
      '--input-type=module',
      '--eval',
      `import { look } from ${JSON.stringify(join(entry, 'dist', 'index.js'))}; console.log(typeof look);`,
    ]);
    expect(stdout.trim()).toBe('function');
  });
});
