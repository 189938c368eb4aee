// certify receiver suppression allow ADDRESS --note TEXT, and relist
import { UsageError } from '../../core/errors.ts';
import { refuseSecrets } from '../../masking/human.ts';
import { setException } from '../../receiver/ledger/suppression.ts';
import type { Exception } from '../../receiver/ledger/suppression.ts';
import type { Invocation, Run } from '../command.ts';
import { commonFlags } from '../flags.ts';
import { operatorOf } from '../operator.ts';
import { withLedger } from '../receiver-config.ts';

const noteOf = ({ flags }: Invocation): string => {
  const note = flags['note'];
  if (typeof note !== 'string' || note.trim() === '')
    throw new UsageError({
      code: 'note-missing',
      message: 'It was not said why.',
      fix: 'Add --note "…"; it stands in the audit.',
    });
  refuseSecrets(note, '--note');
  return note;
};

const addressOf = ({ args }: Invocation): string => {
  const [address = ''] = args;
  if (/^[^\s@]+@[^\s@]+$/.test(address)) return address;
  throw new UsageError({
    code: 'address-malformed',
    message: 'That is no mail address.',
    fix: 'Give one such as help@example.com.',
  });
};

const except =
  (state: Exception['state']): Run =>
  async (invocation) => {
    const { io, flags } = invocation;
    const address = addressOf(invocation);
    const note = noteOf(invocation);
    const operator = operatorOf(commonFlags(flags), io, false);
    await withLedger(invocation, (store, _, now) =>
      setException(store, { address, state, note, operator, at: now.toISOString() }),
    );
    const said = state === 'allowed' ? 'Mail may go out again until the next failure.' : 'The rules decide about it again.';
    io.out(flags['json'] === true ? `${JSON.stringify({ schema: 'certify.suppression-exception/1', state })}\n` : `${said}\n`);
    return 0;
  };

export const allow = except('allowed');
export const relist = except('listed');
