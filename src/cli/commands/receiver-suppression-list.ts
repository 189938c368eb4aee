// certify receiver suppression list --config receiver.yaml [--rules strict|standard|aggressive]
import { forTerminal } from '../../masking/neutral.ts';
import { SUPPRESSION_PROFILES } from '../../receiver/ledger/suppression-rules.ts';
import type { SuppressionProfile } from '../../receiver/ledger/suppression-rules.ts';
import { previewRules, suppressionList } from '../../receiver/ledger/suppression.ts';
import type { SuppressionPreview } from '../../receiver/ledger/suppression.ts';
import type { Run } from '../command.ts';
import { withLedger } from '../receiver-config.ts';

const told = (rules: string, preview: SuppressionPreview): string => {
  const reasons = Object.entries(preview.byReason).map(([reason, count]) => `  ${reason}  ${count}\n`);
  const added = preview.added.slice(0, 10).map(({ address, reason, events }) => `  + ${address}  ${reason}, ${events} events\n`);
  const removed = preview.removed.slice(0, 10).map(({ address, reason }) => `  - ${address}  ${reason}\n`);
  return [
    `Now ${preview.now} addresses; under ${rules} it would be ${preview.candidate} (+${preview.added.length}, -${preview.removed.length}).\n`,
    ...reasons,
    ...added,
    ...removed,
  ]
    .map((line) => `${forTerminal(line.trimEnd())}\n`)
    .join('');
};

export const run: Run = async (invocation) => {
  const { io, flags } = invocation;
  const candidate = flags['rules'] as SuppressionProfile | undefined;
  const json = flags['json'] === true;
  await withLedger(invocation, async (store, { rules }, now) => {
    if (candidate !== undefined) {
      const preview = await store.read((tx) => previewRules(tx, rules, SUPPRESSION_PROFILES[candidate], now));
      io.out(
        json ? `${JSON.stringify({ schema: 'certify.suppression-preview/1', ...preview }, null, 2)}\n` : told(candidate, preview),
      );
      return;
    }
    const listed = await store.read((tx) => suppressionList(tx, rules, now));
    if (json) io.out(`${JSON.stringify({ schema: 'certify.suppression/1', listed }, null, 2)}\n`);
    else if (listed.length === 0) io.out('No address is suppressed.\n');
    else
      for (const { address, reason, subtype, events, lastAt } of listed)
        io.out(
          `${forTerminal([address, [reason, subtype].filter((one) => one !== null).join(' · '), `${events} events`, lastAt].join('  '))}\n`,
        );
  });
  return 0;
};
