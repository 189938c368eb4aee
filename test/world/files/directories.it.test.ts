// Directories are made level by level, and a level that cannot be made is told.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeDirectory } from '../../../src/world/files/directories.ts';

describe('making directories', () => {
  it('makes what is missing, leaves what stands, and refuses a file in the way', async () => {
    const root = mkdtempSync(join(tmpdir(), 'directories-'));
    try {
      await makeDirectory(join(root, 'a', 'b', 'c'));
      await makeDirectory(join(root, 'a', 'b', 'c'));
      expect(existsSync(join(root, 'a', 'b', 'c'))).toBe(true);
      writeFileSync(join(root, 'file'), '');
      await expect(makeDirectory(join(root, 'file', 'x'))).rejects.toMatchObject({ code: 'ENOTDIR' });
      await expect(makeDirectory(join(root, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it('does not try for ever below a place that takes no directory', async () => {
    await expect(makeDirectory('/proc/x/y')).rejects.toMatchObject({ syscall: 'mkdir' });
  });
});
