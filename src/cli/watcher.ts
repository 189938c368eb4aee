// How a run speaks with people: questions on a terminal, lines elsewhere. Renders what the run tells and has no other source.
import type { Heading, Watcher } from '../app/caller.ts';
import type { Finding } from '../core/finding.ts';
import type { Question, Step } from '../core/runbook.ts';
import { screenHumanText } from '../masking/human.ts';
import { questionBlock, stepBlock } from '../report/terminal/step-block.ts';
import { indent, wrap } from '../report/terminal/style.ts';
import { walkHeading } from '../report/terminal/terminal.ts';
import type { Io } from './io.ts';
import type { Progress } from './progress.ts';

export interface Watching {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

export interface WatcherOptions {
  readonly io: Io;
  readonly progress: Progress;
  readonly watching: Watching;
  /** A look shows its steps only with --verbose, and has no heading. */
  readonly walks: boolean;
  readonly signal: AbortSignal;
}

/** Asked again while the answer looks like a secret, which must not be stored. */
const askReference = async (options: WatcherOptions): Promise<string> => {
  const { askText } = await import('./prompts.ts');
  for (;;) {
    const reference = await askText('Ticket or note that shows it (may be empty)', false, options.signal);
    const found = screenHumanText(reference);
    if (found === null) return reference;
    const said = wrap(`That looks like a secret (${found}); write where it is kept instead.`, options.io.style.width - 4);
    options.progress.print(`${indent(said, 4).join('\n')}\n`, 'out');
  }
};

const askOnTerminal = async (
  options: WatcherOptions,
  step: Step,
  question: Question,
  shown: readonly (readonly [string, string])[],
): Promise<{ readonly answer: string; readonly reference: string }> => {
  const { choose } = await import('./prompts.ts');
  options.progress.print(questionBlock(step, shown, options.io.style), 'out');
  const answers = [...question.accept, 'no'].filter((one, index, all) => all.indexOf(one) === index);
  const answer = await choose(question.text, answers, options.signal);
  return { answer, reference: await askReference(options) };
};

/** Whether the walk is the output itself (a terminal), or goes to stderr beside a document on stdout. */
const stream = ({ io, watching }: WatcherOptions): 'out' | 'err' => (io.interactive && !watching.json ? 'out' : 'err');

const showStep = (
  options: WatcherOptions,
  step: Step,
  findings: readonly Finding[],
  withheld: readonly string[] | null,
): void => {
  const { watching, walks, io, progress } = options;
  if (watching.quiet || (!walks && !watching.verbose)) return;
  const style = stream(options) === 'out' ? io.style : io.errStyle;
  const brief = stream(options) === 'err' && !watching.verbose;
  progress.print(stepBlock({ step, findings, withheld, brief, verbose: watching.verbose }, style), stream(options));
};

const showHeading = ({ walks, io, watching, progress }: WatcherOptions, heading: Heading): void => {
  if (walks && io.interactive && !watching.quiet) progress.print(walkHeading(heading, io.style), 'out');
};

export const createWatcher = (options: WatcherOptions): Watcher => ({
  ask: async (step, question, shown) => (options.io.interactive ? askOnTerminal(options, step, question, shown) : null),
  sendByHand: async (nonce, recipient) => {
    const { askYes } = await import('./prompts.ts');
    options.progress.print(
      `    Send one internal email from SquareOS to ${recipient} now, with exactly this in its subject:\n\n      ${nonce}\n\n`,
      'out',
    );
    while (!(await askYes('Has SquareOS sent it?', options.signal)));
  },
  onStart: (heading) => showHeading(options, heading),
  onEntry: (entry) => {
    if (entry.type === 'log' && options.watching.verbose) options.progress.print(`${JSON.stringify(entry.line)}\n`, 'err');
  },
  onStep: (step, findings, withheld) => showStep(options, step, findings, withheld),
  onWaiting: (what) => options.progress.waiting(what),
  onEnd: () => options.progress.stop(),
});
