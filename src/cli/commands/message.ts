// certify message FILE
import { basename } from 'node:path';
import { message } from '../../app/message/message.ts';
import { checkReports } from '../../app/reports.ts';
import { jsonReport } from '../../report/json.ts';
import { messageReport } from '../../report/terminal/message/message-report.ts';
import { callerOf } from '../caller.ts';
import { defineCommand, refuseIdle } from '../command.ts';
import { argument, completing, flag, list, optional, text } from '../options.ts';
import { publish } from '../print.ts';
import * as shared from '../shared-options.ts';

const args = {
  file: completing('file', argument('the received message as it was saved (.eml): its original source')),
  profile: completing('file', optional('a profile, whose sender the message is compared with')),
};

const options = {
  authservId: text('--authserv-id <name>', 'trust the Authentication-Results of this receiver'),
  resolver: list('--resolver <where>', 'ask this resolver: host, host:port, or https URL (RFC 8484); repeatable'),
  allowPrivate: flag('--allow-private', 'let https resolvers be at private addresses'),
  set: shared.secrets.set,
  json: shared.json,
  verbose: shared.watching.verbose,
  transcript: shared.watching.transcript,
  color: shared.color,
  report: shared.report,
  failOn: shared.failOn,
};

export const command = defineCommand({
  description: 'what a received message shows: who signed it, whether it counts for its From, what its receiver said',
  args,
  options,
  examples: [
    'certify message invoice.eml',
    'certify message invoice.eml gym.yaml',
    'certify message invoice.eml --authserv-id mx.google.com',
    'certify message invoice.eml --json',
  ],
  run: async (given, call) => {
    const { args: named, options: chosen } = given;
    if (named.profile === null) refuseIdle(given, ['set'], 'it overrides a value of a profile, and none was named');
    await checkReports(chosen.report);
    const caller = await callerOf(call, { ...chosen, quiet: false, verbose: false });
    const { document } = await message(call.setting, caller, {
      file: named.file,
      profile: named.profile,
      authservId: chosen.authservId,
      resolvers: chosen.resolver,
      allowPrivate: chosen.allowPrivate,
      set: chosen.set,
      failOnWarning: chosen.failOn === 'warning',
    });
    await publish(call, caller, document, chosen.report, named.profile);
    const style = { ...call.io.style, verbose: chosen.verbose, file: basename(named.file) };
    call.io.out(chosen.json ? jsonReport(document) : messageReport(document, style));
    return document.decision.exitCode;
  },
});
