// How fast the command line starts, as a ratio to `node -e 0` measured in the same run (performance.md section 1).
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '..');
const BIN = join(ROOT, 'bin', 'certify.cjs');
const RUNS = 15;

const COMMANDS = [
  { name: '--version', args: ['--version'], budget: 1.3 },
  { name: '--help', args: ['--help'], budget: 1.8 },
  { name: 'schema profile', args: ['schema', 'profile'], budget: 1.9 },
  { name: 'runbook show ses', args: ['runbook', 'show', 'ses'], budget: 3 },
  { name: 'explain dkim-tokens', args: ['explain', 'dkim-tokens'], budget: 3 },
];

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const once = (args) => {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore', timeout: 30_000 });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  return performance.now() - started;
};

/** Baseline and command in turn, so that a busy moment hits both. */
const ratioOf = (args) => {
  const base = [];
  const own = [];
  for (let run = 0; run < RUNS; run += 1) {
    base.push(once(['-e', '0']));
    own.push(once([BIN, ...args]));
  }
  return { ratio: median(own) / median(base), ms: median(own) };
};

export const benchCli = () =>
  COMMANDS.map(({ name, args, budget }) => {
    const { ratio, ms } = ratioOf(args);
    return {
      name: `certify ${name}`,
      ratio,
      budget,
      ok: ratio <= budget,
      says: `${ratio.toFixed(2)} x node -e 0 (${ms.toFixed(0)} ms)`,
    };
  });

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(`Node ${process.version}`);
  for (const row of benchCli()) {
    console.log(`${row.ok ? 'ok  ' : 'SLOW'} ${row.name.padEnd(28)} ${row.says}, budget ${row.budget}`);
    if (!row.ok) process.exitCode = 1;
  }
}
