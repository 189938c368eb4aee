// A check explained on a terminal: what holds when it passes, why it matters, its reasons, and what it says of one tenant.
import type { Finding } from '../../core/finding.ts';
import { ENGINE_REASONS, type Reason } from '../../core/reason.ts';
import { factWords } from '../../facts/words.ts';
import type { CheckMeta } from '../markdown/check-page.ts';
import { STATUS_WORD } from '../words.ts';
import { blockLines } from './finding-block.ts';
import { indent, labelled, penOf, wrap, type Pen, type Style } from './style.ts';

export interface ExplainedText {
  readonly check: CheckMeta;
  readonly reason: string | null;
  readonly finding: Finding | null;
  /** Id of the record that was asked for; null when none was. */
  readonly evidence: string | null;
}

const reasonLines = ([code, { status, says, follows = [] }]: readonly [string, Reason], pen: Pen): readonly string[] => [
  `  ${pen.ink.bold(code)}${pen.dot}${status.map((one) => STATUS_WORD[one]).join(', ')}`,
  ...indent(wrap(pen.line(says), pen.width - 4), 4),
  ...(follows.length === 0
    ? []
    : indent(wrap(`May follow from ${[...new Set(follows.map(({ check }) => check))].join(', ')}.`, pen.width - 4), 4)),
];

/** Where a record is explained, its own reason stands there already. */
const shownReasons = ({ check, reason, finding }: ExplainedText): readonly (readonly [string, Reason])[] => {
  if (reason === null && finding !== null) return [];
  const own = Object.entries(check.reasons ?? {});
  return reason === null ? own : [...own, ...Object.entries(ENGINE_REASONS)].filter(([code]) => code === reason);
};

const tenantLines = ({ check, reason, finding, evidence }: ExplainedText, pen: Pen): readonly string[] => {
  if (evidence === null) return [];
  const lines = finding === null ? ['    That record does not judge it.'] : blockLines(finding, pen);
  const count = Object.keys(check.reasons ?? {}).length;
  const more = `\`certify explain ${check.id}\` says all ${count} reasons that it can have.`;
  return [
    '',
    `  ${pen.ink.bold(`In ${pen.line(evidence)}`)}`,
    ...lines,
    ...(reason !== null || finding === null || count < 2 ? [] : ['', ...indent(wrap(more, pen.width - 2), 2)]),
  ];
};

const FAILED: { readonly [S in CheckMeta['severity']]: string } = {
  blocker: 'a blocker: the tenant is not certified',
  warning: 'a warning: it does not hold up the certification',
  info: 'told, and it holds nothing up',
};

/** Whom certify asks for it, and what it reads, in words. */
const sourceLines = ({ needs, uses = [] }: CheckMeta, pen: Pen): readonly string[] => {
  const sources = [...needs, ...uses].map((key) => factWords(String(key)));
  const lines = (label: string, ask: boolean): readonly string[] => {
    const words = sources.filter((one) => one.ask === ask).map((one) => one.words);
    return words.length === 0 ? [] : labelled(pen, label, pen.line(words.join('; ')), 2);
  };
  return [...lines('Asks', true), ...lines('Reads', false)];
};

/** Ends with a line feed. */
export const explainText = (explained: ExplainedText, style: Style): string => {
  const pen = penOf(style);
  const { check } = explained;
  const lines = [
    `  ${pen.ink.bold(check.id)}`,
    ...indent(wrap(pen.line(`${check.title}.`), pen.width - 2), 2),
    '',
    ...indent(wrap(pen.line(check.why), pen.width - 2), 2),
    '',
    ...labelled(pen, 'If not', `${FAILED[check.severity]}; the ${check.owner} mends it`, 2),
    ...labelled(
      pen,
      'Accept',
      check.waivable === false
        ? 'nobody can accept it as it is'
        : 'support can accept it as a limitation, with ticket and expiry',
      2,
    ),
    ...sourceLines(check, pen),
    ...check.references.flatMap((one, n) => labelled(pen, n === 0 ? 'See' : '', pen.line(one), 2)),
    ...tenantLines(explained, pen),
    ...(shownReasons(explained).length === 0 ? [] : ['', `  ${pen.ink.bold('Reasons')}`, '']),
    ...shownReasons(explained).flatMap((one) => reasonLines(one, pen)),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
};
