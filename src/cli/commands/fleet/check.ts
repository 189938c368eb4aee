// certify fleet check [fleet.yaml]
import { fleetCheck, type NightResult, type NightWatcher } from '../../../app/fleet/check.ts';
import { type LabFleet, withLabFleet } from '../../../app/fleet/lab.ts';
import { checkNightReports } from '../../../app/fleet/reports.ts';
import { shardOf } from '../../../app/fleet/shard.ts';
import { UsageError } from '../../../core/errors.ts';
import type { Shard } from '../../../core/fleet.ts';
import { forTerminal } from '../../../masking/neutral.ts';
import { labReport } from '../../../report/fleet/lab.ts';
import { planReport } from '../../../report/fleet/plan.ts';
import { callerOf } from '../../caller.ts';
import { type Call, defineCommand, type Given, refuseIdle } from '../../command.ts';
import { alertOptions, showAlerts } from '../../fleet-alerts.ts';
import { nightProgress } from '../../fleet-progress.ts';
import { readStdin } from '../../io.ts';
import { completing, flag, optional, text } from '../../options.ts';
import { printNight, printPart } from '../../print-night.ts';
import * as shared from '../../shared-options.ts';
import { say } from '../../say.ts';

const watcherOf = ({ io }: Call, quiet: boolean): NightWatcher => {
  const progress = nightProgress(io, { quiet });
  return {
    onPlan: (plan, refused, night) => {
      if (quiet) return;
      io.err(planReport({ ...plan, refused, fleet: night.fleet, night: night.name, baseline: night.baseline }, io.errStyle));
    },
    onStart: (total, done) => progress.start(total, done),
    onLook: (row) => progress.look(row),
    onWait: (says) => say(io, forTerminal(says)),
    onEnd: () => progress.end(),
  };
};

const args = { config: completing('file', optional('the fleet’s file; default: fleet.yaml')) };

const options = {
  ...shared.secrets,
  lab: flag('--lab', 'check the embedded lab’s fleet instead'),
  tenants: text('--tenants <n>', 'how many tenants the lab’s fleet has'),
  night: text('--night <name>', 'the night’s name; default: the UTC date'),
  resume: flag('--resume', 'continue an interrupted night; starts a new one if there is none'),
  full: flag('--full', 'read everything from SES again'),
  pulse: flag('--pulse', 'also send one message per tenant to the SES mailbox simulator, and await its callback'),
  shard: text('--shard <i/n>', 'check only this part of the accounts, such as 2/8; auto takes it from the environment'),
  workers: flag('--workers', 'leave the checks to `certify fleet work` on the same PostgreSQL store, and wait for them'),
  plan: flag('--plan', 'print the plan only; contacts nobody'),
  json: flag(
    '--json',
    'print one JSON line per tenant and a summary line on stdout (`certify schema night`); progress goes to stderr',
  ),
  quiet: flag('--quiet', 'print no plan and no progress'),
  verbose: flag('--verbose', 'also print what is still failing and what was expected'),
  report: shared.nightReport,
  drain: shared.drain,
  dryRun: shared.dryRun,
  color: shared.color,
  failOn: shared.failOn,
};

const MOST_TENANTS = 20_000;

const tenantsOf = (given: string | null): number => {
  const count = Number(given ?? 100);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_TENANTS) return count;
  throw new UsageError({
    code: 'tenants',
    message: `--tenants takes a number from 1 to ${MOST_TENANTS}.`,
    fix: 'Give one such as --tenants 20.',
  });
};

type CheckGiven = Given<typeof args, typeof options>;

const look = async (
  { options: chosen }: CheckGiven,
  call: Call,
  shard: Shard | null,
  config: string,
  lab: LabFleet | null,
): Promise<number> => {
  const { env, night, resume, full } = chosen;
  const caller = await callerOf(call);
  return fleetCheck(
    call.setting,
    caller,
    {
      config,
      env,
      tenant: shared.tenantOf(chosen, chosen.failOn === 'warning'),
      night,
      resume,
      full,
      pulse: chosen.pulse,
      shard,
      workers: chosen.workers,
      planOnly: chosen.plan,
      stdin: () => readStdin(call.signal),
      alerts: alertOptions(call.io, chosen),
    },
    watcherOf(call, chosen.quiet),
    async ({ night: ended, part, isMine }: NightResult, rows) => {
      if (part !== null) return printPart(call, part, rows, isMine, chosen.json);
      if (ended === null) return 0;
      if (chosen.dryRun) await showAlerts(call.io, ended, rows);
      const exitCode = await printNight(call, caller, ended, rows, chosen);
      if (lab !== null) call.io.err(labReport(await lab.compare(ended.name, rows), call.io.errStyle));
      return exitCode;
    },
  );
};

export const command = defineCommand({
  description: 'check every tenant of a fleet, and report what changed since the night before',
  args,
  options,
  examples: [
    'certify fleet check fleet.yaml',
    'certify fleet check fleet.yaml --plan',
    'certify fleet check fleet.yaml --resume --json',
    'certify fleet check fleet.yaml --report html=site --report junit=night.xml',
    'certify fleet check --lab --tenants 20',
  ],
  run: async (given, call) => {
    const { args: named, options: chosen } = given;
    if (chosen.plan) refuseIdle(given, ['report', 'drain', 'dryRun', 'pulse'], 'with --plan there is no night to tell of');
    if (chosen.workers) refuseIdle(given, ['lab', 'shard'], 'workers share a store, and take whole accounts');
    if (chosen.shard !== null)
      refuseIdle(
        given,
        ['report', 'dryRun', 'verbose'],
        'a part does not know what changed; `certify fleet report` joins the parts',
      );
    if (chosen.dryRun) refuseIdle(given, ['drain'], 'with --dry-run nothing is sent');
    // Before a lab is made, which takes seconds.
    const shard = shardOf(chosen.shard, call.setting.env);
    await checkNightReports(chosen.report);
    if (!chosen.lab) {
      refuseIdle(given, ['tenants'], 'it is the size of the lab’s fleet');
      return look(given, call, shard, named.config ?? 'fleet.yaml', null);
    }
    refuseIdle(
      given,
      ['resume', 'night', 'env', 'secretsDir', 'allowSecretCommands', 'allowPrivate', 'secretHosts'],
      'the lab’s fleet is made anew for each call, with its own secrets',
    );
    if (named.config !== null) {
      throw new UsageError({
        code: 'fleet-and-lab',
        message: '--lab brings its own fleet; it cannot run with another.',
        fix: 'Leave out the file, or leave out --lab.',
      });
    }
    const tenants = tenantsOf(chosen.tenants);
    return withLabFleet(call.setting, tenants, (lab) => look(given, call, shard, lab.config, lab));
  },
});
