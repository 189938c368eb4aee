// The person, or the script, at this process's streams, as use cases know them.
import type { Caller, NextLook } from '../app/caller.ts';
import type { Resumed } from '../app/resume.ts';
import { secretLine } from '../report/secret-line.ts';
import { when } from '../report/words.ts';
import { diffReport } from '../report/terminal/diff.ts';
import type { Call } from './command.ts';
import { type Progress, progressFor } from './progress.ts';
import { createWatcher, type Watching } from './watcher.ts';

export interface CallerOptions extends Watching {
  readonly transcript: boolean;
}

const UNWATCHED: CallerOptions = { json: false, quiet: true, verbose: false, transcript: false };

const waitingLine = (next: NextLook): string => {
  if (next.kind === 'nothing-pending') return 'Nothing is pending: there is no need to look again.';
  const [seconds, checks] = [Math.round(next.pauseMs / 1000), next.checks.join(', ')];
  return next.kind === 'again'
    ? `Looking again in ${seconds} s at ${checks}.`
    : `${checks} can change in ${seconds} s at the soonest, for so long caches may keep the last answer (TTL); --wait is shorter, so there is no other look. Give --wait ${Math.ceil(seconds / 60) + 1}m.`;
};

const resumedLines = ({ run, others }: Resumed): readonly string[] => [
  `Going on with run ${run.runId} of ${when(run.startedAt)}.`,
  ...others.map((one) => `Unfinished too, and left as it is: run ${one.runId} of ${when(one.startedAt)}.`),
];

/** Told once a region: the wait is the same for whatever else is asked there. */
const throttledLine = (region: string): string => `SES limits reads in ${region}: certify waits, at most a minute in vain.`;

export const callerOf = async ({ io, signal }: Call, options: CallerOptions = UNWATCHED): Promise<Caller> => {
  let progress: Progress | null = null;
  const told = new Set<string>();
  const say = (line: string): void => {
    if (progress === null) io.err(`${line}\n`);
    else progress.print(`${line}\n`, 'err');
  };
  return {
    signal,
    interactive: io.interactive,
    arm: (gate) => io.arm(gate),
    gate: () => io.gate(),
    watch: async (what) => {
      progress = await progressFor(io, options);
      return createWatcher({ io, progress, watching: options, walks: what === 'walk', signal });
    },
    askSecret: io.interactive ? (await import('./prompts.ts')).askSecret : undefined,
    transcript: options.transcript ? (line) => io.err(`${line}\n`) : undefined,
    onSecrets: (uses) => {
      if (!options.verbose || options.quiet) return;
      for (const use of uses) io.err(`${secretLine(use)}\n`);
    },
    onThrottled: (region) => {
      if (options.quiet || told.has(region)) return;
      told.add(region);
      say(throttledLine(region));
    },
    onResume: (resumed) => {
      if (options.quiet) return;
      for (const line of resumedLines(resumed)) io.err(`${line}\n`);
    },
    onWait: (next) => {
      if (!options.quiet) io.err(`${waitingLine(next)}\n`);
    },
    onChange: (diff) => {
      if (!options.quiet) io.err(diffReport(diff, io.errStyle));
    },
  };
};
