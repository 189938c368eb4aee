// The package as people get it: packed, and installed into an empty place outside the repository; once for all files of a run.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { partsOf } from './pages/typed.ts';
import { ROOT } from './cli/certify.ts';

const MEGABYTE = 1e6;
const run = promisify(execFile);

interface Tarball {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

export interface Installed {
  /** The prefix of npm, empty before. */
  readonly home: string;
  /** The package's own directory below it. */
  readonly root: string;
  readonly bin: string;
  readonly tarball: Tarball;
  /** What npm said while it installed. */
  readonly said: string;
}

/** The lines of docs/package.md, of which `npm ci` was typed before any test. */
const linesOfThePage = (): readonly string[] => {
  const [script] = partsOf('docs/package.md');
  const lines = script === undefined || !('command' in script) ? [] : script.command.split('\n');
  return lines.map((line) => line.replace(/\s+#.*$/, '')).filter((line) => line !== 'npm ci');
};

const install = async (home: string): Promise<Installed> => {
  const [pack = '', globally = '', version = ''] = linesOfThePage();
  // As its page says, but for where things go; what is packed is built already, and is what the other tests judge.
  const env = { ...process.env, npm_config_prefix: home, npm_config_prefer_offline: 'true' };
  const packing = { ...env, npm_config_json: 'true', npm_config_ignore_scripts: 'true', npm_config_pack_destination: home };
  const packed = await run('bash', ['--norc', '-c', pack], { cwd: ROOT, env: packing, maxBuffer: 8 * MEGABYTE });
  const [tarball] = JSON.parse(packed.stdout) as readonly [Tarball];
  const { stdout, stderr } = await run('bash', ['--norc', '-c', globally], { cwd: home, env, maxBuffer: 8 * MEGABYTE });
  const path = `${join(home, 'bin')}:${process.env['PATH'] ?? ''}`;
  await run('bash', ['--norc', '-c', version], { cwd: home, env: { PATH: path } });
  const root = join(home, 'lib', 'node_modules', '@squareos', 'certify');
  return { home, root, bin: join(home, 'bin', 'certify'), tarball, said: stdout + stderr };
};

/** Whoever asks first installs it; the others wait for that. */
export const installed = async (): Promise<Installed> => {
  const shared = process.env['CERTIFY_TESTS_SHARE'] ?? '';
  const [home, done] = [join(shared, 'installed'), join(shared, 'installed.json')];
  if (mkdirSync(home, { recursive: true }) !== undefined) {
    const made = await install(home).catch((error: unknown) => ({ failed: String(error) }));
    writeFileSync(`${done}.new`, JSON.stringify(made));
    renameSync(`${done}.new`, done);
  }
  while (!existsSync(done)) await pause(100);
  const told = JSON.parse(readFileSync(done, 'utf8')) as Installed | { readonly failed: string };
  if ('failed' in told) throw new Error(told.failed);
  return told;
};
