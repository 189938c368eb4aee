// The package as people get it: packed, installed into an empty place, used outside the repository.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanEnv, ROOT, temporary } from './cli/certify.ts';

const MEGABYTE = 1e6;
const run = promisify(execFile);

let home: ReturnType<typeof temporary>;
let tarball: { readonly filename: string; readonly size: number; readonly files: readonly { readonly path: string }[] };
let said = '';

const at = (...path: readonly string[]): string => join(home.path, ...path);
const npm = (...args: readonly string[]) => run('npm', args, { cwd: ROOT, env: process.env, maxBuffer: 8 * MEGABYTE });
const installed = (...args: readonly string[]) =>
  run(at('bin', 'certify'), args, { cwd: home.path, env: cleanEnv({}), maxBuffer: 8 * MEGABYTE });

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
  home = temporary();
  // Built already: what is packed is what the other tests judge.
  const packed = await npm('pack', '--json', '--ignore-scripts', '--pack-destination', home.path);
  [tarball] = JSON.parse(packed.stdout) as [typeof tarball];
  const { stdout, stderr } = await npm('install', '--global', '--prefer-offline', '--prefix', home.path, at(tarball.filename));
  said = stdout + stderr;
}, 120_000);
afterAll(() => home[Symbol.dispose]());

describe('the packed tarball', () => {
  it('is under 2.5 MB, with no source map, no test and no source in it', () => {
    expect(tarball.size).toBeLessThan(2.5 * MEGABYTE);
    const strays = tarball.files.filter(
      ({ path }) => /\.map$|^(src|test|bench|scripts)\/|\.ts$/.test(path) && !path.endsWith('.d.ts'),
    );
    expect(strays).toEqual([]);
  });

  it('brings the licences of all that is bundled', () => {
    expect(tarball.files.map(({ path }) => path)).toContain('dist/LICENCES.txt');
  });
});

describe('installed into an empty place', () => {
  const modules = (): string => at('lib', 'node_modules');

  it('is at most 20 packages and 45 MB, and npm has nothing to warn of but install scripts', () => {
    expect(packagesIn(modules()).length).toBeLessThanOrEqual(20);
    expect(sizeOf(modules())).toBeLessThan(45 * MEGABYTE);
    const warned = said.split('\n').filter((line) => /warn/i.test(line) && !line.startsWith('npm warn install-scripts'));
    expect(warned).toEqual([]);
  });

  it('runs outside the repository, with and without a database', async () => {
    expect((await installed('--version')).stdout.trim()).toMatch(/^\d+\.\d+\.\d+/);
    expect((await installed('--help')).stdout).toContain('certify');
    const lab = await installed('smtp', '--lab', '--operator', 'me', '--evidence-dir', 'evidence', '--quiet');
    expect(lab.stdout).toContain('LAB ONLY');
    expect(readdirSync(at('evidence')).some((name) => name.endsWith('.json'))).toBe(true);
  });

  it('has its manual page where man looks, and completes its commands, checks and worlds', async () => {
    expect(readFileSync(at('share', 'man', 'man1', 'certify.1'), 'utf8')).toContain('.SH "CERTIFY A TENANT"');
    const offered = async (...words: readonly string[]) => (await installed('__complete', 'fish', ...words)).stdout;
    expect(await offered('evid')).toMatch(/^evidence\b/);
    expect(await offered('check', '--scenario', 'ses-sandb')).toMatch(/^ses-sandbox\t\S/);
    expect(await offered('explain', 'dkim-tokens/one-')).toMatch(/^dkim-tokens\/one-missing\t\S/);
    const script = (await installed('completion', 'bash')).stdout;
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
