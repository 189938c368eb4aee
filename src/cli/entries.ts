// The list of commands; each file is loaded when its command is called.
import { Option, type Command } from 'commander';
import type { CommandEntry } from './command.ts';
import { withCommon, withTenant } from './flags.ts';

const provider = (command: Command): Command =>
  withCommon(withTenant(command)).addOption(
    new Option('--resume [runId]', 'go on with the newest unfinished run of this tenant, or with the one named'),
  );

export const entries: readonly CommandEntry[] = [
  {
    name: 'ses',
    description: 'walk the Amazon SES runbook, have one live message sent, await its callback, write evidence',
    flags: provider,
    examples: [
      'certify ses gym.yaml',
      'certify ses --lab',
      'certify ses gym.yaml --non-interactive --operator ci --json',
      'certify ses gym.yaml --resume',
    ],
    load: () => import('./commands/ses.ts'),
  },
  {
    name: 'smtp',
    description: 'the same for a tenant that sends through an SMTP relay',
    flags: provider,
    examples: ['certify smtp gym.yaml', 'certify smtp --lab'],
    load: () => import('./commands/smtp.ts'),
  },
];
