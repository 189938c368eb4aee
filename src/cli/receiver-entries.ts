// The commands of the receiver; listed in entries.ts.
import { Option, type Command } from 'commander';
import type { CommandEntry } from './command.ts';
import { collect, withCommon } from './flags.ts';

const configured = (command: Command): Command =>
  withCommon(
    command
      .option('--config <file>', 'the receiver’s configuration')
      .option('--env <name>', 'a variable besides CERTIFY_… that its references may name; repeatable', collect, []),
  );

const exception = (command: Command): Command =>
  configured(command.argument('<address>', 'a mail address').option('--note <text>', 'why, for the audit'));

export const receiverEntries: readonly CommandEntry[] = [
  {
    name: 'receiver',
    description: 'run the reference webhook receiver with its ledger',
    flags: configured,
    examples: ['certify receiver --config receiver.yaml'],
    load: () => import('./commands/receiver.ts'),
  },
  {
    name: 'receiver dead-letters list',
    description: 'verified callbacks that could not be applied',
    flags: (command) => configured(command.option('--all', 'resolved ones too')),
    examples: ['certify receiver dead-letters list --config receiver.yaml'],
    load: () => import('./commands/receiver-dead-letters-list.ts'),
  },
  {
    name: 'receiver dead-letters replay',
    description: 'apply one again, or close it with a note',
    flags: (command) =>
      configured(command.argument('<id>', 'its id').option('--note <text>', 'close it without applying it, for this reason')),
    examples: ['certify receiver dead-letters replay 5f0c… --config receiver.yaml --operator sam'],
    load: () => import('./commands/receiver-dead-letters-replay.ts'),
  },
  {
    name: 'receiver suppression list',
    description: 'addresses that get no mail, and why; or what other rules would change',
    flags: (command) =>
      configured(
        command.addOption(
          new Option('--rules <profile>', 'preview these rules, changing nothing').choices(['strict', 'standard', 'aggressive']),
        ),
      ),
    examples: ['certify receiver suppression list --config receiver.yaml --rules aggressive'],
    load: () => import('./commands/receiver-suppression-list.ts'),
  },
  {
    name: 'receiver suppression allow',
    description: 'let mail go to an address again, until its next failure',
    flags: exception,
    examples: ['certify receiver suppression allow help@example.com --note "mailbox fixed" --config receiver.yaml'],
    load: async () => ({ run: (await import('./commands/receiver-suppression-except.ts')).allow }),
  },
  {
    name: 'receiver suppression relist',
    description: 'take that back',
    flags: exception,
    examples: ['certify receiver suppression relist help@example.com --note "bounced again" --config receiver.yaml'],
    load: async () => ({ run: (await import('./commands/receiver-suppression-except.ts')).relist }),
  },
];
