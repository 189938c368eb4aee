import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createFiles } from '../../../src/world/files/files.ts';

const stateOf = (pid: number): string => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[0] ?? '';
};

const startOf = (pid: number): string => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
};

describe.runIf(existsSync('/proc/self/stat'))('a lock', () => {
  it('of a killed process whose parent has not asked for its end is taken over', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'certify-lock-'));
    // The shell becomes a sleep that never asks for the end of its child.
    const parent = spawn('sh', ['-c', 'sleep 0.05 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(line.toString().trim());
      const started = startOf(pid);
      for (let tries = 0; stateOf(pid) !== 'Z' && tries < 1500; tries += 1) await sleep(20);
      expect(stateOf(pid)).toBe('Z');
      const path = join(directory, 'x.lock');
      writeFileSync(path, JSON.stringify({ pid, host: hostname(), since: new Date().toISOString(), started, nonce: 'n' }));
      const lock = await createFiles().lock(path);
      expect(lock.takenOver).toBe(true);
      await lock.release();
    } finally {
      parent.kill('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it.each([-3600, 3600])(
    'is taken over although a takeover died in the middle, %d s from the clock',
    { timeout: 20_000 },
    async (seconds) => {
      const directory = mkdtempSync(join(tmpdir(), 'certify-lock-'));
      const path = join(directory, 'x.lock');
      const gone = { pid: 2 ** 22 + 1, host: hostname(), since: new Date().toISOString(), started: null, nonce: 'n' };
      writeFileSync(path, JSON.stringify(gone));
      writeFileSync(`${path}.takeover`, '1');
      const at = Date.now() / 1000 + seconds;
      utimesSync(`${path}.takeover`, at, at);
      const lock = await createFiles().lock(path, { waitMs: 2_000 });
      expect(lock.takenOver).toBe(true);
      await lock.release();
      rmSync(directory, { recursive: true });
    },
  );
});
