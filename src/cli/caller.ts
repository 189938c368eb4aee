// The person, or the script, at this process's streams, as use cases know them.
import type { Caller } from '../app/caller.ts';
import { diffReport } from '../report/terminal/diff.ts';
import type { Call } from './command.ts';
import { progressFor } from './progress.ts';
import { createWatcher, type Watching } from './watcher.ts';

export interface CallerOptions extends Watching {
  readonly transcript: boolean;
}

const UNWATCHED: CallerOptions = { json: false, quiet: true, verbose: false, transcript: false };

export const callerOf = async ({ io, signal }: Call, options: CallerOptions = UNWATCHED): Promise<Caller> => ({
  signal,
  interactive: io.interactive,
  arm: (gate) => io.arm(gate),
  gate: () => io.gate(),
  watch: async (what) => {
    const progress = await progressFor(io, options);
    return createWatcher({ io, progress, watching: options, walks: what === 'walk', signal });
  },
  askSecret: io.interactive ? (await import('./prompts.ts')).askSecret : undefined,
  transcript: options.transcript ? (line) => io.err(`${line}\n`) : undefined,
  onPause: (pauseMs, checks) => {
    if (!options.quiet) io.err(`Looking again in ${Math.round(pauseMs / 1000)} s at ${checks.join(', ')}.\n`);
  },
  onChange: (diff) => {
    if (!options.quiet) io.err(diffReport(diff, io.errStyle));
  },
});
