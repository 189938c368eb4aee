// certify smtp
import { defineCommand } from '../command.ts';
import { args, options, walk } from '../walk.ts';

export const command = defineCommand({
  description: 'run the same for a tenant that sends through an SMTP relay',
  args,
  options,
  examples: ['certify smtp gym.yaml', 'certify smtp --lab'],
  run: walk('SMTP'),
});
