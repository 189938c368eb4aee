// The file port: atomic durable writes, appends that are on the disk, bounded reads.
import { randomUUID } from 'node:crypto';
import { constants, type Dirent } from 'node:fs';
import { open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DurableLog, Entry, Files } from '../../core/ports/files.ts';
import { codeOf } from '../errno.ts';
import { makeDirectory } from './directories.ts';
import { fileError } from './errors.ts';
import { takeLock } from './lock.ts';

const MAX_BYTES = 16 * 1024 * 1024;

/** Files of this machine. */
export const createFiles = (): Files => ({
  readText: async (path, maxBytes = MAX_BYTES) => named(path, 'read', () => readText(path, maxBytes)),
  writeAtomic: async (path, text) => named(path, 'write', () => writeAtomic(path, text)),
  openLog: async (path) => named(path, 'write', () => openLog(path)),
  list: async (directory) => named(directory, 'read', () => list(directory)),
  entries: async (directory) => named(directory, 'read', () => entries(directory)),
  exists: async (path) => named(path, 'read', async () => (await present(path)) !== null),
  remove: async (path) => named(path, 'remove', () => rm(path, { force: true })),
  lock: async (path, options) =>
    named(path, 'write', async () => {
      await makeDirectory(dirname(path));
      return takeLock(path, options?.waitMs ?? 0);
    }),
});

/** Errors of the system become sentences with the path; ours pass. */
const named = async <T>(path: string, act: 'read' | 'write' | 'remove', work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw fileError(error, path, act);
  }
};

const unlessMissing = async <T>(work: Promise<T>): Promise<T | null> => {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
};

const present = async (path: string) => unlessMissing(stat(path));

/** Non-blocking, so that a named pipe put there is refused instead of waited for. */
const readText = async (path: string, maxBytes: number): Promise<string | null> => {
  const handle = await unlessMissing(open(path, constants.O_RDONLY | constants.O_NONBLOCK));
  if (handle === null) return null;
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw Object.assign(new Error('not a file'), { code: found.isDirectory() ? 'EISDIR' : 'ENOTFILE' });
    if (found.size > maxBytes) throw Object.assign(new Error('too large'), { code: 'EFBIG' });
    return (await handle.readFile()).toString('utf8');
  } finally {
    await handle.close();
  }
};

const list = async (directory: string): Promise<readonly string[]> => ((await unlessMissing(readdir(directory))) ?? []).sort();

const kindOf = (entry: Dirent): Entry['kind'] => {
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isDirectory()) return 'directory';
  return entry.isFile() ? 'file' : 'other';
};

const entries = async (directory: string): Promise<readonly Entry[]> =>
  ((await unlessMissing(readdir(directory, { withFileTypes: true }))) ?? [])
    .map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));

/** Without this a crash may forget the new name, although the file's bytes are on the disk. Windows cannot, and need not. */
const syncDirectory = async (directory: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(directory, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** A link stays a link: what it points to is replaced. */
const writeAtomic = async (given: string, text: string): Promise<void> => {
  await makeDirectory(dirname(given));
  const path = (await unlessMissing(realpath(given))) ?? given;
  const before = await present(path);
  if (before?.isFile() === false)
    throw Object.assign(new Error('not a file'), { code: before.isDirectory() ? 'EISDIR' : 'ENOTFILE' });
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      if (before !== null) await handle.chmod(before.mode & 0o777);
      await handle.writeFile(text, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(dirname(path));
};

const openLog = async (path: string): Promise<DurableLog> => {
  await makeDirectory(dirname(path));
  const isNew = (await present(path)) === null;
  await cutTornTail(path);
  const handle = await open(path, 'a', 0o600);
  if (isNew) await syncDirectory(dirname(path));
  let last: Promise<void> = Promise.resolve();
  const append = async (text: string): Promise<void> => {
    await handle.appendFile(text, 'utf8');
    await handle.datasync();
  };
  return {
    append: async (text) => {
      const mine = last.then(async () => named(path, 'write', () => append(text)));
      last = mine.catch(() => undefined);
      return mine;
    },
    close: async () => {
      await last;
      await handle.close();
    },
  };
};

const cutTornTail = async (path: string): Promise<void> => {
  const handle = await unlessMissing(open(path, 'r+'));
  if (handle === null) return;
  try {
    const bytes = await handle.readFile();
    const whole = bytes.lastIndexOf(0x0a) + 1;
    if (whole === bytes.length) return;
    await handle.truncate(whole);
    await handle.datasync();
  } finally {
    await handle.close();
  }
};
