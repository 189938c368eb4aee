// certify fleet accept NIGHT
import { acceptNight } from '../../../app/fleet/nights.ts';
import { forTerminal } from '../../../masking/neutral.ts';
import { callerOf } from '../../caller.ts';
import { defineCommand } from '../../command.ts';
import { argument } from '../../options.ts';
import { alertOptions } from '../../fleet-alerts.ts';
import { document } from '../../print.ts';
import { answer } from '../../say.ts';
import * as shared from '../../shared-options.ts';

export const command = defineCommand({
  description: 'compare later nights with this one, however it ended',
  args: { night: argument('the night’s name, such as 2026-11-26') },
  options: { ...shared.fleet, drain: shared.drain, json: shared.json },
  examples: ['certify fleet accept 2026-11-26', 'certify fleet accept 2026-11-26 --config fleet.yaml'],
  run: async ({ args, options }, call) => {
    const night = await acceptNight(call.setting, await callerOf(call), {
      ...options,
      night: args.night,
      alerts: alertOptions(call.io, { ...options, dryRun: false }),
    });
    if (options.json) call.io.out(document({ schema: 'certify.fleet-accepted/1', night: night.name, exitCode: night.exitCode }));
    else answer(call.io, forTerminal(`Later nights of ${night.fleet} are compared with ${night.name}.`));
    return 0;
  },
});
