// Workers on PostgreSQL that are killed, with the database killed in the middle and two schedulers at once. Real processes, because
// what is held by a process must end with it: nothing less than SIGKILL shows that.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Night, TenantLook } from '../../src/core/fleet.ts';
import { MIGRATIONS } from '../../src/fleet/migrations.ts';
import { createState } from '../../src/fleet/state.ts';
import { shownBy } from '../../src/lab/fleet/tenants.ts';
import { type RunningFleet, startLabFleet } from '../../src/lab/fleet/world.ts';
import { openFence } from '../../src/store/fence.ts';
import { openStore } from '../../src/store/open.ts';
import { BIN, certify, cleanEnv, ROOT } from '../cli/certify.ts';
import { schemaFaults } from '../json-schemas.ts';
import { type Server as Postgres, startPostgres } from '../receiver/databases.ts';
import { startCutOff } from './cut-off.ts';

interface Asked {
  readonly account: string;
  readonly worker: string;
  readonly from: number;
  to: number;
}

let directory: string;
let lab: RunningFleet;
let postgres: Postgres;
let recorders: readonly Server[];
const asked: Asked[] = [];
const running = new Set<ChildProcess>();

/** Stands before an account's endpoint, and notes which process asks it from when to when. */
const record = async (account: string, port: number): Promise<Server> => {
  const server = createServer((incoming, outgoing) => {
    const worker = /app\/(\S+)/.exec(incoming.headers['user-agent'] ?? '')?.[1] ?? 'nobody';
    const one: Asked = { account, worker, from: performance.now(), to: Number.POSITIVE_INFINITY };
    asked.push(one);
    const ended = (): void => {
      one.to = Math.min(one.to, performance.now());
    };
    const { method, url, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('finish', ended).on('close', () => {
      ended();
      onward.destroy();
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
};

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'certify-workers-'));
  [lab, postgres] = await Promise.all([
    startLabFleet({ tenants: 30, stateDir: directory, root: ROOT, readsPerSecond: 5 }),
    startPostgres(),
  ]);
  const gyms = join(directory, 'gyms');
  const before = new Map<string, Server>();
  for (const name of readdirSync(gyms).filter((one) => one.endsWith('.yaml'))) {
    const text = readFileSync(join(gyms, name), 'utf8');
    const ports = new Set([...text.matchAll(/sesv2: http:\/\/127\.0\.0\.1:(\d+)/g)].map((match) => match[1] ?? ''));
    const account = /arn:aws:sns:[a-z0-9-]+:(\d{12})/.exec(text)?.[1] ?? '';
    let changed = text;
    for (const port of ports) {
      const recorder = before.get(port) ?? (await record(account, Number(port)));
      before.set(port, recorder);
      changed = changed.replaceAll(`http://127.0.0.1:${port}`, `http://127.0.0.1:${(recorder.address() as AddressInfo).port}`);
    }
    writeFileSync(join(gyms, name), changed);
  }
  recorders = [...before.values()];
});

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});

afterAll(async () => {
  for (const server of recorders) {
    server.closeAllConnections();
    server.close();
  }
  await Promise.all([lab.stop(), postgres.stop()]);
  rmSync(directory, { recursive: true, force: true });
});

const freshUrl = async (): Promise<string> => {
  const choice = await postgres.fresh();
  if (choice.kind !== 'postgres') throw new Error('no PostgreSQL');
  return choice.url;
};

const onStore = (name: string): string => {
  const config = join(directory, `${name}.yaml`);
  writeFileSync(
    config,
    readFileSync(lab.config, 'utf8').replace(/store:\n\s+sqlite: \S+/, 'store: {postgres: "env:CERTIFY_FLEET_STORE"}'),
  );
  return config;
};

