// The SquareOS fields that a look, or a record, gives; compared with an export of SquareOS.
import { UsageError } from '../core/errors.ts';
import type { RunDocument } from '../core/record.ts';
import type { Runbook } from '../core/runbook.ts';
import type { JsonValue } from '../core/json.ts';
import { compareFields, type Field, type FieldComparison, fieldsOf } from '../report/fields.ts';
import { createFiles } from '../world/files/files.ts';
import type { Caller } from './caller.ts';
import { checkedDocument, type CheckedOptions } from './checked.ts';
import { asked, questionOf } from '../run/attestations.ts';
import { readRunbook } from './runbooks.ts';
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

/** The digest under which an answer about these values is kept. */
export interface QuestionDigest {
  readonly id: string;
  readonly digest: string;
}

const digestsOf = (runbook: Runbook, document: RunDocument): readonly QuestionDigest[] => {
  const values = document.steps.flatMap((step) => step.values);
  const valueOf = (field: string): string | null => values.find((one) => one.field === field)?.value ?? null;
  return runbook.steps.flatMap((step) => {
    const question = questionOf(step);
    // What is said of a message is known after it was sent.
    if (question === null || question.subject === 'message') return [];
    return [{ id: question.id, digest: asked(runbook, question, valueOf).digest }];
  });
};

/** `compared` is null when nothing was to be compared. The export is read before anything is asked. */
export const fields = async (
  setting: Setting,
  caller: Caller,
  options: FieldsOptions,
): Promise<{
  readonly fields: readonly Field[];
  readonly compared: readonly FieldComparison[] | null;
  readonly digests: readonly QuestionDigest[];
}> => {
  const exported = options.compare === null ? null : await readExport(options.compare);
  const document = await checkedDocument(setting, caller, options);
  const found = fieldsOf(document);
  const runbook = await readRunbook(setting.root, document.provider === 'SMTP' ? 'smtp' : 'ses');
  const compared = exported === null ? null : compareFields(found, exported);
  return { fields: found, compared, digests: digestsOf(runbook, document) };
};
