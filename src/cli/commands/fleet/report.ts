// certify fleet report
import { reportNight } from '../../../app/fleet/nights.ts';
import { callerOf } from '../../caller.ts';
import { defineCommand } from '../../command.ts';
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
    color: shared.color,
  },
  examples: ['certify fleet report', 'certify fleet report --night 2026-11-26 --json'],
  run: async ({ options }, call) =>
    reportNight(call.setting, await callerOf(call), options, (night, rows) => printNight(call, night, rows, options)),
});
