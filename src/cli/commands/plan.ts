// certify plan [profile]
import { plan } from '../../app/plan.ts';
import { planText } from '../../report/terminal/plan.ts';
import { defineCommand } from '../command.ts';
import { document } from '../print.ts';
import { list } from '../options.ts';
import * as shared from '../shared-options.ts';

/** What names the same gym to another command. */
const typedOf = (profile: string | null, { scenario }: { readonly scenario: string | null }): string =>
  profile ?? (scenario === null ? '--lab' : `--lab --scenario ${scenario}`);

export const command = defineCommand({
  description: 'print whom a run would contact, and what it would send and write; contacts nobody',
  args: shared.profile,
  options: {
    ...shared.readSubject,
    template: list('--template <name>', 'plan a run that also sends one message of this template, such as invoice; repeatable'),
    evidenceDir: shared.evidenceDir,
    json: shared.json,
    color: shared.color,
  },
  examples: [
    'certify plan gym.yaml',
    'certify plan --lab',
    'certify plan gym.yaml --json',
    'certify plan gym.yaml --template invoice',
  ],
  run: async ({ args, options }, { io, setting }) => {
    const { evidenceDir } = options;
    const announced = await plan(setting, {
      ...shared.readSubjectOf(args.profile, options),
      evidenceDir,
      templates: options.template,
    });
    io.out(options.json ? document(announced) : planText(announced, typedOf(args.profile, options), io.style));
    return 0;
  },
});
