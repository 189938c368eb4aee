// The SquareOS fields that a look, or a record, gives; compared with an export of SquareOS.
import { UsageError } from '../core/errors.ts';
import type { JsonValue } from '../core/json.ts';
import { compareFields, type Field, type FieldComparison, fieldsOf } from '../report/fields.ts';
import { createFiles } from '../world/files/files.ts';
import type { Caller } from './caller.ts';
import { checkedDocument, type CheckedOptions } from './checked.ts';
import type { Setting } from './setting.ts';

const readExport = async (path: string): Promise<JsonValue> => {
  const text = await createFiles().readText(path);
  try {
    const value = JSON.parse(text ?? '') as JsonValue;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // The one error below says both.
  }
  throw new UsageError({
    code: 'export-unreadable',
    message: `${path} is not a JSON export of SquareOS that can be read.`,
    fix: 'Export the Channel Account, Sender Account and templates as JSON, and name that file.',
    place: { file: path },
  });
};

export interface FieldsOptions extends CheckedOptions {
  /** Path of a JSON export; null: nothing is compared. */
  readonly compare: string | null;
}

/** `compared` is null when nothing was to be compared. The export is read before anything is asked. */
export const fields = async (
  setting: Setting,
  caller: Caller,
  options: FieldsOptions,
): Promise<{ readonly fields: readonly Field[]; readonly compared: readonly FieldComparison[] | null }> => {
  const exported = options.compare === null ? null : await readExport(options.compare);
  const found = fieldsOf(await checkedDocument(setting, caller, options));
  return { fields: found, compared: exported === null ? null : compareFields(found, exported) };
};
