// The rows of an extraction sheet for a terminal: a block a value, its empty cells left out.
import { indent, isNarrow, penOf, wrap, type Pen, type Style } from './style.ts';
import { keyWords } from '../words.ts';

const NAME = 17;

const cellLines = (pen: Pen, name: string, value: string): readonly string[] => {
  if (isNarrow(pen)) return [`    ${pen.ink.dim(name)}`, ...indent(wrap(value, pen.width - 6), 6)];
  return wrap(value, pen.width - NAME - 4).map((line, n) => `    ${pen.ink.dim((n === 0 ? name : '').padEnd(NAME))}${line}`);
};

const HEADING: readonly string[] = ['row', 'field', 'label'];

/** Ends with a line feed. */
export const sheetReport = (rows: readonly { readonly [column: string]: string }[], style: Style): string => {
  const pen = penOf(style);
  const blocks = rows.map((row) => {
    const title = [row['row'], row['label'] === '' ? row['field'] : (row['label'] ?? row['field'])].filter(
      (part) => part !== undefined,
    );
    const cells = Object.entries(row).filter(([name, value]) => value.trim() !== '' && !HEADING.includes(name));
    return [
      ...indent(
        wrap(pen.line(title.join(pen.dot)), pen.width - 2).map((line) => pen.ink.bold(line)),
        2,
      ),
      ...cells.flatMap(([name, value]) => cellLines(pen, pen.line(keyWords(name)), pen.line(value))),
    ].join('\n');
  });
  return blocks.length === 0 ? '  The sheet has no rows.\n' : `${blocks.join('\n\n')}\n`;
};
