// certify rerun EVIDENCE-ID · --ticket ID · --tenant NAME --since last-green
import { checkOutputs } from '../../app/reports.ts';
import { proveAgain, rerun } from '../../app/rerun.ts';
import { decisionBlock } from '../../report/terminal/decision-block.ts';
import { diffReport } from '../../report/terminal/diff.ts';
import { UsageError } from '../../core/errors.ts';
import { callerOf } from '../caller.ts';
import { type Call, defineCommand, type Given, refuseIdle } from '../command.ts';
import { choice, completing, flag, list, optional, text } from '../options.ts';
import { document as printed, printDocument, publish } from '../print.ts';
import * as shared from '../shared-options.ts';

const args = { 'evidence-id': completing('record', optional('the record to repeat')) };

const options = {
  ...shared.secrets,
  failOn: shared.failOn,
  ...shared.watching,
  nonInteractive: shared.nonInteractive,
  timeout: shared.timeout,
  ...shared.recording,
  wait: shared.wait,
  ticket: text('--ticket <id>', 'the newest record with this ticket; a live one before a lab one'),
  tenant: completing('tenant', text('--tenant <name>', 'with --since: the tenant of the record')),
  provider: choice('--provider <provider>', 'with --since: the provider of the record, if the tenant has both', ['ses', 'smtp']),
  since: choice(
    '--since <when>',
    'with --tenant: compare with its newest live record, or with its newest READY or CERTIFIED one',
    ['last', 'last-green'],
  ),
  profile: text('--profile <file>', 'the profile, if it is not where it was'),
  step: completing('step', list('--step <id>', 'only this step; repeatable')),
  check: completing('check', list('--check <id>', 'only this check; repeatable')),
  diff: flag('--diff', 'print only what changed'),
  live: flag('--live', 'certify again with a live message; needs an opt-in newer than the record'),
};

type RerunGiven = Given<typeof args, typeof options>;

/** Tenant and `--since` say together which record is meant. */
const lastOf = (given: RerunGiven) => {
  const { tenant, since, provider } = given.options;
  if (tenant !== null && since !== null)
    return { tenant, provider: provider === null ? null : provider.toUpperCase(), green: since === 'last-green' };
  if (tenant === null && since === null) {
    refuseIdle(given, ['provider'], 'it goes with --tenant NAME --since last');
    return null;
  }
  throw new UsageError({
    code: 'tenant-and-since',
    message: '--tenant and --since are given together: the one alone does not say which record.',
    fix: 'Use `certify rerun --tenant NAME --since last`, or `--since last-green`.',
  });
};

const which = (given: RerunGiven) => {
  const { args: named, options: chosen } = given;
  return {
    ...shared.recordOf(chosen),
    id: named['evidence-id'],
    ticket: chosen.ticket,
    last: lastOf(given),
    profile: chosen.profile,
    tenant: shared.tenantOf(chosen, chosen.failOn === 'warning'),
  };
};

const live = async (given: RerunGiven, call: Call): Promise<number> => {
  refuseIdle(given, ['step', 'check', 'diff', 'wait'], 'with --live the whole run is made again');
  const { options: chosen } = given;
  await checkOutputs(call.setting, { ...chosen, reports: chosen.report }, true);
  const caller = await callerOf(call, chosen);
  const document = await proveAgain(call.setting, caller, { ...which(given), callbackMs: chosen.timeout });
  await publish(call, caller, document, chosen.report, chosen.profile);
  return printDocument(call, document, { ...chosen, walked: call.io.interactive && !chosen.quiet });
};

const look = async (given: RerunGiven, call: Call): Promise<number> => {
  const { options: chosen } = given;
  refuseIdle(given, ['timeout'], 'no callback is awaited without --live');
  if (chosen.operator === null) refuseIdle(given, ['signKey'], 'no record is written unless --operator says who answers for it');
  await checkOutputs(call.setting, { ...chosen, reports: chosen.report }, chosen.operator !== null);
  const caller = await callerOf(call, chosen);
  const { document, diff } = await rerun(call.setting, caller, {
    ...which(given),
    waitMs: chosen.wait,
    checks: chosen.check,
    steps: chosen.step,
  });
  await publish(call, caller, document, chosen.report, chosen.profile);
  if (chosen.json && chosen.diff) call.io.out(printed(diff));
  else {
    if (!chosen.diff) printDocument(call, document, chosen);
    if (!chosen.json) call.io.out(`${chosen.diff ? '' : '\n'}${diffReport(diff, call.io.style)}`);
    // Who reads the changes alone has yet to hear what stands in the way when none of them does.
    if (!chosen.json && chosen.diff && document.decision.exitCode !== 0 && diff.direction !== 'worse')
      call.io.out(`\n${decisionBlock(document.decision, {}, call.io.style)}\n`);
  }
  return document.decision.exitCode;
};

export const command = defineCommand({
  description: 'repeat the checks of a record and print what changed; sends nothing without --live',
  args,
  options,
  examples: [
    'certify rerun 20261120T…',
    'certify rerun --ticket TICKET-1 --diff',
    'certify rerun --tenant main-gym --since last --diff',
    'certify rerun --tenant main-gym --since last-green --diff',
    'certify rerun 20261120T… --check dkim-tokens',
    'certify rerun ./from-the-mail.json --profile gym.yaml',
  ],
  run: async (given, call) => {
    if (given.args['evidence-id'] !== null)
      refuseIdle(given, ['ticket', 'tenant', 'since', 'provider'], 'the record is named already');
    if (given.options.ticket !== null) refuseIdle(given, ['tenant', 'since', 'provider'], 'the ticket names the record already');
    return given.options.live ? live(given, call) : look(given, call);
  },
});
