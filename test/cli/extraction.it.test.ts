// The sheet and the export commands, on a real disk.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentCaller } from '../../src/app/caller.ts';
import { exportEvidence } from '../../src/app/evidence.ts';
import { exportedSheet, setCell, sheetRowsAt } from '../../src/app/sheet.ts';
import { writeRecord } from '../../src/evidence/store.ts';
import { verifyDirectory } from '../../src/evidence/verify.ts';
import { createGate } from '../../src/masking/gate.ts';
import { createFiles } from '../../src/world/files/files.ts';
import { failedDocument } from '../records.ts';
import { certify } from './certify.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'certify-sheet-'));
});
afterEach(async () => rm(dir, { recursive: true, force: true }));

const cell = (value: string, row = 'a') => ({ row, field: 'region', column: 'value', value });

it('sets a cell, shows it and exports it', async () => {
  const sheet = join(dir, 'extraction.yaml');
  await writeFile(sheet, 'rows:\n  - row: a # mine\n    field: region\n  - row: b\n    field: region\n');
  const flags = ['--row', 'a', '--field', 'region', '--column', 'value', '--value', 'ap-south-1'];
  expect((await certify(['extraction', 'set', sheet, ...flags])).stdout).toContain('Written');
  expect(await readFile(sheet, 'utf8')).toBe(
    'rows:\n  - row: a # mine\n    field: region\n    value: ap-south-1\n  - row: b\n    field: region\n',
  );
  expect((await certify(['extraction', 'show', sheet, '--row', 'a'])).stdout).toContain('ap-south-1');
  const shown = await certify(['extraction', 'show', sheet, '--json']);
  expect(JSON.parse(shown.stdout)).toMatchObject({ rows: [{ row: 'a' }, { row: 'b' }] });
  const exported = await certify(['extraction', 'export', sheet, '--to', 'csv', '--row', 'b']);
  expect(exported.stdout).toMatch(/^row,field,.*\r\nb,region,/);
});

it('loses no row when many write at once', async () => {
  const sheet = join(dir, 'extraction.csv');
  const names = Array.from({ length: 8 }, (_, n) => `gym-${n}`);
  await Promise.all(names.map(async (row) => setCell(sheet, silentCaller(), cell(row, row))));
  expect(new Set((await sheetRowsAt(sheet, null)).map(({ row }) => row))).toEqual(new Set(names));
  expect(await exportedSheet(sheet, 'gym-3', 'yaml')).toContain('gym-3');
});

it('refuses a secret, an unknown kind and a sheet that is not there', async () => {
  const sheet = join(dir, 's.yaml');
  await expect(setCell(sheet, silentCaller(), cell('AKIAIOSFODNN7EXAMPLE'))).rejects.toMatchObject({ code: 'secret-in-text' });
  await expect(sheetRowsAt(sheet, null)).rejects.toMatchObject({ code: 'sheet-not-found' });
  const ran = await certify(['extraction', 'export', sheet, '--to', 'pdf']);
  expect([ran.exitCode, ran.stderr]).toEqual([2, expect.stringContaining('--to names no kind of sheet')]);
});

it.each(['s.yaml', 's.csv'])('calls an empty %s empty, and names the rows where one is not there', async (name) => {
  const sheet = join(dir, name);
  await writeFile(sheet, ' \n');
  await expect(sheetRowsAt(sheet, null)).rejects.toMatchObject({ code: 'sheet-empty', message: `${sheet} is empty.` });
  await setCell(sheet, silentCaller(), cell('ap-south-1', 'ses-main-gym'));
  await expect(sheetRowsAt(sheet, 'ses-main-gim')).rejects.toMatchObject({ fix: expect.stringContaining('ses-main-gym') });
});

it('exports a tenant’s records so that they verify elsewhere', async () => {
  const files = createFiles();
  const write = { profile: { path: 'p', digest: 'd', loaded: {} }, directory: join(dir, 'evidence'), gate: createGate([]) };
  for (const tenant of ['main-gym', 'main-gym', 'other']) {
    const run = { ...failedDocument().run, id: `${tenant}-${Math.random()}` };
    await writeRecord(files, failedDocument({ tenant, run }), write);
  }
  const where = { evidenceDir: join(dir, 'evidence'), folder: join(dir, 'audit'), tenant: 'main-gym', format: null };
  expect(await exportEvidence(silentCaller(), where)).toMatchObject({ records: 2, verification: { ok: true } });
  expect(await verifyDirectory(files, join(dir, 'audit'))).toMatchObject({
    ok: true,
    notes: [],
    chains: [{ tenant: 'main-gym', records: 2 }],
  });
});
