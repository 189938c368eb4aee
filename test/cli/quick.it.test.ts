// What the launcher tells without the command line is what the command line tells, and reaches its reader as everything else does.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckMeta } from '../../src/report/markdown/check-page.ts';
import type { Manifest } from '../../src/cli/manifest.ts';
import type { Quick } from '../../src/cli/quick.ts';
import { BIN, certify, cleanEnv, ROOT } from './certify.ts';
import { certifyWarm } from './warm.ts';

const json = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, 'dist', path), 'utf8'));
const manifest = json('manifest.json') as Manifest;
const checks = json('checks.json') as readonly CheckMeta[];
const { quick } = createRequire(import.meta.url)(join(ROOT, 'dist', 'quick.cjs')) as {
  quick: (
    argv: readonly string[],
    root: string,
    place: () => { isTTY: boolean; columns?: number },
    env: NodeJS.ProcessEnv,
  ) => Quick | null;
};

const LINES: readonly string[] = [
  '',
  'help',
  'help flags',
  ...manifest.map(({ name }) => `${name} --help`),
  ...['profile', 'runbook', 'evidence', 'fleet', 'night', 'error', 'squareos-state'].map((what) => `schema ${what}`),
  'runbook show ses',
  'runbook show smtp',
  ...checks.flatMap(({ id, reasons }) => [`explain ${id}`, `explain ${id}/${Object.keys(reasons)[0]}`]),
];

const words = (line: string): readonly string[] => line.split(' ').filter((word) => word !== '');

describe('what needs no command line', () => {
  it.each([{}, { LANG: 'C' }, { FORCE_COLOR: '1' }])(
    'is told by the launcher, byte for byte as the command line tells it, with %j',
    async (env) => {
      const few = Object.keys(env).length === 0 ? LINES : LINES.filter((_, at) => at % 12 === 0);
      for (const line of few) {
        const told = quick(words(line), ROOT, () => ({ isTTY: false }), cleanEnv(env));
        const { stdout, exitCode } = await certifyWarm(words(line), { env });
        expect({ line, ...told }).toEqual({ line, text: stdout, exitCode });
      }
    },
    240_000,
  );

  it.each([
    'explain no-such-check',
    'schema nothing',
    'runbook show',
    'explain dkim-tokens --json',
    'nothing --help',
    '__complete --help',
  ])('leaves `%s` to the command line', (line) => {
    expect(quick(words(line), ROOT, () => ({ isTTY: false }), cleanEnv({}))).toBeNull();
  });
});

describe('the launcher', () => {
  it('prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };
    for (const word of ['--version', '-V', 'version'])
      expect(await certify([word])).toMatchObject({ stdout: `${version}\n`, stderr: '', exitCode: 0 });
  });

  it('is the same under the name that scripts call it by', async () => {
    const child = spawn(process.execPath, [BIN.replace('.cjs', '.mjs'), 'schema', 'nothing'], {
      stdio: 'ignore',
      env: cleanEnv({}),
    });
    expect(await once(child, 'close')).toEqual([2, null]);
  });

  it('hands everything to a reader that is slow, and nothing to one that has left', async () => {
    const run = (command: string): Promise<unknown[]> =>
      once(
        spawn('bash', ['-c', command], { env: cleanEnv({ CERTIFY: `${process.execPath} ${BIN}` }), stdio: 'ignore' }),
        'close',
      );
    expect(await run('[ "$($CERTIFY runbook show ses | (sleep 1; cat) | wc -c)" -gt 20000 ]')).toEqual([0, null]);
    expect(await run('set -o pipefail; $CERTIFY runbook show ses | true')).toEqual([0, null]);
  });

  it('waits for a pipe that takes no more at once', async () => {
    const unblocked = 'use Fcntl; fcntl(STDOUT, F_SETFL, O_WRONLY | O_NONBLOCK); exec @ARGV';
    const reader = '(sleep 1; cat) | wc -c';
    const child = spawn('bash', ['-c', `perl -e '${unblocked}' ${process.execPath} ${BIN} schema profile | ${reader}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: cleanEnv({}),
    });
    const printed = Buffer.concat((await child.stdout.toArray()) as Buffer[]).toString();
    expect(Number(printed)).toBe(readFileSync(join(ROOT, 'runbooks', 'profile.schema.json')).length);
  });

  it('says that its output is lost where the disk is full', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [BIN, '--help'], { stdio: ['ignore', full, 'pipe'], env: cleanEnv({}) });
    closeSync(full);
    const [[exitCode], stderr] = await Promise.all([once(child, 'close'), child.stderr?.toArray()]);
    expect(exitCode).toBe(4);
    expect(Buffer.concat(stderr as Buffer[]).toString()).toContain('ENOSPC');
  });
});
