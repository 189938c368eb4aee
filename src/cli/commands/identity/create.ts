// certify identity create [profile]
import { applyProvision } from '../../../app/provision/apply.ts';
import { jsonReport } from '../../../report/json.ts';
import { applyingAt } from '../../applying.ts';
import { callerOf } from '../../caller.ts';
import { defineCommand } from '../../command.ts';
import { flag } from '../../options.ts';
import { document, printDocument } from '../../print.ts';
import * as shared from '../../shared-options.ts';

// Of the parties asked here none is reached through an address of the profile, and nothing of it is a record.
const { allowPrivate: _, ...subject } = shared.subject;

export const command = defineCommand({
  description: 'create the sending identity and its MAIL FROM domain, and print the DNS records it needs; asks once',
  args: shared.profile,
  options: {
    ...subject,
    yes: flag('--yes', 'do not ask'),
    ...shared.watching,
    ...shared.acting,
    wait: shared.wait,
    evidenceDir: shared.evidenceDir,
  },
  examples: ['certify identity create gym.yaml', 'certify identity create --lab --scenario ses-nothing-yet --yes'],
  run: async ({ args, options }, call) => {
    const caller = await callerOf(call, options);
    const { operator, evidenceDir, yes, wait: waitMs } = options;
    const asked = {
      ...shared.subjectOf(args.profile, { ...options, allowPrivate: false }),
      command: 'identity create',
      scope: 'identity' as const,
      signKey: null,
      yes,
      waitMs,
      evidenceDir,
      operator: shared.operatorIn(operator),
    };
    const { plan, acts, check, exitCode } = await applyProvision(call.setting, caller, asked, applyingAt(call, options));
    if (options.json) {
      const checked: unknown = check === null ? null : JSON.parse(jsonReport(check));
      call.io.out(document({ ...plan, acts, check: checked }));
    } else if (check === null) call.io.out('Nothing was changed.\n');
    else {
      call.io.out('\n');
      printDocument(call, check, options);
    }
    return exitCode;
  },
});
