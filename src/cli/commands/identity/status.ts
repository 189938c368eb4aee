// certify identity status [profile]
import { identityExit, identityStatus } from '../../../app/provision/identity.ts';
import { identityText } from '../../../report/terminal/identity.ts';
import { callerOf } from '../../caller.ts';
import { defineCommand } from '../../command.ts';
import { document } from '../../print.ts';
import * as shared from '../../shared-options.ts';

// Of the parties asked here none is reached through an address of the profile.
const { allowPrivate: _, ...subject } = shared.subject;

export const command = defineCommand({
  description: 'print the state of the sending identity in SES and DNS, and who has to act; changes nothing',
  args: shared.profile,
  options: { ...subject, ...shared.watching, nonInteractive: shared.nonInteractive, wait: shared.wait },
  examples: ['certify identity status gym.yaml', 'certify identity status gym.yaml --wait 30m', 'certify identity status --lab'],
  run: async ({ args, options }, call) => {
    const caller = await callerOf(call, options);
    const subjectOf = shared.subjectOf(args.profile, { ...options, allowPrivate: false });
    const status = await identityStatus(call.setting, caller, { ...subjectOf, waitMs: options.wait });
    call.io.out(options.json ? document(status) : identityText(status, call.io.style));
    return identityExit(status);
  },
});
