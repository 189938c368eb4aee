// What `certify ses` and `certify smtp` have in common: their options, and the run from options to exit code.
import { certify } from '../app/certify.ts';
import { checkOutputs } from '../app/reports.ts';
import type { Provider } from '../core/profile.ts';
import { callerOf } from './caller.ts';
import type { Call, Given } from './command.ts';
import { completing, list, maybe } from './options.ts';
import { printDocument, publish } from './print.ts';
import * as shared from './shared-options.ts';

export const args = shared.profile;

export const options = {
  ...shared.subject,
  failOn: shared.failOn,
  ...shared.watching,
  nonInteractive: shared.nonInteractive,
  timeout: shared.timeout,
  ...shared.recording,
  wait: shared.wait,
  template: list('--template <name>', 'also send one message of this template, such as invoice; repeatable'),
  resume: completing('run', maybe('--resume [runId]', 'continue the newest unfinished run of this tenant, or the one named')),
};

export const walk =
  (provider: Provider) =>
  async (given: Given<typeof args, typeof options>, call: Call): Promise<number> => {
    const { args: named, options: chosen } = given;
    const { setting, io } = call;
    const record = shared.recordOf(chosen);
    await checkOutputs(setting, { ...record, reports: chosen.report }, true);
    const caller = await callerOf(call, chosen);
    const document = await certify(setting, caller, {
      provider,
      ...shared.subjectOf(named.profile, chosen, chosen.failOn === 'warning'),
      ...record,
      callbackMs: chosen.timeout,
      waitMs: chosen.wait,
      resume: chosen.resume,
      templates: chosen.template,
    });
    await publish(call, caller, document, chosen.report, named.profile);
    return printDocument(call, document, { ...chosen, walked: io.interactive && !chosen.quiet });
  };