/** How the look at one tenant ends that nothing else runs beside. */
const alone = async (profile: string): Promise<number | null> => {
  let ended: number | null = 3;
  for (let tries = 0; tries < 3 && ended === 3; tries += 1) ended = (await certify(['check', profile, '--quiet'])).exitCode;
  return ended;
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

describe('a night that workers look at', () => {
  it('loses nothing, looks at nobody twice and asks no account by two, whoever is killed', async () => {
    const url = await freshUrl();
    const config = onStore('killed');
    const env = { CERTIFY_FLEET_STORE: url };
    const workers: { readonly name: string; readonly child: ChildProcess }[] = [];
    const startWorker = (): void => {
      const name = `w${workers.length + 1}`;
      const child = spawn(process.execPath, [BIN, 'fleet', 'work', config, '--places', '3', '--quiet'], {
        cwd: ROOT,
        env: cleanEnv({ ...env, AWS_SDK_UA_APP_ID: name }),
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      running.add(child);
      workers.push({ name, child });
    };
    for (let started = 0; started < 3; started += 1) startWorker();
    let planned = 0;
    const schedule = () =>
      certify(['fleet', 'check', config, '--workers', '--night', 'one', '--resume', '--json'], {
        env,
        timeoutMs: 400_000,
        onStart: (child) => {
          running.add(child);
          // Opening the store is not waited for: the database goes away when both have shown their plan.
          child.stderr?.once('data', () => (planned += 1));
        },
      });
    const nights = [schedule(), schedule()];
    const watched = { over: false };
    const ended = Promise.all(nights).finally(() => {
      watched.over = true;
    });
    let killed = 0;
    let crashed = false;
    while (!watched.over) {
      await pause(700);
      if (watched.over) break;
      const alive = workers.filter(({ child }) => child.exitCode === null && child.signalCode === null);
      // One that was started while the database was away has ended, and is started again as a supervisor would.
      if (alive.length < 3) startWorker();
      if (killed < 3 && asked.length > 15 && planned === 2) {
        alive[killed % alive.length]?.child.kill('SIGKILL');
        killed += 1;
      }
      if (killed === 2 && !crashed) {
        crashed = true;
        await postgres.crash();
      }
    }
    const [first, second] = await ended;
    expect([killed > 2, crashed]).toEqual([true, true]);
    const said = [first, second].map((one) => `${one?.stdout.slice(-600)}\n${one?.stderr}`).join('\n');
    expect([first?.exitCode, second?.exitCode], said).toEqual([1, 1]);
    expect(first?.stdout).toBe(second?.stdout);
    const lines = (first?.stdout ?? '').trimEnd().split('\n');
    const night = JSON.parse(lines.pop() ?? '') as Night;
    const looks = lines.map((line) => JSON.parse(line) as TenantLook);
    expect(night.totals).toMatchObject({ tenants: 30, looked: 30 });
    expect(new Set(looks.map(({ key }) => key)).size).toBe(30);
    expect(
      [first?.stdout ?? '']
        .flatMap((text) => text.trimEnd().split('\n'))
        .flatMap((line) => schemaFaults('night', JSON.parse(line))),
    ).toEqual([]);
    const wrong: string[] = [];
    for (const tenant of lab.tenants) {
      const look = looks.find((one) => one.tenant === tenant.name);
      const exit = shownBy(tenant)?.exitCode ?? 0;
      if (look?.exitCode === exit) continue;
      // Six processes on a busy machine may let a question run out of time, which is said of it. Looked at alone, it is as declared.
      const unseen = look?.exitCode === 3 && look.error === null && look.findings.every(({ kind }) => kind === 'unseen');
      if (unseen && (await alone(look.profile)) === exit) continue;
      wrong.push(
        `${tenant.name}: ${look?.exitCode} instead of ${exit}, ${look?.error?.message ?? JSON.stringify(look?.findings)}`,
      );
    }
    expect(wrong).toEqual([]);
    const together = asked.flatMap((one, index) =>
      asked
        .slice(index + 1)
        .filter((two) => two.account === one.account && two.worker !== one.worker && two.from < one.to && one.from < two.to)
        .map((two) => `${one.account}: ${one.worker} and ${two.worker}`),
    );
    expect(together).toEqual([]);
    expect(new Set(asked.map(({ worker }) => worker)).size).toBeGreaterThan(1);
    const left = await openStore({ kind: 'postgres', url }, MIGRATIONS, '');
    try {
      expect(await createState(left).tasks('one', looks[0]?.place ?? '')).toEqual([]);
    } finally {
      await left.close();
    }
  }, 450_000);
});

describe('a night that goes on', () => {
  it('is looked at as its profiles are now: another place and another path are other tasks', async () => {
    const url = await freshUrl();
    const config = onStore('changed');
    const gyms = join(directory, 'gyms');
    const copied = (index: number, name: string, change = (text: string): string => text): void =>
      writeFileSync(join(gyms, name), change(readFileSync(join(directory, 'gyms', `gym-0000${index}.yaml`), 'utf8')));
    for (const index of [1, 2, 4]) copied(index, `changed-${index}.yaml`);
    writeFileSync(config, readFileSync(config, 'utf8').replace('gyms/*.yaml', 'gyms/changed-*.yaml'));
    const env = { CERTIFY_FLEET_STORE: url };
    const begun = certify(['fleet', 'check', config, '--workers', '--night', 'one', '--quiet'], {
      env,
      timeoutMs: 400_000,
      onStart: (child) => running.add(child),
    });
    const store = await openStore({ kind: 'postgres', url }, MIGRATIONS, '');
    try {
      while ((await store.read((tx) => tx.rows('SELECT id::text FROM certify_queue.job')).catch(() => [])).length < 3)
        await pause(200);
      for (const child of running) child.kill('SIGKILL');
      await begun;
      copied(1, 'changed-1.yaml', (text) => text.replaceAll('ap-south-1', 'eu-west-1'));
      rmSync(join(gyms, 'changed-2.yaml'));
      copied(2, 'changed-moved.yaml');
      rmSync(join(gyms, 'changed-4.yaml'));
      const resumed = certify(['fleet', 'check', config, '--workers', '--night', 'one', '--resume', '--quiet', '--json'], {
        env,
        timeoutMs: 400_000,
      });
      // A worker that is there first looks at what the night was until then.
      const state = createState(store);
      const isPut = async (): Promise<boolean> => {
        for await (const { profile } of state.allTasks('one')) if (profile.includes('changed-moved')) return true;
        return false;
      };
      while (!(await isPut())) await pause(200);
      const [night] = await Promise.all([
        resumed,
        certify(['fleet', 'work', config, '--idle', '8s', '--quiet'], { env, timeoutMs: 400_000 }),
      ]);
      const looks = night.stdout
        .trimEnd()
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as TenantLook);
      expect(looks.map(({ tenant }) => tenant)).toEqual(['gym-00001', 'gym-00002']);
      expect(looks[0]?.place).toMatch(/eu-west-1$/);
      expect([looks[1]?.exitCode, looks[1]?.profile], night.stderr).toEqual([
        0,
        expect.stringMatching(/gyms\/changed-moved\.yaml$/),
      ]);
    } finally {
      await store.close();
      for (const name of readdirSync(gyms).filter((one) => one.startsWith('changed-'))) rmSync(join(gyms, name));
    }
  }, 900_000);
});

describe('a night whose database goes away', () => {
  it('is begun, ended, told and cleared nevertheless, wherever the scheduler stands', async () => {
    const url = await freshUrl();
    const config = onStore('away');
    const broken = join(directory, 'gyms', 'away-broken.yaml');
    writeFileSync(broken, 'version: 2\n');
    writeFileSync(
      config,
      readFileSync(config, 'utf8').replace('- gyms/*.yaml', '- gyms/gym-00001.yaml\n  - gyms/away-broken.yaml') +
        'alerts: [{name: pager, webhook: "https://127.0.0.1:9/", secret: "env:CERTIFY_ALERT_SECRET"}]\n',
    );
    const at = new URL(url);
    const cutOff = await startCutOff(Number(at.port), [
      'FROM fleet_sink WHERE name',
      'FROM fleet_night ORDER',
      'FROM fleet_tenant WHERE tenant_key',
      'INSERT INTO fleet_night',
      'FROM fleet_tenant WHERE profile',
      'INSERT INTO fleet_look',
      'INSERT INTO fleet_task',
      'FROM fleet_look WHERE night = $1',
      'DELETE FROM fleet_change',
      'INSERT INTO fleet_outbox',
      'DELETE FROM fleet_task',
      'FROM fleet_change WHERE night',
      'FROM fleet_look WHERE night = $2',
      'FROM fleet_place WHERE night',
      'UPDATE fleet_outbox SET claimed_until',
      'UPDATE fleet_outbox SET attempts',
    ]);
    at.port = String(cutOff.port);
    const alert = { CERTIFY_ALERT_SECRET: 'b7Yq0mV2xKd9fWz4Jt8sRn3cPl6uHg1e' };
    try {
      const worker = certify(['fleet', 'work', config, '--quiet'], {
        env: { CERTIFY_FLEET_STORE: url, ...alert },
        timeoutMs: 400_000,
        onStart: (child) => running.add(child),
      });
      const night = await certify(['fleet', 'check', config, '--workers', '--night', 'one', '--quiet', '--json'], {
        env: { CERTIFY_FLEET_STORE: at.href, ...alert },
        timeoutMs: 200_000,
        onStart: (child) => running.add(child),
      });
      for (const child of running) child.kill('SIGTERM');
      expect((await worker).exitCode).toBe(130);
      expect(cutOff.left, night.stderr).toEqual([]);
      expect(night.exitCode, night.stderr).toBe(2);
      expect(night.stderr).toMatch(/^The database does not answer; trying again\.$/m);
      const told = await certify(['fleet', 'report', '--config', config, '--json'], {
        env: { CERTIFY_FLEET_STORE: url, ...alert },
      });
      expect(night.stdout).toBe(told.stdout);
      expect(told.stdout.trimEnd().split('\n')).toHaveLength(3);
      const store = await openStore({ kind: 'postgres', url }, MIGRATIONS, '');
      try {
        expect(await store.read((tx) => tx.rows('SELECT night FROM fleet_task'))).toEqual([]);
      } finally {
        await store.close();
      }
    } finally {
      await cutOff.stop();
      rmSync(broken);
    }
  }, 450_000);

  it('waits for no right that its role does not have', async () => {
    const url = await freshUrl();
    const config = onStore('refused');
    const store = await openStore({ kind: 'postgres', url }, MIGRATIONS, '');
    await store.write(async (tx) => {
      await tx.rows("CREATE ROLE guest LOGIN PASSWORD 'guest'");
      await tx.rows('GRANT ALL ON ALL TABLES IN SCHEMA public TO guest');
      await tx.rows('GRANT ALL ON SCHEMA public TO guest');
    });
    await store.close();
    const env = { CERTIFY_FLEET_STORE: url.replace('certify:certify', 'guest:guest') };
    for (const args of [
      ['check', config, '--workers', '--night', 'one', '--quiet'],
      ['work', config],
    ]) {
      const { exitCode, stderr } = await certify(['fleet', ...args], { env, timeoutMs: 60_000 });
      expect([exitCode, stderr]).toEqual([args[0] === 'check' ? 4 : 2, expect.stringContaining('the schema certify_queue')]);
    }
  });
});

describe('a worker', () => {
  it('looks as its own flags say, tells each account in JSON, and ends when nothing is left', async () => {
    const url = await freshUrl();
    const config = onStore('flags');
    writeFileSync(config, readFileSync(config, 'utf8').replace('gyms/*.yaml', 'gyms/gym-0000[12].yaml'.replace('[12]', '{1,2}')));
    const env = { CERTIFY_FLEET_STORE: url };
    const night = certify(['fleet', 'check', config, '--workers', '--night', 'one', '--quiet'], { env, timeoutMs: 200_000 });
    const store = await openStore({ kind: 'postgres', url }, MIGRATIONS, '');
    const queued = (): Promise<number> =>
      store.read(async (tx) => (await tx.rows('SELECT id::text FROM certify_queue.job')).length).catch(() => 0);
    while ((await queued()) < 2) await pause(200);
    await store.close();
    const worked = await certify(['fleet', 'work', config, '--json', '--idle', '4s', '--set', 'ses.regoin=x', '--places', '1'], {
      env,
      timeoutMs: 200_000,
    });
    expect((await night).exitCode).toBe(2);
    expect(worked.exitCode).toBe(0);
    const lines = worked.stdout.trimEnd().split('\n');
    expect(lines.flatMap((line) => schemaFaults('night', JSON.parse(line)))).toEqual([]);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      [1, 2].map(() => expect.objectContaining({ schema: 'certify.fleet-work/1', tenants: 1, looked: 1, exits: { 2: 1 } })),
    );
  }, 450_000);
});

describe('a name of the fence', () => {
  it('is one process’s at a time, is free when its session ends, and whoever lost it is told', async () => {
    const url = await freshUrl();
    const [one, two] = [await openFence(url), await openFence(url)];
    expect([await one.take('a'), await one.take('a'), await two.take('a'), await two.take('b')]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    await one.release('a');
    expect([await two.take('a'), await one.take('a')]).toEqual([true, false]);
    await two.close();
    expect(await one.take('b')).toBe(true);
    const store = await openStore({ kind: 'postgres', url }, [], '');
    const lost = new Promise((resolve) => one.lost.addEventListener('abort', resolve, { once: true }));
    await store.read((tx) =>
      tx.rows("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"),
    );
    await lost;
    await expect(one.take('c')).rejects.toThrow('The store did not take the write');
    await store.close();
  });
});
