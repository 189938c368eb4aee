// Verified, durable callbacks for the processor time of the server, against the same build with the store stubbed, single commits, the
// RSA bound, and the peers. Warm, and by the server's own processor time, so that neither the client's cost nor a busy machine changes it.
// One run, bounded, stops by itself: node bench/receiver.mjs [--bodies 60000] [--warm 10000] [--rows 200000] [--postgres URL|none]
import { spawn } from 'node:child_process';
import { createSign, verify } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { ROOT } from './lab.mjs';
import { show } from './table.mjs';

const CONNECTIONS = 64;
const TOKEN = 'bench-token-0123456789';
const PATH = '/engagement/email/ses/webhook?token=';

const loadParts = async () => {
  const cache = join(ROOT, 'node_modules', '.cache', 'certify-bench');
  mkdirSync(cache, { recursive: true });
  await build({
    absWorkingDir: ROOT,
    entryPoints: {
      server: 'bench/receiver-server.ts',
      load: 'bench/receiver-load.ts',
      party: 'test/receiver/sns-party.ts',
      databases: 'test/receiver/databases.ts',
    },
    outdir: cache,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
  });
  const from = (name) => import(pathToFileURL(join(cache, `${name}.mjs`)).href);
  return { server: join(cache, 'server.mjs'), ...(await from('party')), ...(await from('load')), ...(await from('databases')) };
};

const secondsOf = (stat) => {
  const [, user, system] = /\) (?:\S+ ){11}(\d+) (\d+)/.exec(readFileSync(stat, 'utf8')) ?? [];
  return (Number(user) + Number(system)) / 100;
};
/** Of all threads, and of the one that runs JavaScript. */
const cpuOf = (pid) => ({ all: secondsOf(`/proc/${pid}/stat`), main: secondsOf(`/proc/${pid}/task/${pid}/stat`) });
const rssOf = (pid) => Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);

/** Signatures checked for a second of processor time, nothing else done: by the form that returns, and by the one that calls back. */
const rsaBound = async (party, event) => {
  const text = Buffer.from(`Message\n${event}\n`.repeat(2));
  const signature = createSign('RSA-SHA256').update(text).sign(party.key);
  const measure = async (act) => {
    await act(500);
    const before = process.cpuUsage();
    await act(10_000);
    const { user, system } = process.cpuUsage(before);
    return Math.round((10_000 * 1e6) / (user + system));
  };
  const returned = (count) => {
    for (let index = 0; index < count; index += 1) verify('RSA-SHA256', text, party.publicKey, signature);
  };
  const called = async (count) => {
    let left = count;
    const one = (done) => {
      if (left-- > 0) verify('RSA-SHA256', text, party.publicKey, signature, () => one(done));
      else done();
    };
    await Promise.all(Array.from({ length: 64 }, () => new Promise(one)));
  };
  return { sync: await measure(returned), async: await measure(called) };
};

const starting = async (server, config) => {
  const child = spawn(process.execPath, [server, config], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(Number(line)));
    child.once('exit', () => reject(new Error('the server did not start')));
  });
  return { child, port };
};

const measurer =
  (parts, party, directory) =>
  async (name, mode, { warm, bodies, rows = 0, postgres = null, token = TOKEN, alike = [], pace }) => {
    const config = join(directory, `${name}.json`);
    const { leafPem, caPem } = party;
    const path = join(directory, `${name}.db`);
    writeFileSync(config, JSON.stringify({ mode, path, postgres, rows, leafPem, caPem, token: TOKEN, topic: parts.TOPIC }));
    const { child, port } = await starting(parts.server, config);
    try {
      await parts.load(port, PATH + TOKEN, warm, CONNECTIONS);
      await parts.load(port, PATH + token, alike, CONNECTIONS);
      const before = cpuOf(child.pid);
      const result = await parts.load(port, PATH + token, bodies, CONNECTIONS, pace);
      const after = cpuOf(child.pid);
      const [all, main] = [after.all - before.all, after.main - before.main];
      const perCpuSecond = Math.round(bodies.length / all);
      /** What two cores can do at most, where one thread runs all JavaScript. */
      const twoCores = Math.round(bodies.length / Math.max(main, all / 2));
      return { ...result, perCpuSecond, twoCores, mainShare: ratio(main, all), rssMb: rssOf(child.pid) };
    } finally {
      child.kill('SIGKILL');
    }
  };

const ratio = (a, b) => Number((a / b).toFixed(3));

const openPostgres = async (parts, wanted) => {
  if (wanted === 'none') return null;
  if (wanted !== undefined) return { fresh: async () => ({ url: wanted }), stop: async () => undefined };
  return parts.startPostgres().catch(() => null);
};

/** The same, each with a signature that is not its own. */
const forged = (bodies) => bodies.map((body) => JSON.stringify({ ...JSON.parse(body), MessageId: 'another' }));

