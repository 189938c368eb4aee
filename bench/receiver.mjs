// Verified, durable callbacks a second on one core, against the same build with the store stubbed and against the RSA bound.
// One run, bounded, stops by itself: node bench/receiver.mjs [--bodies 20000] [--rows 200000] [--postgres URL] [--json]
import { spawn } from 'node:child_process';
import { createSign, verify } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({
  options: {
    bodies: { type: 'string', default: '20000' },
    rows: { type: 'string', default: '200000' },
    postgres: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const COUNT = Number(values.bodies);
const CONNECTIONS = 32;
const TOKEN = 'bench-token-0123456789';

const cache = join(process.cwd(), 'node_modules', '.cache', 'certify-bench');
mkdirSync(cache, { recursive: true });
await build({
  entryPoints: { server: 'bench/receiver-server.ts', load: 'bench/receiver-load.ts', party: 'test/receiver/sns-party.ts' },
  outdir: cache,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'error',
});
const load = (name) => import(pathToFileURL(join(cache, `${name}.mjs`)).href);
const { makeParty, notification, sesEvent, TOPIC } = await load('party');
const { load: post } = await load('load');

const party = await makeParty();
const at = new Date().toISOString();
const bodiesFor = (round, count) =>
  Array.from({ length: count }, (_, index) =>
    JSON.stringify(party.sign(notification(sesEvent({}, { messageId: `${round}-${index}` }), { Timestamp: at }))),
  );

/** How many signatures one core can check a second, and do nothing else. */
const rsaBound = () => {
  const text = Buffer.from(`Message\n${sesEvent()}\n`.repeat(2));
  const signature = createSign('RSA-SHA256').update(text).sign(party.key);
  const key = party.publicKey;
  const until = performance.now() + 2_000;
  const before = process.cpuUsage();
  let count = 0;
  while (performance.now() < until) {
    for (let index = 0; index < 500; index += 1) if (verify('RSA-SHA256', text, key, signature)) count += 1;
  }
  const { user, system } = process.cpuUsage(before);
  return Math.round((count * 1e6) / (user + system));
};

const directory = mkdtempSync(join(tmpdir(), 'certify-bench-'));
/** Seconds of CPU that the process has used: unlike the clock, it does not count what other processes took. */
const cpuOf = (pid) => {
  const [, user, system] = /\) (?:\S+ ){11}(\d+) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
  return (Number(user) + Number(system)) / 100;
};
const rssOf = (pid) => Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);

const measure = async (name, mode, count, rows = 0, postgres = null) => {
  const config = join(directory, `${name}.json`);
  writeFileSync(
    config,
    JSON.stringify({
      mode,
      path: join(directory, `${name}.db`),
      postgres,
      rows,
      leafPem: party.leafPem,
      token: TOKEN,
      topic: TOPIC,
    }),
  );
  const child = spawn(process.execPath, [join(cache, 'server.mjs'), config], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const port = await new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', (line) => resolve(Number(line)));
      child.once('exit', () => reject(new Error('the server did not start')));
    });
    const path = `/engagement/email/ses/webhook?token=${TOKEN}`;
    await post(port, path, bodiesFor(`${name}-warm`, Math.min(1_000, count)), CONNECTIONS);
    const bodies = bodiesFor(name, count);
    const before = cpuOf(child.pid);
    const result = await post(port, path, bodies, CONNECTIONS);
    const perCpuSecond = Math.round(count / (cpuOf(child.pid) - before));
    return { ...result, perCpuSecond, rssMb: rssOf(child.pid) };
  } finally {
    child.kill('SIGKILL');
  }
};

try {
  const rsa = rsaBound();
  const stub = await measure('stub', 'stub', COUNT);
  const durable = await measure('durable', 'group', COUNT);
  const single = await measure('single', 'single', Math.min(COUNT, 6_000));
  const grown = await measure('grown', 'group', COUNT, Number(values.rows));
  const postgres = values.postgres === undefined ? null : await measure('postgres', 'group', COUNT, 0, values.postgres);
  const ratio = (a, b) => Number((a / b).toFixed(2));
  const result = {
    node: process.version,
    load: Number(loadavg()[0].toFixed(2)),
    rsaPerCpuSecond: rsa,
    stub,
    durable,
    single,
    grown: { ...grown, rows: Number(values.rows) },
    postgres,
    // By CPU time, so that a busy machine does not change them; durableToSingle by the clock, since single commits wait for the disk.
    ratios: {
      durableToStub: ratio(durable.perCpuSecond, stub.perCpuSecond),
      durableToRsa: ratio(durable.perCpuSecond, rsa),
      durableToSingle: ratio(durable.perSecond, single.perSecond),
      grownToFresh: ratio(grown.perCpuSecond, durable.perCpuSecond),
    },
  };
  process.stdout.write(`${JSON.stringify(result, null, values.json ? 0 : 2)}\n`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
