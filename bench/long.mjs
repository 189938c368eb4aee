// What stays flat over a long time: a receiver under a bounded rate of callbacks, and many runs in one evidence directory.
// On demand, through the real command (build first): node bench/long.mjs [--minutes 60] [--rate 20] [--runs 1000] [--json]
// Exits 1 where memory, file handles, the time of an answer or the time of a run grows.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '20' },
    runs: { type: 'string', default: '1000' },
    json: { type: 'boolean', default: false },
  },
});
const BIN = join(import.meta.dirname, '..', 'bin', 'certify.cjs');
const home = mkdtempSync(join(tmpdir(), 'certify-long-'));
const env = {
  ...process.env,
  CERTIFY_READ: 'read-0123456789-bench',
  CERTIFY_WRITE: 'write-0123456789-bench',
  CERTIFY_HOOK: 'hook-0123456789-bench',
};
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
/** Last quarter over the second one: the first warms up. */
const growth = (numbers) => {
  const quarter = Math.max(1, Math.floor(numbers.length / 4));
  return median(numbers.slice(-quarter)) / Math.max(1e-9, median(numbers.slice(quarter, 2 * quarter)));
};

/** Linux: resident memory in KB and open file handles. */
const look = (pid) => ({
  rssKb: Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0),
  handles: readdirSync(`/proc/${pid}/fd`).length,
});

const receiver = async () => {
  writeFileSync(
    join(home, 'receiver.yaml'),
    'version: 1\nlisten: {host: 127.0.0.1, port: 0}\nstore: {sqlite: ledger.db}\nreadTokens: ["env:CERTIFY_READ"]\nwriteTokens: ["env:CERTIFY_WRITE"]\n' +
      'accounts:\n  - {id: relay, provider: SMTP, verifyTokens: ["env:CERTIFY_HOOK"]}\n',
  );
  const child = spawn(process.execPath, [BIN, 'receiver', '--config', 'receiver.yaml', '--json', '--quiet'], { cwd: home, env });
  const { url } = JSON.parse(await new Promise((done) => child.stdout.once('data', done)));
  const [samples, times] = [[], []];
  let refused = 0;
  const until = performance.now() + Number(values.minutes) * 60_000;
  const every = 1000 / Number(values.rate);
  const sampleEvery = Math.max(1, Math.floor((Number(values.minutes) * 60 * Number(values.rate)) / 40));
  for (let count = 0; performance.now() < until; count += 1) {
    const at = performance.now();
    const body = JSON.stringify({
      providerMessageId: `long-${count}`,
      event: 'delivered',
      recipient: 'member@example.com',
      timestamp: new Date().toISOString(),
    });
    const headers = { 'content-type': 'application/json', 'x-webhook-verify-token': env.CERTIFY_HOOK };
    const answer = await fetch(`${url}/engagement/email/smtp/webhook?token=${env.CERTIFY_HOOK}`, {
      method: 'POST',
      headers,
      body,
    });
    await answer.text();
    if (answer.status !== 200) refused += 1;
    times.push(performance.now() - at);
    if (count % sampleEvery === 0) samples.push(look(child.pid));
    await sleep(Math.max(0, every - (performance.now() - at)));
  }
  const ended = new Promise((done) => child.once('close', done));
  child.kill('SIGHUP');
  await ended;
  return {
    callbacks: times.length,
    refused,
    rssKb: samples.at(-1)?.rssKb,
    rss: growth(samples.map(({ rssKb }) => rssKb)),
    handles: growth(samples.map(({ handles }) => handles)),
    answer: growth(times),
  };
};

const runs = () => {
  const run = [];
  const list = [];
  const certify = (args) => {
    const at = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args, '--evidence-dir', 'evidence'], {
      cwd: home,
      env,
    });
    if (status === 4 || status === 2)
      throw new Error(`certify ${args.join(' ')} ended in ${status}:\n${`${stderr}${stdout}`.slice(-4000)}`);
    return performance.now() - at;
  };
  for (let count = 0; count < Number(values.runs); count += 1) {
    run.push(certify(['check', '--lab', '--operator', 'bench', '--json']));
    if (count % Math.max(1, Math.floor(Number(values.runs) / 20)) === 0) list.push(certify(['evidence', 'list', '--json']));
  }
  return {
    runs: run.length,
    runMs: Math.round(median(run)),
    run: growth(run),
    listMs: Math.round(median(list)),
    list: growth(list),
  };
};

/** Each half as it ends: the second one takes an hour as well. */
const told = (half) => {
  if (!values.json) console.log(JSON.stringify(half, null, 2));
  return half;
};

try {
  const found = { receiver: told(await receiver()), runs: told(runs()) };
  const { rss, handles, answer } = found.receiver;
  // An hour's rows make pages warm, and a quiet machine varies by a few per cent: what leaks grows by more.
  const grown = [
    ...(found.receiver.refused > 0 ? ['callbacks were refused'] : []),
    ...Object.entries({ rss, handles, answer, run: found.runs.run }).flatMap(([what, by]) =>
      by > 1.5 ? [`${what} grew ${by.toFixed(2)} times`] : [],
    ),
  ];
  console.log(values.json ? JSON.stringify({ ...found, grown }) : grown.join('\n') || 'flat');
  process.exitCode = grown.length === 0 ? 0 : 1;
} finally {
  rmSync(home, { recursive: true, force: true });
}
