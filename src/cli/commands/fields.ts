// certify fields [profile] --compare FILE
import { EXIT } from '../../core/decision.ts';
import { UsageError } from '../../core/errors.ts';
import type { JsonValue } from '../../core/json.ts';
import { compareFields, fieldsOf } from '../../report/fields.ts';
import { comparisonReport, fieldsReport } from '../../report/terminal/fields.ts';
import { createFiles } from '../../world/files/files.ts';
import { checkedDocument } from '../checked.ts';
import type { Run } from '../command.ts';

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

export const run: Run = async (invocation) => {
  const { io, flags } = invocation;
  const compare = flags['compare'];
  const exported = typeof compare === 'string' ? await readExport(compare) : null;
  const fields = fieldsOf(await checkedDocument(invocation));
  if (exported === null) {
    io.out(
      flags['json'] === true
        ? `${JSON.stringify({ schema: 'certify.fields/1', fields }, null, 2)}\n`
        : fieldsReport(fields, io.style),
    );
    return 0;
  }
  const rows = compareFields(fields, exported);
  io.out(
    flags['json'] === true
      ? `${JSON.stringify({ schema: 'certify.fields/1', fields: rows }, null, 2)}\n`
      : comparisonReport(rows, io.style),
  );
  return rows.every((row) => row.state === 'same' || row.state === 'kept') ? 0 : EXIT.NOT_CERTIFIED;
};
