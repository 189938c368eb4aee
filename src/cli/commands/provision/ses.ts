// certify provision ses [profile]
import { planExit, planProvision } from '../../../app/provision.ts';
import { provisionText } from '../../../report/terminal/provision.ts';
import { callerOf } from '../../caller.ts';
import { defineCommand } from '../../command.ts';
import { document } from '../../print.ts';
import * as shared from '../../shared-options.ts';

// Of the parties asked here none is reached through an address of the profile.
const { allowPrivate: _, ...subject } = shared.subject;

export const command = defineCommand({
  description: 'what the SES account of a tenant lacks, and the commands that create or change it; changes nothing',
  args: shared.profile,
  options: { ...subject, ...shared.watching, nonInteractive: shared.nonInteractive },
  examples: ['certify provision ses gym.yaml', 'certify provision ses --lab --scenario ses-set-missing'],
  run: async ({ args, options }, call) => {
    const caller = await callerOf(call, options);
    const subjectOf = shared.subjectOf(args.profile, { ...options, allowPrivate: false });
    const plan = await planProvision(call.setting, caller, subjectOf);
    call.io.out(options.json ? document(plan) : provisionText(plan, call.io.style));
    return planExit(plan);
  },
});
