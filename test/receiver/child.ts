// Starts and kills receiver processes for the durability tests.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';

/** Below node_modules, so that the bundle finds the database drivers. */
const CACHE = join(process.cwd(), 'node_modules', '.cache', 'certify-tests');

export const bundleChild = async (): Promise<string> => {
  mkdirSync(CACHE, { recursive: true });
  const outfile = join(CACHE, `receiver-child-${process.pid}.mjs`);
  await build({
    entryPoints: ['test/receiver/receiver-child.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
  });
  return outfile;
};

export interface Child {
  readonly url: string;
  readonly process: ChildProcess;
  /** Resolves when the process is gone. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

export const startChild = async (bundle: string, directory: string, given: object): Promise<Child> => {
  const config = join(directory, 'child.json');
  writeFileSync(config, JSON.stringify(given));
  const child = spawn(process.execPath, [bundle, config], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lines = createInterface({ input: child.stdout });
  const url = await Promise.race([
    new Promise<string>((resolve) => lines.once('line', resolve)),
    ended.then(() => Promise.reject(new Error('the receiver did not start'))),
  ]);
  return {
    url,
    process: child,
    kill: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
};
