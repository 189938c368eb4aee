// certify receiver suppression allow ADDRESS --note TEXT
import { defineCommand } from '../../../command.ts';
import { args, exception, options } from '../../../suppression-exception.ts';

export const command = defineCommand({
  description: 'allow mail to an address again, until its next failure',
  args,
  options,
  examples: ['certify receiver suppression allow help@example.com --note "mailbox fixed" --config receiver.yaml'],
  run: exception('allowed'),
});
