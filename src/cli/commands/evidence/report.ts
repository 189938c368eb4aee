// certify evidence report ID --report kind=FILE
import { readEvidence, rulesNote } from '../../../app/evidence.ts';
import { checkReports, parseReport, REPORT_KINDS, writeReports } from '../../../app/reports.ts';
import { UsageError } from '../../../core/errors.ts';
import { callerOf } from '../../caller.ts';
import { defineCommand } from '../../command.ts';
import { say } from '../../say.ts';
import * as shared from '../../shared-options.ts';

export const command = defineCommand({
  description: 'write a report from a record',
  args: { id: shared.recordArgument },
  options: { evidenceDir: shared.evidenceDir, report: shared.report },
  examples: ['certify evidence report 20261120T204615Z-ses-main-gym-45c407c5 --report html=report.html'],
  run: async ({ args: { id }, options: { evidenceDir, report } }, call) => {
    if (report.length === 0) {
      throw new UsageError({
        code: 'report-missing',
        message: 'It was not said which report to write, and where.',
        fix: `Add --report html=FILE, or another of: ${REPORT_KINDS.join(', ')}.`,
      });
    }
    await checkReports(report);
    const record = await readEvidence(evidenceDir, id);
    const note = await rulesNote(record, call.setting);
    if (note !== null) say(call.io, note);
    await writeReports(await callerOf(call), record, report);
    for (const { kind, path } of report.map((one) => parseReport(one))) say(call.io, `Wrote ${path} (${kind}).`);
    return 0;
  },
});
