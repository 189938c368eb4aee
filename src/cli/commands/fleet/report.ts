// certify fleet report
import { reportNight } from '../../../app/fleet/nights.ts';
import { checkNightReports } from '../../../app/fleet/reports.ts';
import { callerOf } from '../../caller.ts';
import { defineCommand, refuseIdle } from '../../command.ts';
import { alertOptions, showAlerts } from '../../fleet-alerts.ts';
import { flag, text } from '../../options.ts';
import { printNight } from '../../print-night.ts';
import * as shared from '../../shared-options.ts';

export const command = defineCommand({
  description: 'print a night again; ends with the exit code that the night had',
  args: {},
  options: {
    ...shared.fleet,
    night: text('--night <name>', 'which night; without it the newest that is complete'),
    json: flag('--json', 'print one JSON line a tenant and a summary line on stdout'),
    verbose: flag('--verbose', 'print what is still failing and what was expected as well'),
    report: shared.nightReport,
    drain: shared.drain,
    dryRun: shared.dryRun,
    color: shared.color,
  },
  examples: ['certify fleet report', 'certify fleet report --night 2026-11-26 --json', 'certify fleet report --report html=site'],
  run: async (given, call) => {
    const { options } = given;
    if (options.dryRun) refuseIdle(given, ['drain'], 'with --dry-run nothing is sent');
    await checkNightReports(options.report);
    const caller = await callerOf(call);
    const source = { ...options, alerts: alertOptions(call.io, options) };
    return reportNight(call.setting, caller, source, async (night, rows) => {
      if (options.dryRun) await showAlerts(call.io, night, rows);
      return printNight(call, caller, night, rows, options);
    });
  },
});
