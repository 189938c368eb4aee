// certify receiver suppression relist ADDRESS --note TEXT
import { defineCommand } from '../../../command.ts';
import { args, exception, options } from '../../../suppression-exception.ts';

export const command = defineCommand({
  description: 'undo `suppression allow` for an address',
  args,
  options,
  examples: ['certify receiver suppression relist help@example.com --note "bounced again" --config receiver.yaml'],
  run: exception('listed'),
});
