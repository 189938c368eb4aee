// The sheet and the export commands, on a real disk.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Invocation, Run } from '../../src/cli/command.ts';
import { run as exportEvidence } from '../../src/cli/commands/evidence-export.ts';
import { run as exportSheet } from '../../src/cli/commands/extraction-export.ts';
import { run as setCell } from '../../src/cli/commands/extraction-set.ts';
import { run as show } from '../../src/cli/commands/extraction-show.ts';
import { writeRecord } from '../../src/evidence/store.ts';
import { verifyDirectory } from '../../src/evidence/verify.ts';
import { createGate } from '../../src/masking/gate.ts';
import { createFiles } from '../../src/world/files/files.ts';
import { failedDocument } from '../records.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'certify-sheet-'));
});
afterEach(async () => rm(dir, { recursive: true, force: true }));

const said = async (run: Run, args: readonly string[], flags: Invocation['flags'] = {}): Promise<string> => {
  const out: string[] = [];
  const style = { colour: false, unicode: true, width: 80 };
  const io = {
    style,
    errStyle: style,
    interactive: false,
    out: (text: string) => out.push(text),
    err: () => undefined,
    arm: () => undefined,
    gate: () => createGate([]),
  };
  await run({ root: '.', version: '0', command: 'test', io, args, flags, signal: new AbortController().signal });
  return out.join('');
};

it('sets a cell, shows it and exports it', async () => {
  const sheet = join(dir, 'extraction.yaml');
  await writeFile(sheet, 'rows:\n  - row: a # mine\n    field: region\n  - row: b\n    field: region\n');
  await said(setCell, [sheet], { row: 'a', field: 'region', column: 'value', value: 'ap-south-1' });
  expect(await readFile(sheet, 'utf8')).toBe(
    'rows:\n  - row: a # mine\n    field: region\n    value: ap-south-1\n  - row: b\n    field: region\n',
  );
  expect(await said(show, [sheet], { row: 'a' })).toContain('ap-south-1');
  expect(JSON.parse(await said(show, [sheet], { json: true }))).toMatchObject({ rows: [{ row: 'a' }, { row: 'b' }] });
  expect(await said(exportSheet, [sheet], { to: 'csv', row: 'b' })).toMatch(/^row,field,.*\r\nb,region,/);
});

it('loses no row when many write at once', async () => {
  const sheet = join(dir, 'extraction.csv');
  const names = Array.from({ length: 8 }, (_, n) => `gym-${n}`);
  await Promise.all(names.map(async (row) => said(setCell, [sheet], { row, field: 'region', column: 'value', value: row })));
  const { rows } = JSON.parse(await said(show, [sheet], { json: true })) as { rows: readonly { row: string; value: string }[] };
  expect(rows.map(({ row }) => row).sort()).toEqual(names);
});

it('refuses a secret, an unknown kind and a sheet that is not there', async () => {
  const sheet = join(dir, 's.yaml');
  await expect(
    said(setCell, [sheet], { row: 'a', field: 'b', column: 'value', value: 'AKIAIOSFODNN7EXAMPLE' }),
  ).rejects.toMatchObject({ code: 'secret-in-text' });
  await expect(said(show, [sheet])).rejects.toMatchObject({ code: 'sheet-not-found' });
  await expect(said(exportSheet, [sheet], { to: 'pdf' })).rejects.toMatchObject({ code: 'sheet-kind' });
});

it('exports a tenant’s records so that they verify elsewhere', async () => {
  const files = createFiles();
  const write = { profile: { path: 'p', digest: 'd', loaded: {} }, directory: join(dir, 'evidence'), gate: createGate([]) };
  for (const tenant of ['main-gym', 'main-gym', 'other']) {
    const run = { ...failedDocument().run, id: `${tenant}-${Math.random()}` };
    await writeRecord(files, failedDocument({ tenant, run }), write);
  }
  const text = await said(exportEvidence, [join(dir, 'audit')], { evidenceDir: join(dir, 'evidence'), tenant: 'main-gym' });
  expect(text).toContain('2 records copied');
  expect(await verifyDirectory(files, join(dir, 'audit'))).toMatchObject({
    ok: true,
    notes: [],
    chains: [{ tenant: 'main-gym', records: 2 }],
  });
});
