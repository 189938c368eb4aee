// Runs the built binary as a user would, in a directory of its own, and returns what it printed and its exit code.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EvidenceRecord } from '../../src/core/record.ts';

export const ROOT = join(import.meta.dirname, '..', '..');
export const BIN = join(ROOT, 'bin', 'certify.cjs');

export interface Ran {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: { readonly [name: string]: string };
  /** Called with the child, for tests that kill it. */
  readonly onStart?: (child: ChildProcess) => void;
  /** `pipe` for a test that writes to it in `onStart`; else there is none. */
  readonly stdin?: 'pipe';
  /** Milliseconds; the child is killed after it. */
  readonly timeoutMs?: number;
}

/** Nothing of the developer's own settings reaches the child. What Node compiled for one child it keeps for the next (Node 20 does not). */
export const cleanEnv = (more: { readonly [name: string]: string }): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: tmpdir(),
  TMPDIR: tmpdir(),
  LANG: 'C.UTF-8',
  NODE_COMPILE_CACHE: join(tmpdir(), 'certify-compiled'),
  ...more,
});

export const certify = (args: readonly string[], options: RunOptions = {}): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: options.cwd ?? ROOT,
      env: cleanEnv(options.env ?? {}),
      stdio: [options.stdin ?? 'ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
    const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 150_000);
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      clearTimeout(timer);
      resolve({ exitCode, signal, stdout, stderr });
    });
    options.onStart?.(child);
  });

export const document = (ran: Ran): EvidenceRecord => {
  try {
    return JSON.parse(ran.stdout) as EvidenceRecord;
  } catch {
    throw new Error(
      `no JSON document on stdout (exit ${ran.exitCode}):\n${ran.stdout.slice(0, 500)}\n${ran.stderr.slice(0, 2000)}`,
    );
  }
};

/** A directory that is removed when the test is over. */
export const temporary = (): { readonly path: string; [Symbol.dispose](): void } => {
  const path = mkdtempSync(join(tmpdir(), 'certify-test-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
};
