// certify receiver dead-letters replay ID, or with --note: close it without applying it
import { type Replayed, resolveLetter } from '../../../../app/receiver/receiver.ts';
import { EXIT } from '../../../../core/decision.ts';
import { callerOf } from '../../../caller.ts';
import { defineCommand } from '../../../command.ts';
import { argument, text } from '../../../options.ts';
import * as shared from '../../../shared-options.ts';
import { answer } from '../../../say.ts';

const SAID: { readonly [K in Exclude<Replayed['kind'], 'not-replayable' | 'unknown-letter'>]: string } = {
  applied: 'Done.',
  duplicate: 'It had been applied before; the letter is resolved.',
  'already-resolved': 'It is resolved already.',
};

export const command = defineCommand({
  description: 'apply a dead letter again, or close it with a note',
  args: { id: argument('its id') },
  options: {
    ...shared.receiver,
    note: text('--note <text>', 'close it without applying it, for this reason'),
    ...shared.acting,
  },
  examples: ['certify receiver dead-letters replay 5f0c… --config receiver.yaml --operator sam'],
  run: async ({ args: { id }, options }, call) => {
    const { io, setting } = call;
    const operator = shared.operatorIn(options.operator);
    const result = await resolveLetter(setting, await callerOf(call), { ...options, operator, id });
    if (options.json) io.out(`${JSON.stringify({ schema: 'certify.dead-letter/1', id, ...result })}\n`);
    else answer(io, result.kind === 'not-replayable' ? result.why : SAID[result.kind]);
    return result.kind === 'not-replayable' ? EXIT.NOT_CERTIFIED : 0;
  },
});
