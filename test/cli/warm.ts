// Runs the built command line many times in a few processes that stay loaded: for tables of several hundred runs, where starting Node,
// loading the bundle and compiling it would be most of the time. What a process of its own shows (signals, streams, handles left open,
// the start itself) is tested by `certify`.
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { cleanEnv, type Ran, ROOT, type RunOptions } from './certify.ts';

/** Commands a process runs before it is replaced: what they leave behind does not add up. */
const RUNS = 400;
/** Milliseconds after which a process that nobody wants gives its memory back. */
const UNWANTED = 120_000;
const CHILD = join(import.meta.dirname, 'warm-child.mjs');

interface Warm {
  readonly child: ChildProcess;
  runs: number;
  unwanted?: NodeJS.Timeout;
}

/** What a process finds out when it starts. */
const AT_START = ['FORCE_COLOR', 'NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS'] as const;
type Env = NonNullable<RunOptions['env']>;

const atStart = (env: Env): Env =>
  Object.fromEntries(AT_START.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));

/** By whose bundle they hold, and what they were started with. */
const idle = new Map<string, Warm[]>();

const start = (root: string, env: Env): Warm => ({
  child: fork(CHILD, [root], {
    cwd: ROOT,
    env: cleanEnv(env),
    execArgv: process.execArgv.filter((flag) => flag.includes('semi-space')),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  }),
  runs: 0,
});

/** Kept for the next command, for a while. */
const keep = (warm: Warm, waiting: Warm[]): void => {
  waiting.push(warm);
  warm.unwanted = setTimeout(() => {
    waiting.splice(waiting.indexOf(warm), 1);
    warm.child.disconnect();
  }, UNWANTED).unref();
};

/** As `certify`: directory and environment are set for the run. `root`: of an installed package; without it the checkout's build. */
export const certifyWarm = (
  args: readonly string[],
  { cwd, env = {}, root = ROOT }: Pick<RunOptions, 'cwd' | 'env'> & { readonly root?: string } = {},
): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const kind = JSON.stringify([root, atStart(env)]);
    const waiting = idle.get(kind) ?? [];
    idle.set(kind, waiting);
    const warm = waiting.pop() ?? start(root, atStart(env));
    clearTimeout(warm.unwanted);
    const ended = (code: number | null): void =>
      reject(new Error(`the process ended with ${code} in: certify ${args.join(' ')}`));
    warm.child.once('exit', ended);
    warm.child.once('message', (ran: Ran) => {
      warm.child.off('exit', ended);
      warm.runs += 1;
      if (warm.runs < RUNS) keep(warm, waiting);
      else warm.child.disconnect();
      resolve(ran);
    });
    warm.child.send({ args, root, cwd: cwd ?? ROOT, env: cleanEnv(env) });
  });
