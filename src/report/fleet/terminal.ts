// A night for a person: the sum in one line, then what changed, the gravest first.
import type { Change, Night } from '../../core/fleet.ts';
import { called } from '../../core/owner.ts';
import { indent, penOf, type Pen, type Style, wrap } from '../terminal/style.ts';
import { type ChangeGroup, groupChanges, isNews } from './grouped.ts';

const MOST_GROUPS = 40;
const MOST_TENANTS = 6;

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** `3 of 412 tenants changed, 1 got worse.` */
const nightSentence = ({ totals }: Pick<Night, 'totals'>, changes: readonly Change[]): string => {
  const news = changes.filter(isNews);
  const changed = new Set(news.flatMap(({ key }) => key ?? [])).size;
  const worse = new Set(news.filter(({ weight }) => weight !== 'none' && weight !== 'unseen').map(({ key, root }) => key ?? root))
    .size;
  const what = changed === 0 ? 'nothing changed' : `${changed} of ${count(totals.tenants, 'tenant')} changed`;
  return `${what}${worse === 0 ? '' : `, ${worse} got worse`}`;
};

const CLASS_SAYS: { readonly [C in Change['class']]: string } = {
  'new-failure': 'new failure',
  'other-cause': 'other cause',
  fixed: 'fixed',
  'still-failing': 'still failing',
  flapping: 'comes and goes',
  'could-not-see': 'could not see',
  due: 'due for certification',
  expiring: 'running out',
  changed: 'changed',
  expectation: 'expected failure',
  gone: 'gone',
};

const STATUS_OF: { readonly [C in Change['class']]: 'fail' | 'warn' | 'pass' | 'inconclusive' | 'not-applicable' } = {
  'new-failure': 'fail',
  'other-cause': 'fail',
  fixed: 'pass',
  'still-failing': 'fail',
  flapping: 'warn',
  'could-not-see': 'inconclusive',
  due: 'warn',
  expiring: 'warn',
  changed: 'warn',
  expectation: 'warn',
  gone: 'not-applicable',
};

const paragraph = (text: string, pen: Pen, at: number): readonly string[] =>
  indent(
    text.split('\n').flatMap((line) => wrap(line, pen.width - at)),
    at,
  );

const tenantsText = (tenants: readonly string[]): string => {
  const shown = tenants.slice(0, MOST_TENANTS).join(', ');
  return tenants.length > MOST_TENANTS ? `${shown} and ${tenants.length - MOST_TENANTS} more` : shown;
};

const whose = ({ change, tenants, oneCause }: ChangeGroup): string => {
  if (tenants.length === 0) return change.place ?? 'fleet.yaml';
  const [only = ''] = tenants;
  return tenants.length === 1
    ? only
    : `${tenants.length} tenants${oneCause ? `, one cause: ${change.place ?? change.root}` : ''}`;
};

const groupBlock = (group: ChangeGroup, pen: Pen, verbose: boolean): readonly string[] => {
  const { change, tenants } = group;
  const status = STATUS_OF[change.class];
  const expected = change.expected === null ? '' : ` (expected until ${change.expected.expires}, ${change.expected.ticket})`;
  const head = `${pen.sign(status)} ${pen.ink.bold(pen.line(whose(group)))}${pen.dot}${CLASS_SAYS[change.class]}${pen.line(expected)}`;
  const since =
    change.firstSeen.night === change.night ? '' : `${pen.dot}first seen ${change.firstSeen.at.slice(0, 16).replace('T', ' ')}`;
  const owner = change.class === 'fixed' ? '' : `${called(change.owner, change.who)}${since}`;
  const fix = change.fix !== null && (verbose || change.weight !== 'none') && tenants.length <= 1;
  return [
    head,
    ...paragraph(pen.line(change.says), pen, 4),
    ...(tenants.length > 1 ? paragraph(pen.line(tenantsText(tenants)), pen, 4) : []),
    ...(owner === '' ? [] : [pen.ink.dim(`    ${pen.line(owner)}`)]),
    ...(fix ? paragraph(pen.clean(change.fix ?? ''), pen, 4) : []),
  ];
};

const EXIT_SAYS: { readonly [exit: number]: string } = {
  0: 'Nothing new.',
  1: 'Something got worse.',
  2: 'A profile is refused; this night is no measure for the next until it is mended, or accepted by hand.',
  3: 'Something could not be seen two nights running.',
  4: 'certify itself failed for a tenant.',
};

/** `verbose`: what is still failing and what was expected, too. */
export const fleetReport = (night: Night, changes: readonly Change[], style: Style & { readonly verbose: boolean }): string => {
  const pen = penOf(style);
  const told = style.verbose ? changes : changes.filter(isNews);
  const groups = groupChanges(told);
  const still = changes.filter(({ class: kind }) => kind === 'still-failing').length;
  const quiet = [
    ...(still > 0 && !style.verbose ? [`${count(still, 'finding')} still failing`] : []),
    ...(night.totals.expected > 0 && !style.verbose ? [`${night.totals.expected} expected`] : []),
  ];
  const before = night.baseline === null ? 'there is no night to compare with' : `compared with ${night.baseline}`;
  const lines = [
    `${pen.ink.bold(`Night ${pen.line(night.name)} of ${pen.line(night.fleet)}`)}: ${nightSentence(night, changes)} (${pen.line(before)}).`,
    '',
    ...groups.slice(0, MOST_GROUPS).flatMap((group) => [...groupBlock(group, pen, style.verbose), '']),
    ...(groups.length > MOST_GROUPS
      ? [`… and ${groups.length - MOST_GROUPS} more; \`certify fleet report --json\` has all.`, '']
      : []),
    ...(quiet.length === 0 ? [] : [pen.ink.dim(`${quiet.join(', ')}; --verbose shows them.`), '']),
    `${EXIT_SAYS[night.exitCode ?? 0] ?? ''}${pen.dot}${outcomes(night, pen)}`,
  ];
  return `${lines.join('\n')}\n`;
};

const EXIT_WORDS: readonly (readonly [string, string])[] = [
  ['0', 'ready'],
  ['1', 'not certified'],
  ['3', 'inconclusive'],
  ['2', 'refused'],
  ['4', 'failed'],
];

const outcomes = ({ totals }: Night, pen: Pen): string =>
  EXIT_WORDS.flatMap(([exit, word]) => (totals.exits[exit] === undefined ? [] : [`${totals.exits[exit]} ${word}`])).join(pen.dot);
