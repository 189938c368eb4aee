// certify fleet work [fleet.yaml]
import { fleetWork, type WorkedPlace } from '../../../app/fleet/work.ts';
import { UsageError } from '../../../core/errors.ts';
import { workedLine } from '../../../report/fleet/work.ts';
import { forTerminal } from '../../../masking/neutral.ts';
import { callerOf } from '../../caller.ts';
import { defineCommand } from '../../command.ts';
import { alertOptions } from '../../fleet-alerts.ts';
import { duration, flag, optional, text } from '../../options.ts';
import * as shared from '../../shared-options.ts';
import { say } from '../../say.ts';

const MOST_PLACES = 64;

const placesOf = (given: string | null): number => {
  const count = Number(given ?? 4);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_PLACES) return count;
  throw new UsageError({
    code: 'places',
    message: `--places takes a number from 1 to ${MOST_PLACES}.`,
    fix: 'Give one such as --places 4.',
  });
};

export const command = defineCommand({
  description: 'check the accounts that `fleet check --workers` puts into a PostgreSQL store, until stopped',
  args: { config: optional('the fleet’s file; default: fleet.yaml') },
  options: {
    store: text('--store <ref>', 'the store, instead of fleet.yaml’s: env:NAME, file:PATH, or postgres://… without a password'),
    places: text('--places <n>', 'how many accounts to check at once; default: 4'),
    idle: duration('--idle <time>', 'stop after this long without work, such as 5m'),
    ...shared.secrets,
    json: flag('--json', 'print one JSON line per account on stdout (`certify schema night`)'),
    quiet: flag('--quiet', 'print no progress'),
    drain: shared.drain,
    failOn: shared.failOn,
  },
  examples: [
    'certify fleet work --store env:CERTIFY_FLEET_STORE',
    'certify fleet work gyms/fleet.yaml --places 8',
    'certify fleet work --idle 10m --json',
  ],
  run: async ({ args, options }, call) => {
    const { io } = call;
    const onPlace = (worked: WorkedPlace): void => {
      if (options.json) io.out(`${JSON.stringify(worked)}\n`);
      else if (!options.quiet) io.err(forTerminal(workedLine(worked)));
    };
    const places = placesOf(options.places);
    await fleetWork(call.setting, await callerOf(call), {
      config: args.config ?? 'fleet.yaml',
      env: options.env,
      store: options.store,
      tenant: shared.tenantOf(options, options.failOn === 'warning'),
      places,
      idleMs: options.idle,
      alerts: alertOptions(io, { ...options, dryRun: false }),
      onReady: () => {
        if (options.quiet) return;
        say(io, `Waiting for accounts to look at, ${places} at once; ctrl-C stops, and what is begun another worker looks at.`);
      },
      onPlace,
      onStore: (answers) =>
        say(io, answers ? 'The database answers again.' : 'The database went away: nobody is asked further until it answers.'),
    });
    return 0;
  },
});
