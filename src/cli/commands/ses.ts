// certify ses
import { defineCommand } from '../command.ts';
import { args, options, walk } from '../walk.ts';

export const command = defineCommand({
  description: 'run the Amazon SES runbook: checks, one live message, its callback, an evidence record',
  args,
  options,
  examples: [
    'certify ses gym.yaml',
    'certify ses --lab',
    'certify ses gym.yaml --non-interactive --operator ci --json',
    'certify ses gym.yaml --resume',
    'certify ses gym.yaml --template invoice',
  ],
  run: walk('SES'),
});
