// The records of a directory as a table: a line each where it fits, else the id on a line of its own, where it can be copied.
import { type Outcome, outcomeWord } from '../../core/decision.ts';
import { columns } from './columns.ts';
import { indent, penOf, type Style, wrap } from './style.ts';

export interface ListedRecord {
  readonly id: string | null;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly validUntil: string;
  readonly validity: 'holds' | 'over' | 'ahead';
  readonly command: string;
  readonly mode: string;
  readonly tenant: string;
  readonly outcome: Outcome;
  readonly ticket: string | null;
}

/** In UTC, which the header says. */
const minute = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

const AHEAD = 'from a clock ahead of this one';

const cellsOf = (one: ListedRecord, dates: boolean, blank: string): readonly string[] => [
  minute(one.startedAt),
  outcomeWord(one.outcome),
  one.mode,
  one.command,
  one.tenant,
  one.ticket ?? blank,
  ...(dates ? [one.validity === 'ahead' ? AHEAD : `${minute(one.validUntil)}${one.validity === 'over' ? ' (over)' : ''}`] : []),
];

const TITLES = ['Began (UTC)', 'Outcome', 'Mode', 'Command', 'Tenant', 'Ticket'];

const GAP = 2;

/** `dates`: with a column that says until when each holds. Ends with a line feed. */
export const evidenceListReport = (records: readonly ListedRecord[], dates: boolean, style: Style): string => {
  const pen = penOf(style);
  const blank = style.unicode ? '–' : '-';
  const titles = [...TITLES, ...(dates ? ['Holds until (UTC)'] : [])];
  const rows = records.map((one) => cellsOf(one, dates, blank).map((cell) => pen.line(cell)));
  const widths = titles.map((title, n) => Math.max(title.length, ...rows.map((row) => columns(row[n] ?? ''))));
  const longest = Math.max('Evidence id'.length, ...records.map(({ id }) => id?.length ?? 0));
  const table = widths.reduce((sum, width) => sum + width + GAP, 0);
  const one = table + longest <= style.width;
  const lineOf = (cells: readonly string[]): string =>
    cells.map((cell, n) => cell + ' '.repeat((widths[n] ?? 0) - columns(cell))).join(' '.repeat(GAP));
  const withId = (cells: readonly string[], id: string): string =>
    one ? `${lineOf(cells)}${' '.repeat(GAP)}${id}` : `${lineOf(cells).trimEnd()}\n${' '.repeat(GAP)}${id}`;
  // Too narrow for a table: an id begins its line, where most fit, and its cells follow.
  if (table - GAP > style.width) {
    const block = (cells: readonly string[], id: string): readonly string[] => [
      id,
      ...indent(wrap(cells.join(pen.dot), style.width - GAP), GAP),
    ];
    return `${rows.flatMap((row, n) => block(row, pen.line(records[n]?.id ?? blank))).join('\n')}\n`;
  }
  const lines = [
    pen.ink.dim(withId(titles, 'Evidence id')),
    ...rows.map((row, n) => withId(row, pen.line(records[n]?.id ?? blank))),
  ];
  return `${lines.join('\n')}\n`;
};

/** Files that stand there as records and could not be read: what the table cannot show. Ends with a line feed. */
export const unreadReport = (unread: readonly { readonly name: string; readonly why: string }[], style: Style): string => {
  const pen = penOf(style);
  const head = `${unread.length} more ${unread.length === 1 ? 'file' : 'files'} could not be read as a record, so nobody can say what ${unread.length === 1 ? 'it holds' : 'they hold'}:`;
  return `${[
    '',
    ...wrap(pen.line(head), pen.width),
    ...unread.flatMap(({ name, why }) => [
      `${' '.repeat(GAP)}${pen.line(name)}`,
      ...indent(wrap(pen.line(why), pen.width - 2 * GAP), 2 * GAP),
    ]),
  ].join('\n')}\n`;
};
