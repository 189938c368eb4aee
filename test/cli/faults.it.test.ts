// Each command under each fault: output that takes no bytes, a signal, a place that cannot be made. The commands are the manifest's.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../../src/cli/manifest.ts';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import { BIN, certify, cleanEnv, type Ran, ROOT, temporary } from './certify.ts';
import { RECEIVER, RECEIVER_ENV } from './receiver-config.ts';

const manifest = JSON.parse(readFileSync(join(ROOT, 'dist', 'manifest.json'), 'utf8')) as Manifest;

/** A line that needs no more than this; every other command is called with words that it refuses, in JSON where it has that. */
const LINES: { readonly [name: string]: string } = {
  adapter: '',
  completion: 'bash',
  explain: 'dkim-tokens',
  schema: 'profile',
  'runbook show': 'ses',
  'evidence list': '',
  plan: '--lab',
  policy: '--lab',
  'receiver dead-letters list': '--config receiver.yaml',
  'receiver suppression list': '--config receiver.yaml',
};

const wordsOf = ({ name, args, options }: Manifest[number]): readonly string[] => {
  const line = LINES[name];
  if (line !== undefined) return [...name.split(' '), ...line.split(' ').filter((word) => word !== '')];
  const json = options.some(({ key }) => key === 'json') ? ['--json'] : [];
  return [...name.split(' '), ...args.map(() => 'no-such-thing'), ...json];
};

let home: ReturnType<typeof temporary>;
beforeAll(() => {
  home = temporary();
  writeFileSync(join(home.path, 'receiver.yaml'), RECEIVER);
});
afterAll(() => home[Symbol.dispose]());

const run = (
  words: readonly string[],
  stdout: number | 'pipe',
  env: { readonly [name: string]: string } = {},
  node: readonly string[] = [],
): Promise<Ran> =>
  new Promise((done, refuse) => {
    const child = spawn(process.execPath, [...node, BIN, ...words], {
      cwd: home.path,
      env: cleanEnv({ ...RECEIVER_ENV, ...env }),
      stdio: ['ignore', stdout, 'pipe'],
    });
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
    child.stdout?.resume();
    child.on('error', refuse);
    child.on('close', (exitCode, signal) => done({ exitCode, signal, stdout: '', stderr }));
  });

const NOT_MEANT = /internal-fault|certify itself failed|^\s+at /m;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

describe.concurrent('each command under each fault', () => {
  it.each(manifest.map((command) => [command.name, command] as const))(
    'certify %s tells of output that cannot be written in exit 4',
    async (_, command) => {
      const full = openSync('/dev/full', 'w');
      try {
        const { exitCode, stderr } = await run(wordsOf(command), full);
        expect(stderr).not.toMatch(NOT_MEANT);
        // A refusal goes to stderr, and leaves nothing that could be lost.
        const lost = /stdout could not be written \(ENOSPC\)/.test(stderr);
        expect([lost, exitCode]).toEqual(lost ? [true, 4] : [false, 2]);
        if (command.name in LINES || command.options.some(({ key }) => key === 'json')) expect(lost).toBe(true);
      } finally {
        closeSync(full);
      }
    },
  );

  it.each(manifest.map((command, index) => [command.name, command, SIGNALS[index % 3] ?? 'SIGHUP'] as const))(
    'certify %s ends a signal in exit 130',
    async (_, command, signal) => {
      const preload = pathToFileURL(join(import.meta.dirname, 'dies-at-start.mjs')).href;
      const ran = await run(wordsOf(command), 'pipe', { SIGNAL_AT_START: signal }, ['--import', preload]);
      expect([ran.exitCode, ran.signal]).toEqual([130, null]);
      expect(ran.stderr).not.toMatch(NOT_MEANT);
    },
  );

  it.each([
    ['ses', ['--lab', '--operator', 'me', '--evidence-dir', '/proc/x']],
    ['smtp', ['--lab', '--operator', 'me', '--evidence-dir', '/proc/x']],
    ['check', ['--lab', '--operator', 'me', '--evidence-dir', '/proc/x']],
    ['check', ['--lab', '--report', 'html=nowhere/x.html']],
    ['lab up', ['--write-profile', 'lab.yaml', '--state', '/proc/x']],
    ['lab up', ['--write-profile', '/proc/x/lab.yaml', '--scenario', 'healthy-ses']],
  ] as const)('certify %s refuses %j with the path and the act', async (name, words) => {
    const ran = await run([...name.split(' '), ...words], 'pipe');
    expect(ran.stderr).not.toMatch(NOT_MEANT);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toMatch(/\/proc\/x|nowhere/);
  });
});

