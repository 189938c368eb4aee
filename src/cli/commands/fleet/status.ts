// certify fleet status
import { fleetStatus } from '../../../app/fleet/nights.ts';
import { statusReport } from '../../../report/fleet/status.ts';
import { callerOf } from '../../caller.ts';
import { defineCommand } from '../../command.ts';
import { alertOptions } from '../../fleet-alerts.ts';
import { document } from '../../print.ts';
import * as shared from '../../shared-options.ts';

export const command = defineCommand({
  description: 'print what the store holds: nights, unfinished work, open changes',
  args: {},
  options: { ...shared.fleet, drain: shared.drain, json: shared.json },
  examples: ['certify fleet status', 'certify fleet status --config fleet.yaml --json'],
  run: async ({ options }, call) => {
    const status = await fleetStatus(call.setting, await callerOf(call), {
      ...options,
      alerts: alertOptions(call.io, { ...options, dryRun: false }),
    });
    call.io.out(options.json ? document({ schema: 'certify.fleet-status/1', ...status }) : statusReport(status, call.io.style));
    return 0;
  },
});
