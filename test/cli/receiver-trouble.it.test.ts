// The real receiver in trouble, killed under load or its database locked by another process: nothing is acknowledged that is not
// stored, and readiness follows the writes.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LedgerView } from '../../src/core/live.ts';
import { openSqlite } from '../../src/store/sqlite-open.ts';
import { cleanEnv, ROOT, temporary } from './certify.ts';
import { RECEIVER, RECEIVER_ENV as env } from './receiver-config.ts';

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly ended: Promise<void>;
}

const start = (directory: string): Promise<Running> =>
  new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [join(ROOT, 'bin', 'certify.mjs'), 'receiver', '--config', 'receiver.yaml', '--json', '--quiet'],
      {
        cwd: directory,
        env: cleanEnv(env),
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    const ended = new Promise<void>((done) => child.once('close', () => done()));
    child.once('error', reject);
    child.once('close', () => reject(new Error('the receiver ended at its start')));
    child.stdout.once('data', (chunk: Buffer) =>
      resolve({ child, ended, url: (JSON.parse(String(chunk)) as { url: string }).url }),
    );
  });

/** Status; 0 where the receiver died before it answered. */
const sent = (url: string, method: string, body: object, token?: string): Promise<number> =>
  fetch(url, {
    method,
    body: JSON.stringify(body),
    headers: token === undefined ? {} : { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  }).then(
    ({ status }) => status,
    () => 0,
  );

const register = ({ url }: Running, id: string): Promise<number> =>
  sent(
    `${url}/engagement/email/attempts/certify-${id}`,
    'PUT',
    { recipient: 'ops@example.com', channel: 'smtp', providerMessageId: id },
    env.CERTIFY_WRITE,
  );

const callback = ({ url }: Running, id: string): Promise<number> =>
  sent(`${url}/engagement/email/smtp/webhook?token=${env.CERTIFY_HOOK}`, 'POST', {
    providerMessageId: id,
    event: 'delivered',
    recipient: 'ops@example.com',
    timestamp: new Date().toISOString(),
  });

const eventsOf = async ({ url }: Running, id: string): Promise<number> => {
  const answer = await fetch(`${url}/engagement/email/ledger?providerMessageId=${id}`, {
    headers: { authorization: `Bearer ${env.CERTIFY_READ}` },
  });
  return ((await answer.json()) as LedgerView).events.length;
};

const readiness = async ({ url }: Running): Promise<number> => (await fetch(`${url}/readyz`)).status;

/** Looks until it is so, for at most a minute. */
const becomes = async (ask: () => Promise<number>, wanted: number): Promise<number> => {
  for (let left = 600; left > 0; left -= 1) {
    if ((await ask()) === wanted) return wanted;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return ask();
};

const at = (directory: string): void => writeFileSync(join(directory, 'receiver.yaml'), RECEIVER);

describe('certify receiver', () => {
  it('loses no callback that it acknowledged and applies none twice, killed five times under load', async () => {
    using home = temporary();
    at(home.path);
    const acknowledged: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const running = await start(home.path);
      const ids = Array.from({ length: 40 }, (_, n) => `q-${round}-${n}`);
      // In the middle: after some were acknowledged, while others are on their way.
      const enough = acknowledged.length + 4 + 3 * round;
      const one = async (id: string): Promise<void> => {
        await register(running, id);
        if ((await callback(running, id)) === 200) acknowledged.push(id);
        if (acknowledged.length >= enough) running.child.kill('SIGKILL');
      };
      const work = Promise.all(ids.map(one));
      await Promise.all([work, running.ended]);
    }
    const again = await start(home.path);
    // What comes again after the kill is a duplicate, and changes nothing.
    for (const id of acknowledged)
      expect([id, await register(again, id), await callback(again, id), await eventsOf(again, id)]).toEqual([
        id,
        expect.any(Number),
        200,
        1,
      ]);
    again.child.kill('SIGTERM');
    await again.ended;
    expect(acknowledged.length).toBeGreaterThan(0);
  });

  it('says 503 and unready while another process holds its database, and is ready again afterwards', async () => {
    using home = temporary();
    at(home.path);
    const running = await start(home.path);
    expect(await register(running, 'q-1')).toBeLessThan(300);
    const other = await openSqlite(join(home.path, 'ledger.db'));
    other.exec('BEGIN IMMEDIATE');
    expect(await callback(running, 'q-1')).toBe(503);
    expect(await readiness(running)).toBe(503);
    other.exec('ROLLBACK');
    other.close();
    expect(await becomes(() => readiness(running), 200)).toBe(200);
    expect(await eventsOf(running, 'q-1')).toBe(0);
    expect(await callback(running, 'q-1')).toBe(200);
    expect(await eventsOf(running, 'q-1')).toBe(1);
    running.child.kill('SIGTERM');
    await running.ended;
  });

  const NOTHING_MORE = 'refuses what it can no longer store, tells so by 503 and readiness, and ends when it is told to: ';
  it.each([
    ['the database file is removed', (path: string) => rmSync(path)],
    ['another file is put in its place', (path: string) => (renameSync(path, `${path}.old`), copyFileSync(`${path}.old`, path))],
  ])(`${NOTHING_MORE}%s`, async (_, trouble) => {
    using home = temporary();
    at(home.path);
    const running = await start(home.path);
    expect(await register(running, 'q-1')).toBeLessThan(300);
    trouble(join(home.path, 'ledger.db'));
    expect(await callback(running, 'q-1')).toBe(503);
    expect(await readiness(running)).toBe(503);
    running.child.kill('SIGTERM');
    await running.ended;
    expect(running.child.exitCode).not.toBeNull();
  });

  it.skipIf(process.platform !== 'linux')(
    'refuses what a full disk does not take, and is ready again when there is room',
    async () => {
      using home = temporary();
      at(home.path);
      const running = await start(home.path);
      expect(await register(running, 'q-1')).toBeLessThan(300);
      // No file of this process may grow: what a full disk or a quota does.
      const limit = (bytes: string) =>
        execFileSync('prlimit', ['--pid', String(running.child.pid), `--fsize=${bytes}:unlimited`]);
      limit('1');
      expect(await callback(running, 'q-1')).toBe(503);
      expect(await readiness(running)).toBe(503);
      limit('unlimited');
      expect(await becomes(() => readiness(running), 200)).toBe(200);
      expect(await eventsOf(running, 'q-1')).toBe(0);
      expect(await callback(running, 'q-1')).toBe(200);
      expect(await eventsOf(running, 'q-1')).toBe(1);
      running.child.kill('SIGTERM');
      await running.ended;
    },
  );
});
