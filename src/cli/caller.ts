// The person, or the script, at this process's streams, as use cases know them.
import type { Caller, NextLook } from '../app/caller.ts';
import type { Resumed } from '../app/resume.ts';
import { secretLine } from '../report/secret-line.ts';
import { span, when } from '../report/words.ts';
import { diffReport } from '../report/terminal/diff.ts';
import type { Call } from './command.ts';
import { type BoardView, boardOn } from './board.ts';
import { type Progress, progressFor } from './progress.ts';
import { createWatcher, type Watching } from './watcher.ts';
import { say } from './say.ts';

export interface CallerOptions extends Watching {
  readonly transcript: boolean;
}

const UNWATCHED: CallerOptions = { json: false, quiet: true, verbose: false, transcript: false };

/** Rung once: the last thing that blocked is gone. */
const BELL = '\u0007';

const waitingLine = (next: NextLook): string => {
  if (next.kind === 'nothing-pending')
    return next.cleared ? 'Nothing blocks any longer.' : 'Nothing is pending: there is no need to look again.';
  const [pause, checks] = [span(next.pauseMs), next.checks.join(', ')];
  return next.kind === 'again'
    ? `Looking again in ${pause} at ${checks}.`
    : `${checks} can change in ${pause} at the soonest, for so long caches may keep the last answer (TTL); --wait is shorter, so there is no other look. Give --wait ${Math.ceil(next.pauseMs / 60_000) + 1}m.`;
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
  const isWatched = io.interactive && io.redraws && !options.quiet && !options.json;
  const board: BoardView | null = isWatched ? boardOn(io, signal) : null;
  const sayBeside = (line: string): void => say(progress === null ? io : { err: (text) => progress?.print(text, 'err') }, line);
  return {
    signal,
    interactive: io.interactive,
    arm: (gate) => io.arm(gate),
    gate: () => io.gate(),
    watch: async (what) => {
      board?.hide();
      progress = await progressFor(io, options);
      return createWatcher({ io, progress, watching: options, walks: what === 'walk', signal });
    },
    askSecret: io.interactive ? (await import('./prompts.ts')).askSecret : undefined,
    transcript: options.transcript ? (line) => io.err(`${line}\n`) : undefined,
    onSecrets: (uses) => {
      if (!options.verbose || options.quiet) return;
      for (const use of uses) say(io, secretLine(use));
    },
    onThrottled: (region) => {
      if (options.quiet || told.has(region)) return;
      told.add(region);
      sayBeside(throttledLine(region));
    },
    onResume: (resumed) => {
      if (options.quiet) return;
      for (const line of resumedLines(resumed)) say(io, line);
    },
    onWait: (next) => {
      if (options.quiet) return;
      if (next.kind === 'again' && board !== null) return board.show(next);
      say(io, waitingLine(next));
      if (next.kind === 'nothing-pending' && next.cleared && board !== null) io.err(BELL);
    },
    onChange: (diff) => {
      // A board counts the looks; a log is told of each.
      const isNews = diff.direction !== 'same' || diff.findings.length > 0 || diff.facts.length > 0 || diff.context.length > 0;
      if (!options.quiet && (isNews || board === null)) io.err(`${diffReport(diff, io.errStyle)}\n`);
    },
  };
};
