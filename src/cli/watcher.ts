// How a run speaks with people: questions on a terminal, lines elsewhere. Renders what the run tells and has no other source.
import type { Asked, Heading, Watcher } from '../app/caller.ts';
import type { Finding } from '../core/finding.ts';
import type { Step } from '../core/runbook.ts';
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

/** Every line that is sworn to is ticked by itself; then the answer is typed, so that none is chosen by pressing return. */
const askOnTerminal = async (
  options: WatcherOptions,
  step: Step,
  { question, shown, message }: Asked,
): Promise<{ readonly answer: string; readonly reference: string } | 'later'> => {
  const { askChecked, tick } = await import('./prompts.ts');
  const about = message === null ? shown : [['The message', message] as const, ...shown];
  options.progress.print(questionBlock(step, about, options.io.style), 'out');
  const ticked = shown.length === 0 ? 0 : await tick('Tick each line that is so', shown, options.signal);
  const whole = ticked === shown.length;
  const answers = [...(whole ? question.accept : []), 'no', 'later'].filter((one, at, all) => all.indexOf(one) === at);
  const problem = (answer: string): string | null =>
    answers.includes(answer.toLowerCase()) ? null : `must be ${answers.join(' or ')}${whole ? '' : ': not every line is ticked'}`;
  const asks = `${question.text} (${answers.join(' / ')})`;
  const answer = (await askChecked(asks, { suggestion: undefined, problem }, options.signal)).trim().toLowerCase();
  return answer === 'later' ? 'later' : { answer, reference: await askReference(options) };
};

const MESSAGE_ID = /^[!-~]{1,200}$/;

const askMessageId = async (options: WatcherOptions, nonce: string): Promise<string | null> => {
  const { askChecked } = await import('./prompts.ts');
  const problem = (answer: string): string | null => {
    if (answer === '') return null;
    const found = screenHumanText(answer);
    if (found !== null) return `looks like a secret (${found})`;
    return MESSAGE_ID.test(answer) ? null : 'must be an id without spaces';
  };
  const asks = `Which provider id does SquareOS show for the message with ${nonce}? (empty: later)`;
  const answer = (await askChecked(asks, { suggestion: undefined, problem }, options.signal)).trim();
  return answer === '' ? null : answer;
};

/** Whether the walk is the output itself (a terminal), or goes to stderr beside a document on stdout. */
const stream = ({ io, watching }: WatcherOptions): 'out' | 'err' => (io.interactive && !watching.json ? 'out' : 'err');

/** On one screen the report shows the steps already: progress would show them twice. */
const meetOnTerminal = (): boolean => process.stdout.isTTY && process.stderr.isTTY;

const showStep = (
  options: WatcherOptions,
  step: Step,
  findings: readonly Finding[],
  withheld: readonly string[] | null,
): void => {
  const { watching, walks, io, progress } = options;
  if (watching.quiet || (!walks && !watching.verbose)) return;
  if (stream(options) === 'err' && !watching.json && meetOnTerminal()) return;
  const style = stream(options) === 'out' ? io.style : io.errStyle;
  const brief = stream(options) === 'err' && !watching.verbose;
  progress.print(stepBlock({ step, findings, withheld, brief, verbose: watching.verbose }, style), stream(options));
};

const showHeading = ({ walks, io, watching, progress }: WatcherOptions, heading: Heading): void => {
  if (walks && io.interactive && !watching.quiet) progress.print(walkHeading(heading, io.style), 'out');
};

export const createWatcher = (options: WatcherOptions): Watcher => ({
  ask: async (step, asked) => (options.io.interactive ? askOnTerminal(options, step, asked) : null),
  providerMessageId: async (nonce) => (options.io.interactive ? askMessageId(options, nonce) : null),
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
