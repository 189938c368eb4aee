// An export of SquareOS as a file: what is no `certify.squareos-state/1` is refused before anybody is asked.
import { join } from 'node:path';
import { UsageError } from '../core/errors.ts';
import type { Target } from '../profile/target.ts';
import { readSquareosState, type SquareosState } from '../text/squareos-state.ts';
import { isObject, parsedJson } from '../text/unknown-json.ts';
import { systemClock } from '../world/clock.ts';
import { createFiles } from '../world/files/files.ts';

const DAY_MS = 24 * 3_600_000;
const AHEAD_MS = 5 * 60_000;
const FIX =
  'Export what SquareOS holds for this gym as certify.squareos-state/1; `certify schema squareos-state` prints the schema.';

export const refusedExport = (path: string, code: string, message: string, fix: string): UsageError =>
  new UsageError({ code, message: `${path} ${message}`, fix, place: { file: path } });

const readExport = async (path: string): Promise<SquareosState> => {
  const text = await createFiles().readText(path, 1_048_576);
  if (text === null) throw refusedExport(path, 'export-missing', 'does not exist: there is no such file.', FIX);
  const json = parsedJson(text);
  if (!isObject(json)) throw refusedExport(path, 'export-unreadable', 'is not a JSON export of SquareOS that can be read.', FIX);
  if (json['schema'] !== 'certify.squareos-state/1') {
    const other = typeof json['schema'] === 'string' ? `says that it is ${json['schema'].slice(0, 60)}` : 'names no schema';
    throw refusedExport(path, 'export-other-schema', `${other}: it is no certify.squareos-state/1.`, FIX);
  }
  const state = readSquareosState(json);
  if ('problem' in state) throw refusedExport(path, 'export-unreadable', `cannot be taken: ${state.problem}`, FIX);
  return state;
};

/** The export that a profile names. How old it is, is judged. UsageError where it is none. */
export const checkExport = async ({ places, secrets }: Target): Promise<void> => {
  if (places.squareos !== null && 'export' in places.squareos) await readExport(join(secrets.directory, places.squareos.export));
};

/** What SquareOS holds, from a file of the last day. */
export const youngExport = async (path: string): Promise<SquareosState> => {
  const state = await readExport(path);
  const age = systemClock.now().getTime() - Date.parse(state.exportedAt);
  if (age <= DAY_MS && age >= -AHEAD_MS) return state;
  const why = age < 0 ? 'which lies ahead of the time here' : 'more than 24 hours ago';
  const message = `was exported at ${state.exportedAt}, ${why}.`;
  throw refusedExport(path, 'export-old', message, 'Export it from SquareOS anew, then compare.');
};
