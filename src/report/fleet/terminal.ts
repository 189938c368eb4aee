// A night for a person: the sum in one line, then what changed, the gravest first.
import { plural } from '../../text/plural.ts';
import type { Change, Night, NightPart } from '../../core/fleet.ts';
import { called } from '../../core/owner.ts';
import { partLines } from '../terminal/finding-block.ts';
import { indent, penOf, type Pen, type Style, wrap } from '../terminal/style.ts';
import { type ChangeGroup, groupChanges, groupRemedy, isNews } from './grouped.ts';
import { CLASS_SAYS, CLASS_STATUS, endSays, EXIT_WORDS, nightSentence, pulseSentence, tenantsText, whose } from './words.ts';

const MOST_GROUPS = 40;

const paragraph = (text: string, pen: Pen, at: number): readonly string[] =>
  indent(
    text.split('\n').flatMap((line) => wrap(line, pen.width - at)),
    at,
  );

/** What is pasted stands on lines of its own, which are never broken. */
const fixLines = (group: ChangeGroup, pen: Pen): readonly string[] =>
  groupRemedy(group).flatMap((part) =>
    part.kind === 'paste' ? partLines('', [part], pen) : paragraph(pen.clean(part.text), pen, 4),
  );

export const groupBlock = (group: ChangeGroup, pen: Pen, verbose: boolean): readonly string[] => {
  const { change, tenants } = group;
  const status = CLASS_STATUS[change.class];
  const expected = change.expected === null ? '' : ` (expected until ${change.expected.expires}, ${change.expected.ticket})`;
  const head = `${pen.sign(status)} ${pen.ink.bold(pen.line(whose(group)))}${pen.dot}${CLASS_SAYS[change.class]}${pen.line(expected)}`;
  const since =
    change.firstSeen.night === change.night ? '' : `${pen.dot}first seen ${change.firstSeen.at.slice(0, 16).replace('T', ' ')}`;
  const owner = change.class === 'fixed' ? '' : `${called(change.owner, change.who)}${since}`;
  return [
    head,
    ...paragraph(pen.line(change.says), pen, 4),
    ...(tenants.length > 1 ? paragraph(pen.line(tenantsText(tenants)), pen, 4) : []),
    ...(owner === '' ? [] : [pen.ink.dim(`    ${pen.line(owner)}`)]),
    ...(verbose || change.weight !== 'none' || change.class === 'could-not-see' ? fixLines(group, pen) : []),
  ];
};

/** `verbose`: what is still failing and what was expected, too. */
export const fleetReport = (night: Night, changes: readonly Change[], style: Style & { readonly verbose: boolean }): string => {
  const pen = penOf(style);
  const told = style.verbose ? changes : changes.filter(isNews);
  const groups = groupChanges(told);
  const still = changes.filter(({ class: kind }) => kind === 'still-failing').length;
  const quiet = [
    ...(still > 0 && !style.verbose ? [`${plural(still, 'finding')} still failing`] : []),
    ...(night.totals.expected > 0 && !style.verbose ? [`${night.totals.expected} expected`] : []),
  ];
  const pulses = pulseSentence(night);
  const before = night.baseline === null ? 'there is no night to compare with' : `compared with ${night.baseline}`;
  const lines = [
    ...wrap(
      `${pen.ink.bold(`Night ${pen.line(night.name)} of ${pen.line(night.fleet)}`)}: ${nightSentence(night, changes)} (${pen.line(before)}).`,
      pen.width,
    ),
    '',
    ...groups.slice(0, MOST_GROUPS).flatMap((group) => [...groupBlock(group, pen, style.verbose), '']),
    ...(groups.length > MOST_GROUPS
      ? [`… and ${groups.length - MOST_GROUPS} more; \`certify fleet report --json\` has all.`, '']
      : []),
    ...(quiet.length === 0 ? [] : [pen.ink.dim(`${quiet.join(', ')}; --verbose shows them.`), '']),
    ...(pulses === null ? [] : [pulses]),
    ...wrap(`${endSays(night)}${pen.dot}${outcomes(night.totals.exits, pen)}`, pen.width),
  ];
  return `${lines.join('\n')}\n`;
};

const outcomes = (exits: Night['totals']['exits'], pen: Pen): string =>
  EXIT_WORDS.flatMap(([exit, word]) => (exits[exit] === undefined ? [] : [`${exits[exit]} ${word}`])).join(pen.dot);

/** A part says what it saw, and nothing of what that means: it does not know what the others saw. */
export const partReport = (part: NightPart, style: Style): string => {
  const pen = penOf(style);
  const { index, of } = part.shard;
  const lines = [
    `${pen.ink.bold(`Part ${index} of ${of}, night ${pen.line(part.night)} of ${pen.line(part.fleet)}`)}: ${part.looked} of ${plural(part.tenants, 'tenant')} looked at${part.looked === 0 ? '' : `: ${outcomes(part.exits, pen)}`}.`,
    `What changed is told where all parts are joined: \`certify fleet report --join\`, or with the files that --json printed.`,
  ];
  return `${lines.flatMap((line) => wrap(line, pen.width)).join('\n')}\n`;
};
