// A week on a terminal: the digest's parts, with lines that end between words and records that stay whole.
import { plural } from '../../text/plural.ts';
import type { Week } from '../../core/fleet.ts';
import { indent, penOf, type Pen, type Style, wrap } from '../terminal/style.ts';
import { type ChangeGroup, groupChanges } from './grouped.ts';
import { groupBlock } from './terminal.ts';
import { ownersOf, openLongest, weekSum, weekTitle } from './week.ts';
import { endWord, whose } from './words.ts';

const MOST = 15;

const blocks = (title: string, groups: readonly ChangeGroup[], of: (group: ChangeGroup) => readonly string[], pen: Pen) =>
  groups.length === 0
    ? []
    : [
        '',
        pen.ink.bold(title),
        '',
        ...groups.slice(0, MOST).flatMap(of),
        ...(groups.length > MOST ? [`… and ${groups.length - MOST} more; \`--report markdown=week.md\` has more.`] : []),
      ];

const short = (group: ChangeGroup, pen: Pen): readonly string[] => {
  const [first = '', ...rest] = wrap(pen.line(`${whose(group)}: ${group.change.says.replace(/^mended: /, '')}`), pen.width - 2);
  return [`  ${first}`, ...indent(rest, 4)];
};

/** Ends with a line feed. */
export const weekReport = (week: Week, style: Style): string => {
  const pen = penOf(style);
  const spread = (text: string, at = 0): readonly string[] => indent(wrap(pen.line(text), pen.width - at), at);
  const full = (group: ChangeGroup): readonly string[] => [...groupBlock(group, pen, true), ''];
  const brief = (group: ChangeGroup): readonly string[] => short(group, pen);
  const lines = [
    pen.ink.bold(pen.line(weekTitle(week))),
    ...spread(weekSum(week)),
    '',
    ...week.nights.flatMap((night) =>
      spread(
        `${night.name}: ${night.totals.looked} of ${plural(night.totals.tenants, 'tenant')}, ${endWord({ ...night, baseline: '' })}`,
        2,
      ),
    ),
    ...(week.came.length + week.open.length === 0 ? [] : ['', pen.ink.bold('Whose it is'), '']),
    ...ownersOf([...week.came, ...week.open]).flatMap(([who, many]) => spread(`${who}: ${many}`, 2)),
    ...blocks('Came, and is there', groupChanges(week.came), full, pen),
    ...blocks('Open longest', openLongest(week), full, pen),
    ...blocks('Changed', groupChanges(week.events), brief, pen),
    ...blocks('Mended', groupChanges(week.mended), brief, pen),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
};
