// The surroundings of a run, for a terminal: a line each, and what has to be done below those that need it.
import type { Status } from '../../core/finding.ts';
import type { Surrounding } from '../../core/surroundings.ts';
import { plural } from '../../text/plural.ts';
import { indent, isNarrow, penOf, type Pen, type Style, wrap } from './style.ts';

const STATUS: { readonly [S in Surrounding['state']]: Status } = {
  ok: 'pass',
  warn: 'warn',
  blocked: 'fail',
  unseen: 'inconclusive',
};

const LABEL = 17;

const ending = (rows: readonly Surrounding[]): string => {
  const count = (state: Surrounding['state']): number => rows.filter((row) => row.state === state && row.cause === null).length;
  const blocked = count('blocked');
  const warned = count('warn');
  if (blocked > 0) return `${plural(blocked, 'thing stands', 'things stand')} in the way of a run on this machine.`;
  const minded = warned === 0 ? '' : `, ${plural(warned, 'thing', 'things')} to mind`;
  return `Nothing stands in the way of a run on this machine${minded}.`;
};

const rowLines = (
  { what, state, seen, act, owner, cause }: Surrounding,
  pen: Pen,
  words: (id: string) => string,
): readonly string[] => {
  const narrow = isNarrow(pen);
  const at = narrow ? 4 : LABEL + 4;
  const broken = (text: string): readonly string[] => wrap(pen.line(text), pen.width - at);
  const said = broken(seen);
  const todo = act === null ? '' : `${owner === null ? '' : `${owner}: `}${act}`;
  const last = cause === null ? todo : `follows from ${words(cause)}`;
  const more = last === '' ? [] : broken(last);
  const head = `  ${pen.sign(STATUS[state])} `;
  const below = more.map((line) => pen.ink.dim(line));
  if (narrow) return [`${head}${pen.ink.bold(what)}`, ...indent([...said, ...below], at)];
  const [first = '', ...rest] = said;
  return [`${head}${pen.ink.bold(what.padEnd(LABEL))}${first}`, ...indent([...rest, ...below], at)];
};

/** Ends with a line feed. */
export const doctorText = (tenant: string | null, rows: readonly Surrounding[], style: Style): string => {
  const pen = penOf(style);
  const words = (id: string): string => rows.find((row) => row.id === id)?.what ?? id;
  const title = tenant === null ? 'this machine' : `this machine, for ${pen.line(tenant)}`;
  const lines = [
    ...indent(
      wrap(title, pen.width - 2).map((line) => pen.ink.bold(line)),
      2,
    ),
    '',
    ...rows.flatMap((row) => rowLines(row, pen, words)),
    '',
    ...indent(wrap(ending(rows), pen.width - 2), 2),
  ];
  return `${lines.join('\n')}\n`;
};
