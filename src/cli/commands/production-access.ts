// certify production-access [profile]
import { UsageError } from '../../core/errors.ts';
import type { AnyCheck } from '../../checks/check.ts';
import { safeJson } from '../../masking/json-text.ts';
import { productionAccessRequest, productionAccessText } from '../../report/terminal/production-access.ts';
import type { Run } from '../command.ts';
import { withLab } from '../lab-source.ts';
import { lookAt } from '../run-look.ts';
import { readRunbook } from '../runbooks.ts';

/** What AWS may look at when it reviews the request. */
const matters = (check: AnyCheck): boolean => /^ses-|^dmarc-record$/.test(check.id);

export const run: Run = (invocation) =>
  withLab(invocation, null, async (source) => {
    const { profile, path } = await source.load();
    if (profile.provider !== 'SES') {
      throw new UsageError({
        code: 'other-provider',
        message: `${profile.tenant} sends through SMTP: there is no sandbox to leave.`,
        fix: 'Name the profile of a tenant that sends through Amazon SES.',
        place: { file: path },
      });
    }
    const document = await lookAt(invocation, {
      command: 'check',
      source,
      runbook: (provider) => readRunbook(invocation.root, provider),
      keep: matters,
      record: false,
    });
    const request = productionAccessRequest(profile, document);
    invocation.io.out(
      invocation.flags['json'] === true ? `${safeJson(request, 2)}\n` : productionAccessText(request, invocation.io.style),
    );
    return 0;
  });
