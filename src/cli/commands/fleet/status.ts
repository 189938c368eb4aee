// certify fleet status
import { plural } from '../../../text/plural.ts';
import { type FleetStatus, fleetStatus } from '../../../app/fleet/nights.ts';
import { forTerminal } from '../../../masking/neutral.ts';
import { callerOf } from '../../caller.ts';
import { defineCommand } from '../../command.ts';
import { alertOptions } from '../../fleet-alerts.ts';
import { document } from '../../print.ts';
import * as shared from '../../shared-options.ts';

const stateOf = ({ state, acceptedAt, looked, partsDone, night }: FleetStatus['nights'][number]): string => {
  if (state === 'running')
    return `unfinished, ${looked} of ${plural(night.totals.tenants, 'tenant')} looked at${night.parts === null ? '' : `, ${partsDone} of ${plural(night.parts, 'part')} finished`}`;
  const accepted = acceptedAt === null ? '' : ', accepted by hand';
  return `ended with ${night.exitCode ?? '?'}, ${plural(looked, 'tenant')}${accepted}`;
};

const sinkText = ({ name, waiting, offSince }: FleetStatus['sinks'][number]): string =>
  `Alerts to ${name}: ${waiting === 0 ? 'none waits' : plural(waiting, 'waits', 'wait')}${offSince === null ? '' : `, off since ${offSince.slice(0, 16).replace('T', ' ')}`}.`;

const statusText = ({ fleet, nights, baseline, open, sinks }: FleetStatus): string => {
  const changes = Object.entries(open).map(([kind, count]) => `${count} ${kind.replaceAll('-', ' ')}`);
  const lines = [
    `Fleet ${fleet}`,
    ...(nights.length === 0 ? ['No night yet: certify fleet check.'] : []),
    ...nights.map(
      (one) => `  ${one.night.name.padEnd(12)} ${one.night.startedAt.slice(0, 16).replace('T', ' ')}  ${stateOf(one)}`,
    ),
    baseline === null ? 'There is no night to compare the next one with.' : `The next night is compared with ${baseline}.`,
    changes.length === 0 ? 'Nothing is open.' : `Open: ${changes.join(', ')}.`,
    ...sinks.map(sinkText),
  ];
  return `${lines.join('\n')}\n`;
};

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
    call.io.out(options.json ? document({ schema: 'certify.fleet-status/1', ...status }) : forTerminal(statusText(status)));
    return 0;
  },
});
