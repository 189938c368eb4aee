// certify receiver dead-letters replay ID, or with --note: close it without applying it
import { EXIT } from '../../core/decision.ts';
import { UsageError } from '../../core/errors.ts';
import { refuseSecrets } from '../../masking/human.ts';
import { closeDeadLetter, replayDeadLetter } from '../../receiver/ledger/replay.ts';
import type { Replayed } from '../../receiver/ledger/replay.ts';
import type { Run } from '../command.ts';
import { commonFlags } from '../flags.ts';
import { operatorOf } from '../operator.ts';
import { withLedger } from '../receiver-config.ts';

const SAID: { readonly [K in Exclude<Replayed['kind'], 'not-replayable' | 'unknown-letter'>]: string } = {
  applied: 'Done.',
  duplicate: 'It had been applied before; the letter is resolved.',
  'already-resolved': 'It is resolved already.',
};

export const run: Run = async (invocation) => {
  const { io, flags, args } = invocation;
  const [id = ''] = args;
  const operator = operatorOf(commonFlags(flags), io, false);
  const note = typeof flags['note'] === 'string' ? flags['note'] : null;
  if (note !== null) refuseSecrets(note, '--note');
  const result = await withLedger(invocation, (store, _, now) =>
    note === null
      ? replayDeadLetter(store, id, operator, now.toISOString())
      : closeDeadLetter(store, id, note, operator, now.toISOString()),
  );
  if (result.kind === 'unknown-letter')
    throw new UsageError({
      code: 'dead-letter-unknown',
      message: 'There is no dead letter with this id.',
      fix: 'List them: certify receiver dead-letters list --config receiver.yaml',
    });
  if (flags['json'] === true) io.out(`${JSON.stringify({ schema: 'certify.dead-letter/1', id, ...result })}\n`);
  else io.out(`${result.kind === 'not-replayable' ? result.why : SAID[result.kind]}\n`);
  return result.kind === 'not-replayable' ? EXIT.NOT_CERTIFIED : 0;
};
