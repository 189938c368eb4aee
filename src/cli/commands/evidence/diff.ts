// certify evidence diff A B
import { diffEvidence } from '../../../app/evidence.ts';
import { diffReport } from '../../../report/terminal/diff.ts';
import { defineCommand } from '../../command.ts';
import { argument, completing } from '../../options.ts';
import { document } from '../../print.ts';
import * as shared from '../../shared-options.ts';

export const command = defineCommand({
  description: 'print what changed between two records, and since when',
  args: { before: completing('record', argument('id or path')), after: completing('record', argument('id or path')) },
  options: { json: shared.json, color: shared.color, evidenceDir: shared.evidenceDir },
  examples: ['certify evidence diff 20261119T… 20261120T…'],
  run: async ({ args, options }, { io }) => {
    const diff = await diffEvidence(options.evidenceDir, args.before, args.after);
    io.out(options.json ? document(diff) : diffReport(diff, io.style));
    return 0;
  },
});
