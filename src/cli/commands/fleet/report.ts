// certify fleet report [files…]
import { joinNight } from '../../../app/fleet/join.ts';
import { reportNight, reportWeek } from '../../../app/fleet/nights.ts';
import { checkNightReports, checkWeekReports, writeWeek } from '../../../app/fleet/reports.ts';
import type { NightRows } from '../../../app/fleet/rows.ts';
import type { Night } from '../../../core/fleet.ts';
import { UsageError } from '../../../core/errors.ts';
import { forTerminal } from '../../../masking/neutral.ts';
import { weekReport } from '../../../report/fleet/week-terminal.ts';
import { callerOf } from '../../caller.ts';
import { defineCommand, refuseIdle } from '../../command.ts';
import { alertOptions, showAlerts } from '../../fleet-alerts.ts';
import { completing, duration, flag, several, text } from '../../options.ts';
import { printNight } from '../../print-night.ts';
import * as shared from '../../shared-options.ts';
import { say } from '../../say.ts';

export const command = defineCommand({
  description: 'print a night again, or join the parts of several machines; ends with the night’s exit code',
  args: { parts: completing('file', several('the output of `fleet check --shard i/n --json` on each machine, to be joined')) },
  options: {
    ...shared.fleet,
    night: text('--night <name>', 'which night; default: the newest complete one, or today’s with --join'),
    join: flag('--join', 'join the parts in the store'),
    wait: duration('--wait <time>', 'with --join: wait for unfinished parts, for at most this long, such as 3h'),
    weekly: flag('--weekly', 'summarize the seven days that end with the night: new, open longest, fixed; ends with 0'),
    json: flag('--json', 'print one JSON line per tenant and a summary line on stdout (`certify schema night`)'),
    verbose: flag('--verbose', 'also print what is still failing and what was expected'),
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
    'certify fleet report parts/*.ndjson',
    'certify fleet report --join --wait 3h',
  ],
  run: async (given, call) => {
    const { options } = given;
    const { parts: files } = given.args;
    const joins = options.join || files.length > 0;
    if (options.dryRun) refuseIdle(given, ['drain'], 'with --dry-run nothing is sent');
    if (files.length > 0) refuseIdle(given, ['join', 'wait'], 'the files are the parts');
    if (!joins) refuseIdle(given, ['wait'], 'it waits for parts that are to be joined');
    const source = { ...options, alerts: alertOptions(call.io, options) };
    if (options.weekly) {
      if (joins)
        throw new UsageError({
          code: 'weekly-join',
          message: 'A week is told of nights that are over; parts are joined first.',
          fix: 'Leave out --weekly, and give it to a call of its own after.',
        });
      refuseIdle(given, ['verbose', 'dryRun'], 'with --weekly the whole week is told, and nobody is alerted of it');
      await checkWeekReports(options.report);
      const caller = await callerOf(call);
      const week = await reportWeek(call.setting, caller, source);
      await writeWeek(caller, week, options.report);
      call.io.out(options.json ? `${JSON.stringify(week)}\n` : weekReport(week, call.io.style));
      return 0;
    }
    await checkNightReports(options.report);
    const caller = await callerOf(call);
    const tell = async (night: Night, rows: NightRows): Promise<number> => {
      if (options.dryRun) await showAlerts(call.io, night, rows);
      return printNight(call, caller, night, rows, options);
    };
    if (!joins) return reportNight(call.setting, caller, source, tell);
    const onWait = (says: string): void => say(call.io, forTerminal(says));
    return joinNight(call.setting, caller, { ...source, files, waitMs: options.wait, onWait }, tell);
  },
});
