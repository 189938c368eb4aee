// How fast the command line starts, as a ratio to `node -e 0` measured in the same run, and what memory that takes.
// node bench/cli.mjs [--runs 25]
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { BIN, median } from './lab.mjs';
import { show } from './table.mjs';

const COMMANDS = [
  { args: ['--version'], reached: 1.0, goal: 1.1 },
  { args: ['--help'], reached: 1.15, goal: 1.25 },
  { args: ['schema', 'profile'], reached: 1.1, goal: 1.4 },
  { args: ['runbook', 'show', 'ses'], reached: 1.28, goal: 1.4 },
  { args: ['explain', 'dkim-tokens'], reached: 1.17, goal: 1.4 },
];
const MEMORY = 1.15;

/** Processor time in seconds and the most memory in kB, as a child of bash tells them; the clock would tell what else the machine does. */
const once = async (args) => {
  const script = `TIMEFORMAT='%U %S'; time "$@" >/dev/null`;
  const { stderr } = await promisify(execFile)('bash', ['-c', script, 'bash', process.execPath, ...args]);
  const [user, system] = stderr.trim().split(' ').map(Number);
  return user + system;
};

/** The most memory of one process, which tells it itself at its end. */
const memoryOf = async (args) => {
  const tell = 'process.on("exit", () => process._rawDebug(String(process.resourceUsage().maxRSS)))';
  const { stderr } = await promisify(execFile)(process.execPath, [
    '--import',
    `data:text/javascript,${encodeURIComponent(tell)}`,
    ...args,
  ]);
  return Number(stderr.trim().split('\n').at(-1));
};

/** Baseline and command in turn, so that a busy moment hits both. */
const ratioOf = async (runs, args, measure) => {
  const [base, own] = [[], []];
  for (let run = 0; run < runs; run += 1) {
    base.push(await measure(['-e', '0']));
    own.push(await measure([BIN, ...args]));
  }
  return { ratio: median(own) / median(base), of: median(own) };
};

export const benchCli = async (runs) => {
  const rows = [];
  for (const { args, reached, goal } of COMMANDS) {
    const { ratio, of } = await ratioOf(runs, args, once);
    rows.push({ job: args.join(' '), beside: 'node -e 0, processor time', ratio, reached, goal, ms: of * 1000 });
  }
  const { ratio, of } = await ratioOf(5, ['--help'], memoryOf);
  return [
    ...rows,
    { job: '--help, memory', beside: 'node -e 0', ratio, reached: 1.1, goal: MEMORY, says: `${(of / 1024).toFixed(0)} MB` },
  ];
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '25' } } });
  process.exitCode = show(await benchCli(Number(values.runs)));
}
