// What a night costs: how much of SES's read limit is used while work is left, wall time against the limit's own bound, memory, CPU, site.
// Through the real command (build first), against the lab's ten accounts in a process of its own, one of them never answering:
// node bench/fleet.mjs [--tenants 300] [--rate 5] [--json]      a real account allows one read a second: --tenants 10000 --rate 1 takes half an hour
import { fork, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({
  options: {
    tenants: { type: 'string', default: '300' },
    rate: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const TENANTS = Number(values.tenants);
const RATE = Number(values.rate);
const HANGING = 8;
const ROOT = join(import.meta.dirname, '..');
const BIN = join(ROOT, 'bin', 'certify.cjs');
const BUDGETS = { share: 0.95, wall: 1.1, rssMb: 250, rssGrowth: 1.2, readsATenant: 2 };

const home = mkdtempSync(join(tmpdir(), 'certify-fleet-bench-'));
const built = join(mkdtempSync(join(ROOT, 'dist.bench-')), 'lab.mjs');
await build({
  entryPoints: [join(ROOT, 'bench/fleet-lab.ts')],
  outfile: built,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
});

/** Runs certify; its exit, what it printed, seconds, seconds of CPU, and the most memory it held in MB. */
const certify = (...args) =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, [BIN, ...args], { cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
    const [seen, last] = [
      { out: '', err: '' },
      { rssMb: 0, cpu: 0 },
    ];
    child.stdout.on('data', (chunk) => (seen.out += chunk));
    child.stderr.on('data', (chunk) => (seen.err += chunk));
    const watch = setInterval(() => {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        const [, user, system] = /\) (?:\S+ ){11}(\d+) (\d+)/.exec(readFileSync(`/proc/${child.pid}/stat`, 'utf8')) ?? [];
        last.rssMb = Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024) || last.rssMb;
        last.cpu = (Number(user) + Number(system)) / 100;
      } catch {
        // It has ended.
      }
    }, 50);
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(watch);
      resolve({ code, ...seen, ...last, seconds: (performance.now() - began) / 1000 });
    });
  });

const lab = fork(built, { stdio: 'inherit' });
const samples = [];
const started = new Promise((resolve, reject) => {
  lab.on('message', (message) => (message.config === undefined ? samples.push(message) : resolve(message)));
  lab.on('exit', (code) => reject(new Error(`the lab ended with ${code}`)));
});
lab.send({ tenants: TENANTS, rate: RATE, hanging: HANGING, stateDir: home, root: ROOT });

/** Reads of each account between two moments, and over how many seconds there were any. */
const usage = (from) => {
  const mine = samples.slice(Math.max(0, from - 1));
  const [first, last] = [mine[0], mine.at(-1)];
  return last.reads.map((reads, account) => {
    const moving = mine.filter((one, index) => index > 0 && one.reads[account] > mine[index - 1].reads[account]);
    const seconds = moving.length === 0 ? 0 : (moving.at(-1).at - moving[0].at) / 1000 + 0.25;
    return { reads: reads - first.reads[account], seconds, throttled: last.throttled[account] - first.throttled[account] };
  });
};

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
const round = (value, digits = 2) => Number(value.toFixed(digits));
const nightOf = ({ out }) => JSON.parse(out.trim().split('\n').at(-1));

try {
  const { config, names } = await started;
  writeFileSync(
    join(home, 'some.txt'),
    names
      .slice(0, Math.ceil(TENANTS / 10))
      .map((name) => `gyms/${name}.yaml`)
      .join('\n'),
  );
  const fewer = readFileSync(config, 'utf8')
    .replace(/profiles:\n\s+- .*\n/, 'profiles:\n  - list: some.txt\n')
    .replace('fleet.db', 'few.db');
  writeFileSync(join(home, 'few.yaml'), fewer);
  const few = await certify('fleet', 'check', 'few.yaml', '--night', 'one', '--json', '--quiet');
  const from = samples.length;
  // With what a night leaves: its end is part of what it holds in memory.
  const reports = ['--report', 'html=first', '--report', 'junit=first.xml'];
  const first = await certify('fleet', 'check', 'fleet.yaml', '--night', 'one', '--json', '--quiet', ...reports);
  const used = usage(from);
  const between = samples.length;
  const second = await certify('fleet', 'check', 'fleet.yaml', '--night', 'two', '--json', '--quiet');
  const again = usage(between);
  const site = await certify('fleet', 'report', '--report', 'html=site');
  const unchanged = await certify('fleet', 'report', '--report', 'html=site');
  // Where a credential is refused or the account is silent, nothing is left to be asked.
  const working = used.filter(({ reads }, account) => account !== HANGING && reads > TENANTS / 20);
  const bound = Math.max(...working.map(({ reads }) => reads)) / RATE;
  const result = {
    node: process.version,
    tenants: TENANTS,
    readsPerSecond: RATE,
    exit: [first.code, second.code],
    looked: nightOf(first).night?.totals?.looked ?? nightOf(first).totals?.looked,
    shareOfReadLimit: round(median(working.map(({ reads, seconds }) => reads / (seconds * RATE)))),
    throttled: used.reduce((sum, { throttled }) => sum + throttled, 0) + again.reduce((sum, { throttled }) => sum + throttled, 0),
    seconds: round(first.seconds, 1),
    boundSeconds: round(bound, 1),
    wallOverBound: round(first.seconds / bound),
    rssMb: first.rssMb,
    rssGrowthFromATenth: round(first.rssMb / few.rssMb),
    cpuMsATenant: round((first.cpu * 1000) / TENANTS, 0),
    readsATenantOnTheSecondNight: round(again.reduce((sum, { reads }) => sum + reads, 0) / TENANTS),
    siteMsATenant: round((site.seconds * 1000) / TENANTS, 1),
    siteUnchangedMsATenant: round((unchanged.seconds * 1000) / TENANTS, 1),
  };
  const missed = [
    ...(result.shareOfReadLimit < BUDGETS.share ? [`share of the read limit below ${BUDGETS.share}`] : []),
    ...(result.throttled > 0 ? ['throttle answers'] : []),
    ...(result.wallOverBound > BUDGETS.wall ? [`wall over ${BUDGETS.wall} of its bound`] : []),
    ...(result.rssMb > BUDGETS.rssMb ? [`more than ${BUDGETS.rssMb} MB`] : []),
    ...(result.rssGrowthFromATenth > BUDGETS.rssGrowth ? [`memory grows by more than ${BUDGETS.rssGrowth}`] : []),
    ...(result.readsATenantOnTheSecondNight > BUDGETS.readsATenant ? [`more than ${BUDGETS.readsATenant} reads a tenant`] : []),
  ];
  if (values.json) console.log(JSON.stringify({ ...result, missed }));
  else {
    for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(30)} ${String(value)}`);
    console.log(missed.length === 0 ? 'within its budgets' : `missed: ${missed.join('; ')}`);
  }
  process.exitCode = missed.length === 0 ? 0 : 1;
} finally {
  lab.removeAllListeners('exit');
  if (lab.connected) lab.send('stop');
  await new Promise((done) => (lab.exitCode === null ? lab.once('exit', done) : done()));
  rmSync(home, { recursive: true, force: true });
  rmSync(join(built, '..'), { recursive: true, force: true });
}
