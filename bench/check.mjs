// How much of a look is waiting that could not be avoided: wall time of `certify check` against the longest chain of dependent
// questions (the bound) and against all questions one after the other, from the durations in the same record.
// node bench/check.mjs [--runs 20]
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BIN, inLab, loadSources, median } from './lab.mjs';

/**
 * Milliseconds before each AWS answer; the factor of the longest chain that was reached, and the share of all questions one after the other.
 * That share is the shape of the questions, and nothing of it is certify's own time: its longest chain is IAM's, whose sixteen simulations go
 * over three connections.
 */
const LATENCIES = [
  [60, 1.05, 0.4],
  [200, 1.03, 0.47],
];
const GOAL = 1.1;
const RSS_MB = 110;

/** The record, and the most memory it held in MB. */
const check = (profile) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, 'check', profile, '--json', '--quiet'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let [text, rssMb] = ['', 0];
    child.stdout.on('data', (chunk) => (text += chunk));
    const watch = setInterval(() => {
      try {
        const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
        rssMb = Math.max(rssMb, Math.round(Number(peak ?? 0) / 1024));
      } catch {
        // It has ended, or there is no /proc.
      }
    }, 20);
    child.on('error', reject);
    child.on('close', () => {
      clearInterval(watch);
      resolve({ record: JSON.parse(text), rssMb });
    });
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

const measured = async (profile, probes) => {
  const { record, rssMb } = await check(profile);
  const wall = Date.parse(record.run.finishedAt) - Date.parse(record.run.startedAt);
  const serial = Object.values(record.observations).reduce((sum, one) => sum + one.durationMs, 0);
  return { wall, rssMb, ofChain: wall / (await longestChain(record.observations, probes)), ofSerial: wall / serial };
};

export const benchCheck = async (runs) => {
  const [sources, end] = await loadSources(['lab/lab.ts', 'lab/scenario/scenario.ts', 'probes/index.ts']);
  try {
    const rows = [];
    for (const [latencyMs, reached, ofSerial] of LATENCIES) {
      const all = await inLab(sources, 'healthy-ses', latencyMs, async (profile) => {
        await check(profile);
        const seen = [];
        for (let run = 0; run < runs; run += 1) seen.push(await measured(profile, sources.probes));
        return seen;
      });
      const of = (key) => median(all.map((one) => one[key]));
      const job = `check, ${latencyMs} ms an AWS answer`;
      rows.push(
        { job, beside: 'its longest chain', ratio: of('ofChain'), reached, goal: GOAL, ms: of('wall') },
        {
          job,
          beside: 'its questions one after the other',
          ratio: of('ofSerial'),
          reached: ofSerial,
          goal: 0.45,
          ms: of('wall'),
        },
        {
          job: `${job}, memory`,
          beside: `${RSS_MB} MB`,
          ratio: of('rssMb') / RSS_MB,
          reached: 0.84,
          goal: 1,
          says: `${of('rssMb')} MB`,
        },
      );
    }
    return rows;
  } finally {
    end();
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '20' } } });
  const { show } = await import('./table.mjs');
  process.exitCode = show(await benchCheck(Number(values.runs)));
}
