// certify receiver suppression list --config receiver.yaml [--rules strict|standard|aggressive]
import { previewSuppression, suppressed, type SuppressionPreview } from '../../../../app/receiver/receiver.ts';
import { forTerminal } from '../../../../masking/neutral.ts';
import { plural } from '../../../../text/plural.ts';
import { callerOf } from '../../../caller.ts';
import { defineCommand } from '../../../command.ts';
import { choice } from '../../../options.ts';
import { document } from '../../../print.ts';
import * as shared from '../../../shared-options.ts';

const eventsOf = (events: number): string => plural(events, 'event', 'events');

const told = (rules: string, preview: SuppressionPreview): string => {
  const reasons = Object.entries(preview.byReason).map(([reason, count]) => `  ${reason}  ${count}\n`);
  const added = preview.added
    .slice(0, 10)
    .map(({ address, reason, events }) => `  + ${address}  ${reason}, ${eventsOf(events)}\n`);
  const removed = preview.removed.slice(0, 10).map(({ address, reason }) => `  - ${address}  ${reason}\n`);
  return [
    `Now ${plural(preview.now, 'address', 'addresses')}; under ${rules} it would be ${preview.candidate} (+${preview.added.length}, -${preview.removed.length}).\n`,
    ...reasons,
    ...added,
    ...removed,
  ]
    .map((line) => `${forTerminal(line.trimEnd())}\n`)
    .join('');
};

type Listed = Awaited<ReturnType<typeof suppressed>>;

const rows = (listed: Listed): string =>
  listed.length === 0
    ? 'No address is suppressed.\n'
    : listed
        .map(({ address, reason, subtype, events, lastAt }) => {
          const why = [reason, subtype].filter((one) => one !== null).join(' · ');
          return `${forTerminal([address, why, eventsOf(events), lastAt].join('  '))}\n`;
        })
        .join('');

export const command = defineCommand({
  description: 'list addresses that get no mail, and why; or what other rules would change',
  args: {},
  options: {
    ...shared.receiver,
    rules: choice('--rules <profile>', 'preview these rules; changes nothing', ['strict', 'standard', 'aggressive']),
    json: shared.json,
  },
  examples: ['certify receiver suppression list --config receiver.yaml --rules aggressive'],
  run: async ({ options }, call) => {
    const { io, setting } = call;
    const { rules, json } = options;
    const caller = await callerOf(call);
    if (rules === null) {
      const listed = await suppressed(setting, caller, options);
      io.out(json ? document({ schema: 'certify.suppression/1', listed }) : rows(listed));
      return 0;
    }
    const preview = await previewSuppression(setting, caller, { ...options, rules });
    io.out(json ? document({ schema: 'certify.suppression-preview/1', ...preview }) : told(rules, preview));
    return 0;
  },
});
