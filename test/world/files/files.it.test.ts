// The file port on a real disk: whole or absent, durable, locked by one.
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/core/errors.ts';
import { createFiles } from '../../../src/world/files/files.ts';

const files = createFiles();
let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'certify-files-'));
});
afterEach(async () => rm(dir, { recursive: true, force: true }));

describe('atomic writes', () => {
  it('make directories, set 0600 and leave nothing else behind', async () => {
    const path = join(dir, 'a/b/record.json');
    await files.writeAtomic(path, '{"a":1}\n');
    expect(await readFile(path, 'utf8')).toBe('{"a":1}\n');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(dir, 'a/b'))).toEqual(['record.json']);
  });

  it('keep the mode of a file that is there, and what a link points to', async () => {
    const real = join(dir, 'sheet.yaml');
    await writeFile(real, 'old');
    await chmod(real, 0o640);
    await symlink(real, join(dir, 'link.yaml'));
    await files.writeAtomic(join(dir, 'link.yaml'), 'new');
    expect(await readFile(real, 'utf8')).toBe('new');
    expect((await stat(real)).mode & 0o777).toBe(0o640);
    expect((await readdir(dir)).sort()).toEqual(['link.yaml', 'sheet.yaml']);
  });

  it('refuse a directory and a file in the way, with a sentence', async () => {
    await expect(files.writeAtomic(dir, 'x')).rejects.toThrow(/it is a directory/);
    await writeFile(join(dir, 'file'), '');
    await expect(files.writeAtomic(join(dir, 'file/x'), 'x')).rejects.toBeInstanceOf(UsageError);
  });
});

describe('reading', () => {
  it('tells nothing from something', async () => {
    expect(await files.readText(join(dir, 'none'))).toBeNull();
    expect(await files.list(join(dir, 'none'))).toEqual([]);
    expect(await files.exists(join(dir, 'none'))).toBe(false);
    await files.remove(join(dir, 'none'));
  });

  it('refuses what is too large, a directory, and a pipe that nobody writes to', async () => {
    await writeFile(join(dir, 'big'), 'x'.repeat(100));
    await expect(files.readText(join(dir, 'big'), 99)).rejects.toThrow(/larger/);
    await expect(files.readText(dir)).rejects.toThrow(/directory/);
    await new Promise((done) => spawn('mkfifo', [join(dir, 'pipe')]).on('exit', done));
    await expect(files.readText(join(dir, 'pipe'))).rejects.toThrow(/no regular file/);
  });
});

describe('a log', () => {
  it('keeps the order of lines appended at once', async () => {
    const log = await files.openLog(join(dir, 'runs/1.jsonl'));
    await Promise.all([1, 2, 3, 4, 5].map(async (n) => log.append(`${n}\n`)));
    await log.close();
    expect(await files.readText(join(dir, 'runs/1.jsonl'))).toBe('1\n2\n3\n4\n5\n');
  });

  it('loses the line that a dying process left unfinished, and no other', async () => {
    await writeFile(join(dir, 'log'), '{"seq":1}\n{"se');
    const log = await files.openLog(join(dir, 'log'));
    await log.append('{"seq":2}\n');
    await log.close();
    expect(await files.readText(join(dir, 'log'))).toBe('{"seq":1}\n{"seq":2}\n');
  });
});

describe('a lock', () => {
  it('is held by one, names the holder, and is given back', async () => {
    const path = join(dir, 'locks/main-gym.SES.lock');
    const lock = await files.lock(path);
    await expect(files.lock(path)).rejects.toMatchObject({
      code: 'locked',
      message: expect.stringContaining(`process ${process.pid}`),
    });
    await lock.release();
    await lock.release();
    await (await files.lock(path)).release();
    expect(await readdir(join(dir, 'locks'))).toEqual([]);
  });

  it('is waited for', async () => {
    const path = join(dir, 'lock');
    const first = await files.lock(path);
    const second = files.lock(path, { waitMs: 20_000 });
    await first.release();
    await (await second).release();
  });

  it('of a process that has died is taken over', async () => {
    const path = join(dir, 'lock');
    const child = spawn(process.execPath, ['-e', '']);
    const { pid } = child;
    await new Promise((done) => child.on('exit', done));
    const held = JSON.parse(await readHolder(path)) as object;
    await writeFile(path, JSON.stringify({ ...held, pid }));
    const lock = await files.lock(path);
    expect(lock.takenOver).toBe(true);
    await lock.release();
  });

  it('of a pid that now belongs to another process is taken over', async () => {
    const path = join(dir, 'lock');
    const held = JSON.parse(await readHolder(path)) as object;
    await writeFile(path, JSON.stringify({ ...held, started: '1' }));
    await (await files.lock(path)).release();
  });

  it('of another machine is believed', async () => {
    const path = join(dir, 'lock');
    const held = JSON.parse(await readHolder(path)) as object;
    await writeFile(path, JSON.stringify({ ...held, host: 'elsewhere', pid: 1 }));
    await expect(files.lock(path)).rejects.toThrow(/elsewhere/);
  });

  it('that is stale goes to exactly one of many who want it', async () => {
    const path = join(dir, 'lock');
    await writeFile(path, 'torn');
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      const lock = await files.lock(path, { waitMs: 30_000 });
      most = Math.max(most, (inside += 1));
      await new Promise((done) => setImmediate(done));
      inside -= 1;
      await lock.release();
    };
    await Promise.all([1, 2, 3, 4, 5, 6].map(work));
    expect(most).toBe(1);
  });
});

const readHolder = async (path: string): Promise<string> => {
  const lock = await files.lock(path);
  const text = await readFile(path, 'utf8');
  await lock.release();
  return text;
};
