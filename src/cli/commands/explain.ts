// certify explain CHECK[/REASON]
import { explain } from '../../app/explain.ts';
import { explainText } from '../../report/terminal/explain.ts';
import { defineCommand, refuseIdle } from '../command.ts';
import { argument, completing, text } from '../options.ts';
import * as shared from '../shared-options.ts';
import { stated } from '../stated-checks.ts';

export const command = defineCommand({
  description: 'explain a check or a reason; with a record, what it says about that tenant',
  args: { check: completing('reason', argument('a check, or one of its reasons: dkim-tokens/one-missing')) },
  options: {
    evidence: completing('record', text('--evidence <id>', 'fill in the values of this record')),
    evidenceDir: shared.evidenceDir,
    json: shared.json,
    color: shared.color,
  },
  examples: [
    'certify explain dkim-tokens',
    'certify explain dkim-tokens/one-missing',
    'certify explain dkim-tokens --evidence 20261120T204615Z-ses-main-gym-45c407c5',
  ],
  asksNobody: true,
  run: async (given, { io, setting }) => {
    const { args, options } = given;
    if (options.evidence === null) refuseIdle(given, ['evidenceDir'], 'without --evidence no record is read');
    const record = options.evidence === null ? null : { dir: options.evidenceDir, id: options.evidence };
    const { check, reason, finding } = await explain(args.check, record, stated(setting.root));
    if (options.json) {
      const { document } = await import('../print.ts');
      const { id, title, why, severity, owner, references, needs, uses = [], reasons } = check;
      io.out(
        document({
          schema: 'certify.explain/1',
          id,
          title,
          why,
          severity,
          owner,
          references,
          needs,
          uses,
          reasons,
          reason,
          finding,
        }),
      );
    } else io.out(explainText({ check, reason, finding, evidence: options.evidence }, io.style));
    return 0;
  },
});
