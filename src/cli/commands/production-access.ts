// certify production-access [profile]
import { productionAccess } from '../../app/production-access.ts';
import { safeJson } from '../../masking/json-text.ts';
import { productionAccessText } from '../../report/terminal/production-access.ts';
import { callerOf } from '../caller.ts';
import { defineCommand } from '../command.ts';
import * as shared from '../shared-options.ts';

// Of the parties asked here none is reached through an address of the profile.
const { allowPrivate: _, ...subject } = shared.subject;

export const command = defineCommand({
  description: 'draft the request to AWS to leave the SES sandbox',
  args: shared.profile,
  options: { ...subject, ...shared.watching, nonInteractive: shared.nonInteractive },
  examples: ['certify production-access gym.yaml', 'certify production-access --lab --scenario ses-sandbox'],
  run: async ({ args, options }, call) => {
    const caller = await callerOf(call, options);
    const request = await productionAccess(
      call.setting,
      caller,
      shared.subjectOf(args.profile, { ...options, allowPrivate: false }),
    );
    call.io.out(options.json ? `${safeJson(request, 2)}\n` : productionAccessText(request, call.io.style));
    return 0;
  },
});
