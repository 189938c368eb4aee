// certify receiver dead-letters list --config receiver.yaml
import { deadLetters } from '../../../../app/receiver/receiver.ts';
import { forTerminal } from '../../../../masking/neutral.ts';
import { callerOf } from '../../../caller.ts';
import { defineCommand } from '../../../command.ts';
import { flag } from '../../../options.ts';
import { document } from '../../../print.ts';
import * as shared from '../../../shared-options.ts';

export const command = defineCommand({
  description: 'list verified callbacks that could not be applied',
  args: {},
  options: { ...shared.receiver, all: flag('--all', 'also list resolved ones'), json: shared.json },
  examples: ['certify receiver dead-letters list --config receiver.yaml'],
  run: async ({ options }, call) => {
    const { io, setting } = call;
    const letters = await deadLetters(setting, await callerOf(call), options);
    if (options.json) {
      const told = letters.map(({ id, account, message, reason, digest, receivedAt, resolvedAt, resolution }) => {
        return { id, account, message, reason, digest, receivedAt, resolvedAt, resolution };
      });
      io.out(document({ schema: 'certify.dead-letters/1', letters: told }));
      return 0;
    }
    if (letters.length === 0) io.out('No dead letter.\n');
    for (const { id, receivedAt, account, reason, message, resolution } of letters) {
      const line = [id, receivedAt, account, reason, message ?? '-', ...(resolution === null ? [] : [`resolved: ${resolution}`])];
      io.out(`${forTerminal(line.join('  '))}\n`);
    }
    return 0;
  },
});
