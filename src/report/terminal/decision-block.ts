// The decision in a terminal: outcome, why, what was accepted, the one next action, its owner, and when to look again.
import { type Decision, outcomeWord } from '../../core/decision.ts';
import type { UsedLimitation } from '../../core/record.ts';
import { partLines } from './finding-block.ts';
import { indent, labelled, penOf, STATUS_INK, wrap, type Pen, type Style } from './style.ts';
import { LIMITATION_STATE, nextOf, OUTCOME_MEANING, OUTCOME_STATUS, when, whose } from '../words.ts';

export interface DecisionContext {
  readonly limitations?: readonly UsedLimitation[];
  /** Path of the evidence record, when one was written. */
  readonly evidence?: string | null;
  /** What the proof rests on, in a sentence; null: there is none. */
  readonly restsOn?: string | null;
}

/** Ends without a line feed. */
export const decisionBlock = (decision: Decision, context: DecisionContext, style: Style): string =>
  decisionLines(decision, context, penOf(style)).join('\n');

export const decisionLines = (decision: Decision, context: DecisionContext, pen: Pen): readonly string[] => {
  const status = OUTCOME_STATUS[decision.outcome];
  const ink = pen.ink[STATUS_INK[status]].bold;
  const why = decision.why === '' ? OUTCOME_MEANING[decision.outcome] : decision.why;
  return [
    `  ${pen.sign(status)} ${ink(outcomeWord(decision.outcome))}`,
    ...indent(wrap(pen.line(why), pen.width - 4), 4),
    ...(context.restsOn == null ? [] : indent(wrap(pen.line(context.restsOn), pen.width - 4), 4)),
    ...limitationLines(context.limitations ?? [], pen),
    '',
    ...nextLines(decision, pen),
    ...(context.evidence === undefined || context.evidence === null
      ? []
      : labelled(pen, 'Evidence', pen.line(context.evidence), 4)),
  ];
};

const nextLines = (decision: Decision, pen: Pen): readonly string[] => [
  ...partLines('Next', nextOf(decision), pen),
  ...whoLines(decision, pen),
];

const whoLines = ({ next }: Decision, pen: Pen): readonly string[] => [
  ...labelled(pen, 'Who', pen.line(whose(next)), 4),
  ...(next.retryAt === null ? [] : labelled(pen, 'Again', `not before ${pen.line(when(next.retryAt))}`, 4)),
];

/** The end of a long report: the outcome and the next action once more, what is to be pasted left above. */
export const closingLines = (decision: Decision, pen: Pen): readonly string[] => {
  const status = OUTCOME_STATUS[decision.outcome];
  const parts = nextOf(decision);
  const said = parts.filter(({ kind }) => kind === 'say').map(({ text }) => pen.line(text))[0] ?? '';
  // The colon led to what stands above.
  const next = parts.some(({ kind }) => kind === 'paste') ? `${said.replace(/:$/, '')} (see above)` : said;
  return [
    `  ${pen.sign(status)} ${pen.ink[STATUS_INK[status]].bold(outcomeWord(decision.outcome))}`,
    ...labelled(pen, 'Next', next, 4),
    ...whoLines(decision, pen),
  ];
};

const limitationLines = (limitations: readonly UsedLimitation[], pen: Pen): readonly string[] => {
  const shown = limitations.filter(({ state }) => state !== 'unused');
  if (shown.length === 0) return [];
  return [
    '',
    `    ${pen.ink.bold('Limitations')}`,
    ...shown.flatMap((one) =>
      bullet(
        pen,
        pen.line(
          `${one.check}: ${one.reason} (${LIMITATION_STATE[one.state]}; ${one.ticket}, approved by ${one.approvedBy}, until ${when(one.expires)})`,
        ),
      ),
    ),
  ];
};

const bullet = (pen: Pen, text: string): readonly string[] =>
  wrap(text, pen.width - 6).map((line, n) => `    ${n === 0 ? '- ' : '  '}${line}`);
