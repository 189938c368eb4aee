// certify check of several profiles: a line each and the worst exit code; the accounts they share are read at one pace.
import type { Caller } from '../app/caller.ts';
import { type Came, inOrder } from '../app/in-order.ts';
import { parseReport } from '../app/reports.ts';
import { UsageError } from '../core/errors.ts';
import type { RunDocument } from '../core/record.ts';
import type { Gate } from '../masking/gate.ts';
import { jsonReport } from '../report/json.ts';
import { checkLine, type CheckListed, checkSummary, checkTally } from '../report/terminal/check-list.ts';
import { terminalReport } from '../report/terminal/terminal.ts';
import { callerOf } from './caller.ts';
import type { Call } from './command.ts';
import { refusedOf } from './failure.ts';
import { NAMED, reportsOf } from './named-reports.ts';
import { publish } from './print.ts';
import { tellBuildServer } from './refusal.ts';

/** Each profile once, and a file of its own for each report; UsageError where two would write one. */
export const refuseShared = (reports: readonly string[], profiles: readonly string[]): void => {
  const owners = new Map<string, string>();
  for (const profile of profiles) {
    for (const report of reportsOf(reports, profile)) {
      const { path } = parseReport(report);
      const other = owners.get(path);
      if (other !== undefined && other !== profile)
        throw new UsageError({
          code: 'report-shared',
          message: `The reports of ${other} and ${profile} would both be written to ${path}.`,
          fix: `Put ${NAMED} into the name, such as --report junit=results/${NAMED}.xml: it becomes the profile’s file name. Profiles of one file name are looked at in two calls.`,
        });
      owners.set(path, profile);
    }
  }
};

/** As many at once as keep accounts and resolvers busy; one, where what is spoken is shown. */
const AT_ONCE = 4;

interface Chosen {
  readonly json: boolean;
  readonly verbose: boolean;
  readonly transcript: boolean;
  readonly wait: number | null;
  readonly report: readonly string[];
}

/** A caller for each: its own reports are searched for its secrets, and whatever is printed for those of all. */
const callersFor = (shared: Caller): (() => Caller) => {
  const gates: Gate[] = [];
  const all: Gate = { check: (text, sink) => gates.forEach((gate) => gate.check(text, sink)) };
  return () => ({
    ...shared,
    // Questions of several at once cannot be told apart.
    interactive: false,
    askSecret: undefined,
    arm: (gate) => {
      gates.push(gate);
      shared.arm(all);
    },
    gate: () => all,
  });
};

/** Looks at each; resolves with the worst exit code. `look` looks at one. */
export const checkMany = async (
  call: Call,
  chosen: Chosen,
  profiles: readonly string[],
  look: (profile: string, caller: Caller) => Promise<RunDocument>,
): Promise<number> => {
  const { io, setting, signal } = call;
  const { json, verbose } = chosen;
  const callerFor = callersFor(await callerOf(call, { ...chosen, verbose: false, quiet: true }));
  const tally = checkTally();
  const one = async (profile: string): Promise<RunDocument> => {
    const caller = callerFor();
    const reports = reportsOf(chosen.report, profile);
    try {
      const document = await look(profile, caller);
      await publish(call, caller, document, reports, profile);
      return document;
    } catch (error) {
      if (!signal.aborted) await tellBuildServer(error, io, reports, setting.version);
      throw error;
    }
  };
  const atOnce = chosen.transcript ? 1 : chosen.wait === null ? AT_ONCE : profiles.length;
  const tell = (came: Came<RunDocument>): void => {
    if ('error' in came) {
      const { message, ...refused } = refusedOf(came.subject, came.error);
      const listed: CheckListed = { profile: came.subject, refused: message, ...refused };
      tally.add(listed);
      return io.out(json ? refused.json : checkLine(listed, io.style));
    }
    const listed: CheckListed = { profile: came.subject, record: came.value };
    tally.add(listed);
    if (json) return io.out(jsonReport(came.value, { oneLine: true }));
    io.out(verbose ? `${terminalReport(came.value, { ...io.style, verbose })}\n` : checkLine(listed, io.style));
  };
  await inOrder(profiles, { atOnce, signal }, one, (came) => {
    tell(came);
    return io.room(signal);
  });
  const exitCode = tally.exitCode();
  const hint =
    verbose || exitCode === 0 ? '' : 'All that was seen of one: `certify check PROFILE`, or --verbose for each of them.';
  const summary = { schema: 'certify.check-summary/1', profiles: profiles.length, exitCode, counts: tally.counts() };
  io.out(json ? `${JSON.stringify(summary)}\n` : checkSummary(tally, hint, io.style));
  return exitCode;
};
