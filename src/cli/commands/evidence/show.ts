// certify evidence show ID
import { readEvidence, rulesNote } from '../../../app/evidence.ts';
import { jsonReport } from '../../../report/json.ts';
import { terminalReport } from '../../../report/terminal/terminal.ts';
import { defineCommand } from '../../command.ts';
import { flag } from '../../options.ts';
import { say } from '../../say.ts';
import * as shared from '../../shared-options.ts';

export const command = defineCommand({
  description: 'print a record as a report',
  args: { id: shared.recordArgument },
  options: {
    json: shared.json,
    verbose: flag('--verbose', 'also print what passes'),
    color: shared.color,
    evidenceDir: shared.evidenceDir,
  },
  examples: ['certify evidence show 20261120T204615Z-ses-main-gym-45c407c5 --verbose'],
  run: async ({ args: { id }, options: { evidenceDir, json, verbose } }, { io, setting }) => {
    const record = await readEvidence(evidenceDir, id);
    const note = await rulesNote(record, setting);
    if (json && note !== null) say(io, note);
    io.out(json ? jsonReport(record) : terminalReport(record, { ...io.style, verbose, note }));
    return 0;
  },
});
