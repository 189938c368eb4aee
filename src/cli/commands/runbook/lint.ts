// certify runbook lint FILE
import { lintRunbookFile } from '../../../app/lint.ts';
import { EXIT } from '../../../core/decision.ts';
import { forTerminal } from '../../../masking/neutral.ts';
import { defineCommand } from '../../command.ts';
import { argument, completing } from '../../options.ts';
import { document } from '../../print.ts';
import { json } from '../../shared-options.ts';
import { answer } from '../../say.ts';

export const command = defineCommand({
  description: 'print the errors of a runbook, with line and column',
  args: { file: completing('file', argument('a runbook')) },
  options: { json },
  examples: ['certify runbook lint our-ses.yaml'],
  run: async ({ args: { file }, options }, { io }) => {
    const problems = await lintRunbookFile(file);
    if (options.json) io.out(document({ schema: 'certify.lint/1', file, problems }));
    else if (problems.length === 0) answer(io, `${file}: no problem found`);
    else
      for (const one of problems)
        answer(io, `${forTerminal(`${file}:${one.line}:${one.column}: ${one.message}`)}\n  ${forTerminal(one.fix)}`);
    return problems.length === 0 ? 0 : EXIT.USAGE;
  },
});
