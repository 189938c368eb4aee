// One subject of `certify dns` in a terminal: its verdict, the record as seen, and the exact fix.
import type { Finding, Status } from '../../../core/finding.ts';
import type { Reportable } from '../../outline.ts';
import { indent, isNarrow, type Pen, STATUS_INK, wrap } from '../style.ts';
import { needsWork, reasonWords, remedyOf, when, type Told } from '../../words.ts';

export interface Section {
  readonly label: string;
  readonly status: Status;
  /** The verdict in a few words. */
  readonly head: string;
  /** What was seen, a line each. */
  readonly seen?: readonly (string | Columns)[];
  /** Without one nothing has to be done. */
  readonly finding?: Finding | undefined;
}

/** A number before a text that may be indented; the text's own indent stays when it is wrapped. */
export interface Columns {
  readonly cost: string;
  readonly depth: number;
  readonly text: string;
}

const LABEL = 14;
const at = (pen: Pen): number => (isNarrow(pen) ? 4 : 4 + LABEL);

const seenLines = (pen: Pen, line: string | Columns): readonly string[] => {
  if (typeof line === 'string') return indent(wrap(pen.line(line), pen.width - at(pen)), at(pen));
  const before = `${line.cost.padStart(2)} ${'  '.repeat(line.depth)}`;
  const [first = '', ...more] = wrap(pen.line(line.text), Math.max(16, pen.width - at(pen) - before.length - 2));
  return indent([before + first, ...more.map((text) => `${' '.repeat(before.length + 2)}${text}`)], at(pen));
};

/** What is to be pasted stands on lines of its own, unwrapped, so that it can be copied. */
export const adviceLines = (pen: Pen, acts: readonly Told[], column = at(pen)): readonly string[] =>
  acts.flatMap(({ owner, parts }) => {
    const who = `${pen.ink.bold(pen.line(owner))}: `;
    return parts.flatMap(({ kind, text }, n) => {
      const lines = pen.clean(text).split('\n');
      if (kind === 'paste') return ['', ...indent(lines, 4), ''];
      return indent(
        lines.flatMap((line, m) => wrap(n === 0 && m === 0 ? who + line : line, pen.width - column)),
        column,
      );
    });
  });

const stateLine = (pen: Pen, finding: Finding): readonly string[] => {
  const weight = finding.status === 'fail' ? finding.severity : '';
  const [clause = ''] = finding.references;
  const words = [finding.check, reasonWords(finding.reason), weight, clause.startsWith('RFC') ? clause : ''].filter(
    (word) => word !== '',
  );
  return indent(
    wrap(pen.line(words.join(pen.dot)), pen.width - at(pen)).map((line) => pen.ink.dim(line)),
    at(pen),
  );
};

/** Ends without an empty line. */
export const sectionLines = (pen: Pen, { label, status, head, seen = [], finding }: Section): readonly string[] => {
  const open = finding !== undefined && needsWork(finding);
  const ink = open ? pen.ink[STATUS_INK[status]] : pen.ink;
  const words = wrap(pen.line(head), pen.width - at(pen));
  const title = isNarrow(pen)
    ? [
        `  ${pen.sign(status)} ${pen.ink.bold(label)}`,
        ...indent(
          words.map((line) => ink(line)),
          4,
        ),
      ]
    : words.map((line, n) =>
        n === 0 ? `  ${pen.sign(status)} ${pen.ink.bold(label.padEnd(LABEL))}${ink(line)}` : ' '.repeat(4 + LABEL) + ink(line),
      );
  return [
    ...title,
    ...seen.flatMap((line) => seenLines(pen, line)),
    ...(open ? [...stateLine(pen, finding), ...adviceLines(pen, remedyOf(finding))] : []),
    ...(open && finding.retryAt !== undefined
      ? indent(wrap(`Look again: ${pen.line(when(finding.retryAt))}`, pen.width - at(pen)), at(pen))
      : []),
  ];
};

export const findingOf = (record: Reportable, check: string): Finding | undefined =>
  record.findings.find((finding) => finding.check === check);
