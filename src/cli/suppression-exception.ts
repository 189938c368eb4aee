// What `certify receiver suppression allow` and `relist` have in common: an exception to the rules, with its reason.
import { except } from '../app/receiver/receiver.ts';
import { callerOf } from './caller.ts';
import type { Call, Given } from './command.ts';
import { argument, text } from './options.ts';
import * as shared from './shared-options.ts';

export const args = { address: argument('a mail address') };

export const options = {
  ...shared.receiver,
  note: text('--note <text>', 'the reason, for the audit'),
  ...shared.acting,
};

export const exception =
  (state: 'allowed' | 'listed') =>
  async (given: Given<typeof args, typeof options>, call: Call): Promise<number> => {
    const { args: named, options: chosen } = given;
    const operator = shared.operatorIn(chosen.operator);
    await except(call.setting, await callerOf(call), { ...chosen, operator, address: named.address, state });
    const said = state === 'allowed' ? 'Mail may go out again until the next failure.' : 'The rules decide about it again.';
    call.io.out(chosen.json ? `${JSON.stringify({ schema: 'certify.suppression-exception/1', state })}\n` : `${said}\n`);
    return 0;
  };
