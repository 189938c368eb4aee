// How a terminal wants its text: width, colour and signs come as data, nothing is detected here.
import type { Status } from '../../core/finding.ts';
import { forAscii, forTerminal, oneLine } from '../../masking/neutral.ts';
import { wrapped } from '../../text/wrap.ts';
import { columns } from './columns.ts';
import { type Ink, inkOf } from './ink.ts';

export interface Style {
  /** Columns. */
  readonly width: number;
  readonly colour: boolean;
  readonly unicode: boolean;
}

export interface Pen {
  readonly width: number;
  readonly ink: Ink;
  /** Makes text from a record safe to print; every such text goes through it or through `line`. */
  clean(text: string): string;
  /** The same where a line feed would begin a line of its own. */
  line(text: string): string;
  sign(status: Status): string;
  readonly dash: string;
  readonly dot: string;
}

const SIGNS: { readonly [S in Status]: readonly [string, string] } = {
  pass: ['✔', '+'],
  fail: ['✖', 'x'],
  warn: ['▲', '!'],
  pending: ['◷', '~'],
  inconclusive: ['?', '?'],
  'not-applicable': ['–', '-'],
};

export const STATUS_INK: { readonly [S in Status]: 'green' | 'red' | 'yellow' | 'cyan' | 'magenta' | 'gray' } = {
  pass: 'green',
  fail: 'red',
  warn: 'yellow',
  pending: 'cyan',
  inconclusive: 'magenta',
  'not-applicable': 'gray',
};

const NARROWEST = 24;
const WIDEST = 100;

export const penOf = (style: Style): Pen => {
  const ink = inkOf(style.colour);
  // The signs of judgement are certify's alone: text that carries one could pass for a verdict.
  const own = (text: string): string => forTerminal(text).replaceAll(/[✔✖▲◷]/gu, '*');
  const clean = (text: string): string => (style.unicode ? own(text) : forAscii(own(text)));
  return {
    width: Math.min(WIDEST, Math.max(NARROWEST, style.width)),
    ink,
    clean,
    line: (text) => clean(oneLine(text)),
    sign: (status) => ink[STATUS_INK[status]](SIGNS[status][style.unicode ? 0 : 1]),
    dash: style.unicode ? '─' : '-',
    dot: style.unicode ? ' · ' : ' - ',
  };
};

/** Lines of at most `width` columns, broken between words; what is to be copied stays whole. */
export const wrap = (text: string, width: number): readonly string[] => wrapped(text, width, columns);

export const indent = (lines: readonly string[], columns: number): readonly string[] =>
  lines.map((line) => (line === '' ? '' : ' '.repeat(columns) + line));

/** What stands above a report of one subject: `certify dns · example.com`, and a dim line of where and when. */
export const titled = (pen: Pen, title: readonly string[], about: readonly string[]): readonly string[] => [
  ...indent(wrap(pen.line(title.join(pen.dot)), pen.width - 2), 2),
  ...indent(
    wrap(pen.line(about.join(pen.dot)), pen.width - 2).map((line) => pen.ink.dim(line)),
    2,
  ),
];

/** One of several, its further lines below its first word: `1. What is asked`, or without a mark two columns in. */
export const item = (pen: Pen, mark: string, text: string, at: number): readonly string[] => {
  const hang = mark === '' ? 2 : mark.length + 1;
  const [first = '', ...rest] = wrap(text, pen.width - at - hang);
  return [`${' '.repeat(at)}${mark === '' ? '' : `${pen.ink.dim(mark)} `}${first}`, ...indent(rest, at + hang)];
};

const LABEL = 11;
/** Too narrow for two columns. */
export const isNarrow = ({ width }: Pick<Pen, 'width'>): boolean => width < 60;

/** `label     text`, the text in a column of its own, `column` after the label's; on a narrow terminal below its label. */
export const labelled = (pen: Pen, label: string, text: string, at: number, column = LABEL): readonly string[] => {
  const paragraphs = text.split('\n');
  if (isNarrow(pen)) {
    return [
      ...(label === '' ? [] : indent([pen.ink.dim(label)], at)),
      ...indent(
        paragraphs.flatMap((one) => wrap(one, pen.width - at - 2)),
        at + 2,
      ),
    ];
  }
  const lines = paragraphs.flatMap((one) => wrap(one, pen.width - at - column));
  return lines.map((line, n) => ' '.repeat(at) + (n === 0 ? pen.ink.dim(label.padEnd(column)) : ' '.repeat(column)) + line);
};
