// certify receiver dead-letters list --config receiver.yaml
import { forTerminal } from '../../masking/neutral.ts';
import { listDeadLetters } from '../../receiver/ledger/dead-letters.ts';
import type { Run } from '../command.ts';
import { withLedger } from '../receiver-config.ts';

export const run: Run = async (invocation) => {
  const { io, flags } = invocation;
  const which = flags['all'] === true ? 'all' : 'unresolved';
  const letters = await withLedger(invocation, (store) => store.read((tx) => listDeadLetters(tx, which)));
  if (flags['json'] === true) {
    const told = letters.map(({ id, account, message, reason, digest, receivedAt, resolvedAt, resolution }) => {
      return { id, account, message, reason, digest, receivedAt, resolvedAt, resolution };
    });
    io.out(`${JSON.stringify({ schema: 'certify.dead-letters/1', letters: told }, null, 2)}\n`);
    return 0;
  }
  if (letters.length === 0) io.out('No dead letter.\n');
  for (const { id, receivedAt, account, reason, message, resolution } of letters) {
    const line = [id, receivedAt, account, reason, message ?? '-', ...(resolution === null ? [] : [`resolved: ${resolution}`])];
    io.out(`${forTerminal(line.join('  '))}\n`);
  }
  return 0;
};
