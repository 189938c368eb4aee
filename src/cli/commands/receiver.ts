// certify receiver --config receiver.yaml
import { startReceiver } from '../../receiver/server.ts';
import { forTerminal } from '../../masking/neutral.ts';
import type { Run } from '../command.ts';
import { openConfig, receiverOptions } from '../receiver-config.ts';

const untilStopped = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });

export const run: Run = async (invocation) => {
  const { io, flags, signal } = invocation;
  const opened = await openConfig(invocation);
  const log = flags['quiet'] === true ? () => undefined : (line: string) => io.err(line);
  const receiver = await startReceiver(await receiverOptions(opened, log));
  const { accounts } = opened.loaded.config;
  if (flags['json'] === true) {
    const { url, port, store } = receiver;
    io.out(
      `${JSON.stringify({ schema: 'certify.receiver/1', url, port, store: store.kind, accounts: accounts.map(({ id }) => id) })}\n`,
    );
  } else {
    io.out(
      `The receiver listens on ${receiver.url} for ${accounts.length} channel account${accounts.length === 1 ? '' : 's'}.\n`,
    );
    for (const { id, provider } of accounts)
      io.out(`  ${forTerminal(id)}  POST /engagement/email/${provider.toLowerCase()}/webhook\n`);
    io.out('Contract: /openapi.json · health: /healthz, /readyz · stop with ctrl-C.\n');
  }
  await untilStopped(signal);
  await receiver.stop();
  return 0;
};
