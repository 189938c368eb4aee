// certify fleet report
import { reportNight, reportWeek } from '../../../app/fleet/nights.ts';
import { checkNightReports, checkWeekReports, writeWeek } from '../../../app/fleet/reports.ts';
import { weekMarkdown } from '../../../report/fleet/week.ts';
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
    weekly: flag(
      '--weekly',
      'the seven days that end with the night: what came, what is open longest, what was mended; ends with 0',
    ),
    json: flag('--json', 'print one JSON line a tenant and a summary line on stdout'),
    verbose: flag('--verbose', 'print what is still failing and what was expected as well'),
    report: shared.nightReport,
    drain: shared.drain,
    dryRun: shared.dryRun,
    color: shared.color,
  },
  examples: [
    'certify fleet report',
    'certify fleet report --night 2026-11-26 --json',
    'certify fleet report --report html=site',
    'certify fleet report --weekly --report markdown=week.md',
  ],
  run: async (given, call) => {
    const { options } = given;
    if (options.dryRun) refuseIdle(given, ['drain'], 'with --dry-run nothing is sent');
    const source = { ...options, alerts: alertOptions(call.io, options) };
    if (options.weekly) {
      refuseIdle(given, ['verbose', 'dryRun'], 'with --weekly the whole week is told, and nobody is alerted of it');
      await checkWeekReports(options.report);
      const caller = await callerOf(call);
      const week = await reportWeek(call.setting, caller, source);
      await writeWeek(caller, week, options.report);
      call.io.out(options.json ? `${JSON.stringify(week)}\n` : weekMarkdown(week));
      return 0;
    }
    await checkNightReports(options.report);
    const caller = await callerOf(call);
    return reportNight(call.setting, caller, source, async (night, rows) => {
      if (options.dryRun) await showAlerts(call.io, night, rows);
      return printNight(call, caller, night, rows, options);
    });
  },
});
