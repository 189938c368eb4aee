// A sheet as a command names it: read whole, changed under its lock.
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { JsonValue } from '../core/json.ts';
import type { Runbook } from '../core/runbook.ts';
import { UsageError } from '../core/errors.ts';
import { exportSheet, readSheet, setSheetCell, type SheetRow } from '../evidence/sheet.ts';
import type { Facts } from '../facts/index.ts';
import { didYouMean } from '../text/nearest.ts';
import { createFiles } from '../world/files/files.ts';
import type { LoadedProfile } from '../profile/profile.ts';
import { tenantFact } from '../profile/tenant.ts';
import { recordedAt } from '../run/recorded-values.ts';
import type { Caller } from './caller.ts';

const missing = (path: string): UsageError =>
  new UsageError({
    code: 'sheet-not-found',
    message: `There is no sheet ${path}.`,
    fix: 'Check the path; a run writes the sheet that `extraction.sheet` of the profile names.',
    place: { file: path },
  });

const empty = (path: string): UsageError =>
  new UsageError({
    code: 'sheet-empty',
    message: `${path} is empty.`,
    fix: 'Check that it is the right file, and that it was saved.',
    place: { file: path },
  });

const noRow = (path: string, row: string, names: readonly string[]): UsageError =>
  new UsageError({
    code: 'sheet-row',
    message: `${path} has no row ${row}.`,
    fix: `${didYouMean(row, names)}Leave --row out to see them all.`,
    place: { file: path },
  });

/** The rows of a sheet; only those of one tenant when `row` is given. Throws UsageError for an empty file and for a row that is not there. */
export const sheetRowsAt = async (path: string, row: string | null): Promise<readonly SheetRow[]> => {
  const text = await createFiles().readText(path);
  if (text === null) throw missing(path);
  if (text.trim() === '') throw empty(path);
  const rows = readSheet(text, path);
  const mine = rows.filter((one) => row === null || one['row'] === row);
  if (row !== null && mine.length === 0 && rows.length > 0)
    throw noRow(path, row, [...new Set(rows.flatMap((one) => one['row'] ?? []))]);
  return mine;
};

/** Reads, changes and writes a sheet while nobody else does. */
export const changeSheet = async (
  path: string,
  caller: Pick<Caller, 'gate'>,
  change: (text: string | null) => string,
): Promise<void> => {
  const files = createFiles();
  const lock = await files.lock(`${path}.lock`, { waitMs: 30_000 });
  try {
    const text = change(await files.readText(path));
    caller.gate().check(text, path);
    await files.writeAtomic(path, text);
  } finally {
    await lock.release();
  }
};

/** Where the sheet of a profile is: beside the profile, unless it is an absolute path. */
export const sheetPath = (loaded: LoadedProfile, sheet: string): string =>
  isAbsolute(sheet) ? sheet : join(dirname(resolve(loaded.path)), sheet);

type Observations = Parameters<typeof recordedAt>[1];

/** What the profile alone says; nobody was asked yet. */
const declared = ({ profile }: LoadedProfile): Observations => {
  const value: unknown = tenantFact(profile);
  return new Map([['profile.tenant', { state: 'observed', value: value as JsonValue, at: '', durationMs: 0 }]]);
};

const PROFILE_KEY: { readonly [from: string]: string } = {
  'profile.tenant#/owners/dns': 'owners.dns',
  'profile.tenant#/ticket': 'extraction.ticket',
};

/** The tenant's row as it stands: which required values neither the profile nor a person has written down. */
export const sheetBefore = async (loaded: LoadedProfile, { steps }: Runbook): Promise<Facts['run.sheet']> => {
  const { extraction } = loaded.profile;
  if (extraction === undefined) return null;
  const { sheet, row } = extraction;
  const text = await createFiles().readText(sheetPath(loaded, sheet));
  const rows = text === null ? [] : readSheet(text, sheet).filter((one) => one['row'] === row);
  const facts = declared(loaded);
  const blank = steps
    .flatMap((step) => step.records)
    .filter(({ required }) => required)
    .filter(({ from }) => from === undefined || recordedAt(from, facts) === null)
    .filter(({ field }) => (rows.find((one) => one['field'] === field)?.['value'] ?? '').trim() === '');
  return {
    sheet,
    row,
    blank: blank.map(({ field, label, from }) => ({
      field,
      label,
      profileKey: from === undefined ? null : (PROFILE_KEY[from] ?? null),
    })),
  };
};

/** Before anything runs: a sheet that cannot be read could not take the run's values either. */
export const checkSheet = async (loaded: LoadedProfile): Promise<void> => {
  const { extraction } = loaded.profile;
  if (extraction === undefined) return;
  const text = await createFiles().readText(sheetPath(loaded, extraction.sheet));
  if (text !== null) readSheet(text, extraction.sheet);
};

/** The same rows as the text of a CSV or YAML sheet. */
export const exportedSheet = async (path: string, row: string | null, format: 'yaml' | 'csv'): Promise<string> =>
  exportSheet(await sheetRowsAt(path, row), format);

/** Writes one cell; everything else stays as it is. */
export const setCell = (path: string, caller: Pick<Caller, 'gate'>, cell: Parameters<typeof setSheetCell>[1]): Promise<void> =>
  changeSheet(path, caller, (text) => setSheetCell({ text, path }, cell));
