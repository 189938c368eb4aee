// certify receiver --config receiver.yaml
import { listen, type Listening } from '../../app/receiver/receiver.ts';
import { forTerminal } from '../../masking/neutral.ts';
import { callerOf } from '../caller.ts';
import { defineCommand } from '../command.ts';
import * as shared from '../shared-options.ts';
import { untilStopped } from '../until-stopped.ts';

const told = ({ url, accounts }: Listening): string =>
  [
    `The receiver listens on ${url} for ${accounts.length} channel account${accounts.length === 1 ? '' : 's'}.\n`,
    ...accounts.map(({ id, provider }) => `  ${forTerminal(id)}  POST /engagement/email/${provider.toLowerCase()}/webhook\n`),
    'Contract: /openapi.json · health: /healthz, /readyz\n',
    'Ctrl-C ends the receiver.\n',
  ].join('');

export const command = defineCommand({
  description: 'run the reference webhook receiver with its ledger',
  args: {},
  options: { ...shared.receiver, json: shared.json, quiet: shared.watching.quiet },
  examples: ['certify receiver --config receiver.yaml'],
  run: async ({ options }, call) => {
    const { io, setting, signal } = call;
    const log = options.quiet ? () => undefined : (line: string) => io.err(line);
    const receiver = await listen(setting, await callerOf(call), options, log);
    const { url, port, store, accounts } = receiver;
    const inJson = { schema: 'certify.receiver/1', url, port, store, accounts: accounts.map(({ id }) => id) };
    io.out(options.json ? `${JSON.stringify(inJson)}\n` : told(receiver));
    await untilStopped(signal);
    await receiver.stop();
    return 0;
  },
});
