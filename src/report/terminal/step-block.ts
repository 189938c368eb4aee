// One step of the walk as it is done: its state in a line, what needs work below it.
import type { Finding } from '../../core/finding.ts';
import type { Step } from '../../core/runbook.ts';
import { blockLines } from './finding-block.ts';
import { indent, penOf, wrap, type Style } from './style.ts';
import { attesterOf, stepStatus } from '../outline.ts';
import { needsWork } from '../words.ts';

export interface StepShown {
  readonly step: Step;
  readonly findings: readonly Finding[];
  /** Why the message was held back; null when it was not. */
  readonly withheld: readonly string[] | null;
  /** One line only, for a log beside a document. */
  readonly brief: boolean;
  /** What passes is named as well. */
  readonly verbose: boolean;
}

/** Ends with a line feed. */
export const stepBlock = (shown: StepShown, style: Style): string => {
  const pen = penOf(style);
  const open = shown.findings.filter(needsWork);
  const status = stepStatus({ state: shown.withheld === null ? 'done' : 'withheld', findings: shown.findings });
  const count = open.length === 0 ? '' : pen.ink.dim(`${pen.dot}${open.map((one) => one.check).join(', ')}`);
  const held =
    shown.withheld === null ? '' : pen.ink.dim(`${pen.dot}held back by ${shown.withheld.join(', ') || 'the environment'}`);
  const by = attesterOf(shown.findings);
  const attested = by === null ? '' : `${pen.dot}attested by ${by}`;
  const title = `${pen.clean(`${shown.step.title}${attested}`)}${shown.brief ? count : ''}${held}`;
  const [first = '', ...rest] = wrap(title, pen.width - 2);
  const head = [`${pen.sign(status)} ${first}`, ...indent(rest, 2)].join('\n');
  if (shown.brief) return `${head}\n`;
  const blocks = shown.findings.filter((one) => shown.verbose || needsWork(one)).flatMap((one) => ['', ...blockLines(one, pen)]);
  return `${[head, ...blocks, ...(blocks.length === 0 ? [] : [''])].join('\n')}\n`;
};

/** What a person reads before a question: the step, what to do, and the values to confirm. Ends with an empty line. */
export const questionBlock = (step: Step, shown: readonly (readonly [string, string])[], style: Style): string => {
  const pen = penOf(style);
  const lines = [
    '',
    ...indent(
      wrap(pen.clean(step.title), pen.width - 2).map((line) => pen.ink.bold(line)),
      2,
    ),
    ...step.instructions.flatMap((line) => indent(wrap(pen.clean(line), pen.width - 4), 4)),
    ...(shown.length === 0 ? [] : ['']),
    ...shown.flatMap(([label, value]) => indent(wrap(`${pen.clean(label)}: ${pen.clean(value)}`, pen.width - 6), 6)),
  ];
  return `${lines.join('\n')}\n\n`;
};