it('tells once of an evidence directory below one that takes no file, and names none of its own trials', async () => {
  const words = [BIN, 'check', '--lab', '--operator', 'me', '--evidence-dir', 'not-there/evidence'];
  const { status, stderr } = spawnSync('sh', ['-c', 'ulimit -f 0; exec "$0" "$@"', process.execPath, ...words], {
    cwd: home.path,
    env: cleanEnv({}),
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr.split('cannot be written')).toHaveLength(2);
  expect(stderr.split('Nothing was run.')).toHaveLength(2);
  expect(stderr).not.toContain('.certify-');
});

describe('the receiver and the lab under faults', () => {
  it('names the port that is taken, and the database that is none', async () => {
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
    const { port } = taken.address() as AddressInfo;
    writeFileSync(join(home.path, 'busy.yaml'), RECEIVER.replace('port: 0', `port: ${port}`));
    writeFileSync(join(home.path, 'none.yaml'), RECEIVER.replace('ledger.db', 'none.db'));
    writeFileSync(join(home.path, 'none.db'), 'this is no database, whatever its name says. '.repeat(40));
    const busy = await run(['receiver', '--config', 'busy.yaml'], 'pipe');
    const none = await run(['receiver', '--config', 'none.yaml'], 'pipe');
    taken.close();
    expect([busy.exitCode, busy.stderr]).toEqual([2, expect.stringContaining(`127.0.0.1:${port}`)]);
    expect([none.exitCode, none.stderr]).toEqual([2, expect.stringContaining('none.db: it is no whole SQLite database')]);
  });

  it('goes on without its log, and is drained by HUP', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [BIN, 'receiver', '--config', 'receiver.yaml', '--json'], {
      cwd: home.path,
      env: cleanEnv(RECEIVER_ENV),
      stdio: ['ignore', 'pipe', full],
    });
    const first = await new Promise<string>((done) =>
      child.stdout?.once('data', (chunk: Buffer) => done(chunk.toString('utf8'))),
    );
    const { url } = JSON.parse(first) as { readonly url: string };
    const post = (): Promise<number> =>
      fetch(`${url}/engagement/email/smtp/webhook`, { method: 'POST', body: '{}' }).then(({ status }) => status);
    expect([await post(), await post()]).toEqual([401, 401]);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const ended = new Promise((done) => child.once('close', done));
    child.kill('SIGHUP');
    expect(await ended).toBe(130);
    closeSync(full);
  });

  it('tells a stopped lab as that', async () => {
    let told = '';
    const up = await certify(['lab', 'up', '--write-profile', 'stopped.yaml', '--scenario', 'healthy-ses'], {
      cwd: home.path,
      onStart: (child) =>
        child.stdout?.on('data', (chunk: Buffer) => {
          told += chunk.toString('utf8');
          if (told.includes('Ctrl-C')) child.kill('SIGHUP');
        }),
    });
    expect(up.exitCode).toBe(130);
    const ran = await run(['check', 'stopped.yaml'], 'pipe');
    expect([ran.exitCode, ran.stderr.replace(/\s+/g, ' ')]).toEqual([2, expect.stringContaining('certify lab up')]);
  });

  it('leaves no trial file where it proved that it can write', () => {
    spawnSync(process.execPath, [BIN, 'check', '--lab', '--scenario', 'no-such', '--report', 'html=x.html'], { cwd: home.path });
    expect(readdirSync(home.path).filter((name) => name.startsWith('.certify-'))).toEqual([]);
  });
});

describe('an evidence directory that takes nothing any more once the parties were asked', () => {
  let lab: RunningLab;
  beforeAll(async () => {
    lab = await startLab({ scenario: 'healthy-ses', stateDir: join(home.path, 'state'), root: ROOT });
    lab.writeProfile(join(home.path, 'lab.yaml'));
  });
  afterAll(() => lab.stop());

  /** Puts a file in the directory's place as soon as something was asked. */
  const replacedOnce = async (evidence: string, done: Promise<unknown>): Promise<void> => {
    const asked = (): number => Object.values(lab.requests()).reduce((sum, n) => sum + n, 0);
    const before = asked();
    const over = done.then(() => true);
    const soon = (): Promise<boolean> => new Promise((next) => setTimeout(() => next(false), 2));
    while (asked() === before && !(await Promise.race([over, soon()])));
    rmSync(evidence, { recursive: true, force: true });
    writeFileSync(evidence, '');
  };

  it.each([
    ['check', ['check', 'lab.yaml']],
    ['ses', ['ses', 'lab.yaml', '--non-interactive']],
  ])('is exit 4 with the path and the act: certify %s', async (name, words) => {
    const evidence = join(home.path, `evidence-${name}`);
    mkdirSync(evidence);
    const ran = certify([...words, '--operator', 'me', '--evidence-dir', evidence, '--json'], { cwd: home.path });
    await replacedOnce(evidence, ran);
    const { exitCode, stdout, stderr } = await ran;
    expect(stderr).not.toMatch(NOT_MEANT);
    expect([exitCode, stdout]).toEqual([4, expect.stringContaining(evidence)]);
    expect(JSON.parse(stdout)).toMatchObject({
      code: expect.stringMatching(/^file-e/) as string,
      fix: expect.stringMatching(/^\w.*\./) as string,
    });
  });
});