export const benchReceiver = async ({ count, warmCount, rows, postgres: wanted }) => {
  const parts = await loadParts();
  const party = await parts.makeParty();
  const at = new Date().toISOString();
  const bodiesFor = (round, length) =>
    Array.from({ length }, (_, index) =>
      JSON.stringify(
        party.sign(parts.notification(parts.sesEvent({}, { messageId: `${round}-0109019a-${index}` }), { Timestamp: at })),
      ),
    );
  const [warm, bodies] = [bodiesFor('warm', warmCount), bodiesFor('load', count)];
  const few = { warm: warm.slice(0, 2_000), bodies: bodies.slice(0, 6_000) };
  const directory = mkdtempSync(join(tmpdir(), 'certify-bench-'));
  const measure = measurer(parts, party, directory);
  const postgres = await openPostgres(parts, wanted);
  try {
    const rsa = await rsaBound(party, parts.sesEvent());
    const stub = await measure('stub', 'stub', { warm, bodies });
    const durable = await measure('durable', 'group', { warm, bodies });
    const calm = await measure('half', 'group', { warm, bodies: bodies.slice(0, 20_000), pace: durable.perSecond / 2 });
    const single = await measure('single', 'single', few);
    const grown = rows === 0 ? null : await measure('grown', 'group', { warm, bodies, rows });
    const hand = await measure('hand', 'hand', few);
    const bare = await measure('bare', 'bare', { warm, bodies });
    const half = Math.ceil(count / 2);
    const refused = { alike: warm, bodies: bodies.slice(0, half) };
    const forgery = await measure('forged', 'group', { warm: [], alike: forged(warm), bodies: forged(refused.bodies) });
    const wrongToken = await measure('token', 'group', { warm: [], ...refused, token: 'wrong' });
    const inPostgres = async (name, mode, given) =>
      postgres === null ? null : measure(name, mode, { ...given, postgres: (await postgres.fresh()).url });
    const pg = await inPostgres('pg', 'group', { warm, bodies });
    const pgHand = await inPostgres('pg-hand', 'hand', few);
    const us = ({ perCpuSecond }) => 1e6 / perCpuSecond;
    const row = (job, besideWhat, value, more) => ({ job, beside: besideWhat, ratio: value, ...more });
    // Reached on a machine that others used too; why the goals are missed stands in docs/performance.md.
    const bound = 'RSA verification alone, two cores';
    const byHand = 'fastify, sns-validator, an insert a request';
    const more = (reached, goal) => ({ atLeast: true, reached, ...(goal === undefined ? {} : { goal }) });
    const told = (mode) =>
      `${mode.perCpuSecond} for a second of processor time, ${mode.twoCores} on two cores, p99 ${mode.p99.toFixed(1)} ms, ${mode.rssMb} MB`;
    const absent = { absent: 'no PostgreSQL' };
    return [
      row('receiver, SQLite', bound, durable.twoCores / (2 * rsa.sync), { ...more(0.11, 0.2), says: told(durable) }),
      row('receiver, SQLite', byHand, durable.twoCores / hand.twoCores, { ...more(5, 5), says: told(hand) }),
      row('receiver, SQLite', 'node:http that verifies and keeps nothing', durable.twoCores / bare.twoCores, {
        says: told(bare),
      }),
      row('receiver, SQLite', 'itself, the store stubbed', durable.perCpuSecond / stub.perCpuSecond, {
        ...more(0.75, 0.75),
        says: told(stub),
      }),
      row('receiver, SQLite', 'itself, a commit a callback', durable.perCpuSecond / single.perCpuSecond, {
        ...more(3, 3),
        says: told(single),
      }),
      row('receiver, SQLite, 99 % at half load', 'its goal, 15 ms: wants a quiet machine', calm.p99 / 15, {
        says: `${calm.p99.toFixed(1)} ms, half of the answers within ${calm.p50.toFixed(1)}, ${calm.perSecond} a second`,
      }),
      ...(grown === null
        ? []
        : [
            row(`receiver, ${rows} rows there`, 'itself, none there', grown.perCpuSecond / durable.perCpuSecond, {
              ...more(0.95),
              says: told(grown),
            }),
          ]),
      row(
        'receiver, PostgreSQL',
        bound,
        pg === null ? 0 : pg.twoCores / (2 * rsa.sync),
        pg === null ? absent : { ...more(0.085, 0.25), says: told(pg) },
      ),
      row(
        'receiver, PostgreSQL',
        byHand,
        pg === null ? 0 : pg.twoCores / pgHand.twoCores,
        pg === null ? absent : { ...more(2.5, 5), says: told(pgHand) },
      ),
      row('a forged callback', 'one that is kept', us(forgery) / us(durable), { reached: 1, says: told(forgery) }),
      row('a callback with a wrong token', 'one that is kept', us(wrongToken) / us(durable), {
        reached: 0.65,
        says: told(wrongToken),
      }),
    ];
  } finally {
    await postgres?.stop();
    rmSync(directory, { recursive: true, force: true });
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      bodies: { type: 'string', default: '60000' },
      warm: { type: 'string', default: '10000' },
      rows: { type: 'string', default: '200000' },
      postgres: { type: 'string' },
    },
  });
  const { bodies, warm, rows, postgres } = values;
  process.exitCode = show(await benchReceiver({ count: Number(bodies), warmCount: Number(warm), rows: Number(rows), postgres }));
}
