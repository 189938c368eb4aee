// A week as a digest for a ticket or a meeting, in Markdown that is read as it stands: the sum, what came, what is open longest, what was mended.
import { plural } from '../../text/plural.ts';
import type { Change, Week } from '../../core/fleet.ts';
import { called } from '../../core/owner.ts';
import { forMarkdown } from '../../masking/neutral.ts';
import { type ChangeGroup, groupChanges } from './grouped.ts';
import { fitting, groupBlock } from './markdown.ts';
import { EXIT_SAYS, whose } from './words.ts';

const MOST_OPEN = 15;
const MOST_MENDED = 20;

/** `3 nights, 2 came and are there, …`, and the days without a night. */
export const weekSum = (week: Week): string =>
  `${sum(week)}.${week.missing.length === 0 ? '' : ` No complete night began on ${week.missing.join(', ')}.`}`;

/** `Fleet gyms, 2026-11-20 to 2026-11-26` */
export const weekTitle = ({ fleet, from, to }: Week): string => `Fleet ${fleet}, ${from === to ? to : `${from} to ${to}`}`;

const sum = ({ nights, came, open, mended, expected }: Week): string =>
  [
    plural(nights.length, 'night'),
    `${came.length} came and are there`,
    `${open.length} open since before`,
    `${mended.length} mended`,
    ...(expected === 0 ? [] : [`${expected} expected`]),
  ].join(', ');

const nightRows = ({ nights }: Week): readonly string[] => [
  '| night | tenants | how it ended |',
  '|---|---|---|',
  ...nights.map(
    ({ name, totals, exitCode }) =>
      `| ${forMarkdown(name)} | ${totals.looked} of ${totals.tenants} | ${exitCode ?? ''} · ${EXIT_SAYS[exitCode ?? 0] ?? ''} |`,
  ),
];

/** Who has how much on the table, the most first. */
export const ownersOf = (there: readonly Change[]): readonly (readonly [string, number])[] => {
  const counts = new Map<string, number>();
  for (const { owner, who } of there) counts.set(called(owner, who), (counts.get(called(owner, who)) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1]);
};

const short = (group: ChangeGroup): string =>
  `- **${forMarkdown(whose(group))}**: ${forMarkdown(group.change.says.replace(/^mended: /, ''))}`;

const section = (title: string, lines: readonly string[], left: number): readonly string[] =>
  lines.length === 0 ? [] : ['', `### ${title}`, '', ...lines, ...(left > 0 ? ['', `… and ${left} more.`] : [])];

/** Causes that were there before the week, the oldest first. */
export const openLongest = ({ open }: Week): readonly ChangeGroup[] =>
  groupChanges(open).toSorted((a, b) => (a.change.firstSeen.at < b.change.firstSeen.at ? -1 : 1));

/** Ends with a line feed. What does not fit is counted. */
export const weekMarkdown = (week: Week): string => {
  const came = groupChanges(week.came).map(groupBlock);
  const shown = fitting(came);
  const open = openLongest(week);
  const [mended, events] = [groupChanges(week.mended), groupChanges(week.events)];
  const part = (groups: readonly ChangeGroup[], most: number, of: (group: ChangeGroup) => string): readonly string[] =>
    groups.slice(0, most).map(of);
  return `${[
    `## ${forMarkdown(weekTitle(week))}`,
    '',
    weekSum(week),
    '',
    ...nightRows(week),
    ...section(
      'Whose it is',
      ownersOf([...week.came, ...week.open]).map(([who, many]) => `- ${forMarkdown(who)}: ${many}`),
      0,
    ),
    ...section('Came, and is there', shown, came.length - shown.length),
    ...section('Open longest', part(open, MOST_OPEN, groupBlock), open.length - MOST_OPEN),
    ...section('Changed', part(events, MOST_OPEN, short), events.length - MOST_OPEN),
    ...section('Mended', part(mended, MOST_MENDED, short), mended.length - MOST_MENDED),
  ].join('\n')}\n`;
};
