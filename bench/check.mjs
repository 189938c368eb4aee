// How much of a look is waiting that could not be avoided: wall time of `certify check` against the longest chain of dependent
// questions (the bound) and against all questions one after the other, from the durations in the same record.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');
const BIN = join(ROOT, 'bin', 'certify.cjs');
/** Milliseconds before each AWS answer, so that chains weigh more than this machine. */
const LATENCY_MS = 60;
/** Wall may exceed the longest chain by this factor: start of the process and the pacer's lanes. */
const BUDGET = 2;

const load = async (directory) => {
  await build({
    entryPoints: {
      lab: join(ROOT, 'src/lab/lab.ts'),
      scenario: join(ROOT, 'src/lab/scenario/scenario.ts'),
      probes: join(ROOT, 'src/probes/index.ts'),
    },
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  const from = (name) => import(pathToFileURL(join(directory, `${name}.mjs`)).href);
  return { ...(await from('lab')), ...(await from('scenario')), ...(await from('probes')) };
};

const check = (profile) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, 'check', profile, '--json', '--quiet'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    child.on('error', reject);
    child.on('close', () => resolve(JSON.parse(text)));
  });

/** Milliseconds until a fact can be there at the soonest: its own answer after the latest of what its probe needs or uses. */
const longestChain = async (observations, probes) => {
  const known = new Map();
  const reckoned = async (key) => {
    const probe = await probes[key]?.();
    const needs = await Promise.all([...(probe?.needs ?? []), ...(probe?.uses ?? [])].map(soonest));
    return (observations[key]?.durationMs ?? 0) + Math.max(0, ...needs);
  };
  const soonest = (key) => {
    if (!known.has(key)) known.set(key, reckoned(key));
    return known.get(key);
  };
  return Math.max(...(await Promise.all(Object.keys(observations).map(soonest))));
};

export const benchCheck = async () => {
  const directory = mkdtempSync(join(ROOT, 'dist.bench-'));
  const home = mkdtempSync(join(tmpdir(), 'certify-bench-'));
  try {
    const { startLab, loadScenario, probes } = await load(directory);
    const scenario = { ...loadScenario(ROOT, 'healthy-ses'), latencyMs: LATENCY_MS };
    const lab = await startLab({ scenario, stateDir: join(home, 'state'), root: ROOT });
    try {
      const profile = join(home, 'lab.yaml');
      lab.writeProfile(profile);
      await check(profile);
      const record = await check(profile);
      const wall = Date.parse(record.run.finishedAt) - Date.parse(record.run.startedAt);
      const chain = await longestChain(record.observations, probes);
      const serial = Object.values(record.observations).reduce((sum, one) => sum + one.durationMs, 0);
      return { wall, chain, serial, ratio: wall / chain, ok: wall / chain <= BUDGET };
    } finally {
      await lab.stop();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
    rmSync(home, { recursive: true, force: true });
  }
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { wall, chain, serial, ratio, ok } = await benchCheck();
  console.log(`Node ${process.version}, ${LATENCY_MS} ms before each AWS answer`);
  console.log(
    `${ok ? 'ok  ' : 'SLOW'} certify check: ${wall} ms, ${ratio.toFixed(2)} x the longest chain (${chain} ms), budget ${BUDGET}`,
  );
  console.log(`     ${(wall / serial).toFixed(2)} x all questions one after the other (${serial} ms)`);
  if (!ok) process.exitCode = 1;
}
