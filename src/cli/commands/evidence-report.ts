// certify evidence report ID --report kind=FILE
import { UsageError } from '../../core/errors.ts';
import { readRecord } from '../../evidence/store.ts';
import { createFiles } from '../../world/files/files.ts';
import type { Run } from '../command.ts';
import { commonFlags } from '../flags.ts';
import { checkReports, writeReports } from '../reports.ts';

export const run: Run = async ({ args, io, flags: given }) => {
  const flags = commonFlags(given);
  if (flags.report.length === 0) {
    throw new UsageError({
      code: 'report-missing',
      message: 'It was not said which report to write, and where.',
      fix: 'Add --report html=FILE (or markdown, junit, json).',
    });
  }
  await checkReports(flags);
  const files = createFiles();
  const record = await readRecord(files, flags.evidenceDir, args[0] ?? '');
  await writeReports({ files, io, flags }, record);
  return 0;
};
