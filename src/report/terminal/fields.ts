// The SquareOS mapping for a terminal and for a ticket.
import { plural } from '../../text/plural.ts';
import { codeSpan, forMarkdown } from '../../masking/neutral.ts';
import type { Field, FieldComparison, SquareosObject } from '../fields.ts';
import { indent, labelled, penOf, wrap, type Pen, type Style } from './style.ts';

const shown = (field: Field): string => {
  if (field.secret) return field.value === null ? 'leave empty' : `the secret kept at ${field.value}`;
  return field.value ?? 'leave empty';
};

const STATE: { readonly [S in FieldComparison['state']]: string } = {
  same: 'as it should be',
  different: 'different',
  missing: 'missing',
  unexpected: 'should be empty',
  kept: 'is set; its value was not looked at',
  'not-kept': 'not set',
  untold: 'not in the export, so nobody can say',
};

const good = ({ state }: FieldComparison): boolean => state === 'same' || state === 'kept';

const groups = <T extends Field>(fields: readonly T[]): readonly (readonly [SquareosObject, readonly T[]])[] =>
  [...new Set(fields.map(({ object }) => object))].map((object) => [object, fields.filter((field) => field.object === object)]);

/** The longest name of a field, and a space. */
const NAME = 32;

const fieldLines = (pen: Pen, field: Field): readonly string[] =>
  labelled(pen, pen.line(field.field), pen.line(shown(field)), 4, NAME);

/** For `attestations[].digest`: an answer then holds for these values alone. Ends with a line feed. */
export const digestsReport = (digests: readonly { readonly id: string; readonly digest: string }[], style: Style): string => {
  const pen = penOf(style);
  const title = indent(wrap('Digests for `attestations` in the profile', pen.width - 2), 2).map((line) => pen.ink.bold(line));
  const lines = digests.flatMap(({ id, digest }) => labelled(pen, pen.line(id), digest, 4, NAME));
  return `${[...title, ...lines].join('\n')}\n`;
};

/** Ends with a line feed. */
export const fieldsReport = (fields: readonly Field[], style: Style): string => {
  const pen = penOf(style);
  return `${groups(fields)
    .map(([object, rows]) => [`  ${pen.ink.bold(object)}`, ...rows.flatMap((row) => fieldLines(pen, row))].join('\n'))
    .join('\n\n')}\n`;
};

const comparisonLines = (pen: Pen, row: FieldComparison): readonly string[] => {
  if (good(row)) return [`  ${pen.sign('pass')} ${pen.line(row.field)} ${pen.ink.dim(STATE[row.state])}`];
  const found = row.found === null ? [] : labelled(pen, 'Found', pen.line(row.found), 4);
  return [
    `  ${pen.sign(row.state === 'untold' ? 'inconclusive' : 'fail')} ${pen.ink.bold(pen.line(row.field))} ${STATE[row.state]}`,
    ...labelled(pen, row.state === 'untold' ? 'Should be' : 'Set it to', pen.line(shown(row)), 4),
    ...found,
  ];
};

/** Ends with a line feed. */
export const comparisonReport = (rows: readonly FieldComparison[], style: Style): string => {
  const pen = penOf(style);
  const untold = rows.filter(({ state }) => state === 'untold').length;
  const wrong = rows.filter((row) => !good(row)).length - untold;
  const open = untold === 0 ? '' : `; ${untold} ${untold === 1 ? 'is' : 'are'} not in the export`;
  const summary =
    wrong + untold === 0
      ? 'SquareOS holds what was observed.'
      : `${wrong} of ${plural(rows.length, 'field')} ${wrong === 1 ? 'differs' : 'differ'} from what was observed${open}.`;
  const body = groups(rows).map(([object, those]) =>
    [`  ${pen.ink.bold(object)}`, ...those.flatMap((row) => comparisonLines(pen, row))].join('\n'),
  );
  return `  ${summary}\n\n${body.join('\n\n')}\n`;
};

/** For somebody else: where the engineer keeps a secret is of no use to them. */
const handedOver = (field: Field): string =>
  field.secret && field.value !== null && !field.value.startsWith('env:')
    ? 'the secret, which the implementation engineer hands over by the safe way that you agreed on'
    : shown(field);

/** A table an object, for a ticket; ends with a line feed. */
export const fieldsMarkdown = (fields: readonly Field[]): string =>
  groups(fields)
    .map(([object, rows]) => {
      const lines = rows.map(
        (row) =>
          `| ${codeSpan(row.field)} | ${row.secret || row.value === null ? forMarkdown(handedOver(row)) : codeSpan(row.value)} |`,
      );
      return [`### ${object}`, '', '| Field | Value |', '|---|---|', ...lines].join('\n');
    })
    .join('\n\n')
    .concat('\n');
