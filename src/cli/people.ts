// How a run speaks with people: questions on a terminal, lines elsewhere. Renders journal entries and has no other source.
import type { Finding } from '../core/finding.ts';
import type { GivenAttestation } from '../core/journal.ts';
import type { Question, Step } from '../core/runbook.ts';
import { screenHumanText } from '../masking/human.ts';
import { questionBlock, stepBlock } from '../report/terminal/step-block.ts';
import { indent, wrap } from '../report/terminal/style.ts';
import { questionDigest } from '../run/attestations.ts';
import type { People } from '../run/context.ts';
import type { CommonFlags } from './flags.ts';
import type { Io } from './io.ts';
import type { Progress } from './progress.ts';

export interface PeopleOptions {
  readonly io: Io;
  readonly progress: Progress;
  readonly flags: CommonFlags;
  readonly operator: string;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

/** Asked again while the answer looks like a secret, which must not be stored. */
const askReference = async (options: PeopleOptions): Promise<string> => {
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
  options: PeopleOptions,
  step: Step,
  question: Question,
  shown: readonly (readonly [string, string])[],
): Promise<GivenAttestation> => {
  const { choose } = await import('./prompts.ts');
  options.progress.print(questionBlock(step, shown, options.io.style), 'out');
  const answers = [...question.accept, 'no'].filter((one, index, all) => all.indexOf(one) === index);
  const answer = await choose(question.text, answers, options.signal);
  const reference = await askReference(options);
  return {
    id: question.id,
    question: questionDigest(question),
    answer,
    by: options.operator,
    at: options.now().toISOString(),
    reference,
  };
};

/** Whether the walk is the output itself (a terminal), or goes to stderr beside a document on stdout. */
const stream = (options: PeopleOptions): 'out' | 'err' => (options.io.interactive && !options.flags.json ? 'out' : 'err');

const showStep = (options: PeopleOptions, step: Step, findings: readonly Finding[], withheld: readonly string[] | null): void => {
  if (options.flags.quiet) return;
  const style = stream(options) === 'out' ? options.io.style : options.io.errStyle;
  const brief = stream(options) === 'err' && !options.flags.verbose;
  options.progress.print(stepBlock({ step, findings, withheld, brief, verbose: options.flags.verbose }, style), stream(options));
};

export const createPeople = (options: PeopleOptions): People => ({
  ask: async (step, question, shown) => (options.io.interactive ? askOnTerminal(options, step, question, shown) : null),
  sendByHand: async (nonce, recipient) => {
    const { askYes } = await import('./prompts.ts');
    options.progress.print(
      `    Send one internal email from SquareOS to ${recipient} now, with exactly this in its subject:\n\n      ${nonce}\n\n`,
      'out',
    );
    while (!(await askYes('Has SquareOS sent it?', options.signal)));
  },
  onEntry: (entry) => {
    if (entry.type === 'log' && options.flags.verbose) options.progress.print(`${JSON.stringify(entry.line)}\n`, 'err');
  },
  onStep: (step, findings, state) =>
    showStep(options, step, findings, step.kind === 'send' ? (state.sends.live?.withheld?.because ?? null) : null),
  onWaiting: (what) => options.progress.waiting(what),
});
