// certify completion bash · zsh · fish
import { UsageError } from '../../core/errors.ts';
import { didYouMean } from '../../text/nearest.ts';
import { defineCommand } from '../command.ts';
import { COMPLETION_SCRIPTS } from '../completion-scripts.ts';
import { argument, completing } from '../options.ts';

const SHELLS = Object.keys(COMPLETION_SCRIPTS);

export const command = defineCommand({
  description: 'print the completion script for a shell',
  args: { shell: completing(SHELLS, argument('bash, zsh or fish')) },
  options: {},
  examples: ['source <(certify completion bash)', 'source <(certify completion zsh)', 'certify completion fish | source'],
  asksNobody: true,
  run: async ({ args: { shell } }, { io }) => {
    const script = COMPLETION_SCRIPTS[shell];
    if (script === undefined) {
      throw new UsageError({
        code: 'shell-unknown',
        message: `There is no completion for "${shell}".`,
        fix: `${didYouMean(shell, SHELLS)}Use bash, zsh or fish.`,
      });
    }
    io.out(script);
    return 0;
  },
});
