// The words of a night that every form of it uses.
import { plural } from '../../text/plural.ts';
import type { Change, Night, Pulse } from '../../core/fleet.ts';
import { type ChangeGroup, isNews } from './grouped.ts';

const DUE: ReadonlySet<Change['class']> = new Set<Change['class']>(['due', 'expiring']);
const dueWords = (many: number): string => `${many === 1 ? 'has' : 'have'} something due`;

/** `3 of 412 tenants changed, 1 got worse`; without a night before, how many are not in order: nothing is known to have changed. */
export const nightSentence = ({ totals, baseline }: Pick<Night, 'totals' | 'baseline'>, changes: readonly Change[]): string => {
  const news = changes.filter(isNews);
  const there = news.filter(({ class: kind }) => kind !== 'gone');
  const gone = news.length - there.length;
  // A part that is missing is no tenant that got worse.
  const worse = new Set(
    news
      .filter(({ weight, key }) => weight !== 'none' && weight !== 'unseen' && !(weight === 'fault' && key === null))
      .map(({ key, root }) => key ?? root),
  ).size;
  const isFirst = baseline === null;
  // What has to be certified is in order all the same; where there is a night before, that it became due is a change.
  const amiss = there.filter(({ class: kind }) => !isFirst || !DUE.has(kind));
  const keys = new Set(amiss.flatMap(({ key }) => key ?? []));
  const changed = keys.size;
  const due = isFirst ? new Set(there.flatMap(({ key }) => (key === null || keys.has(key) ? [] : key))).size : 0;
  const turned = isFirst ? (changed === 1 ? 'is not in order' : 'are not in order') : 'changed';
  const nothing = isFirst ? 'nothing to report' : 'nothing changed';
  const all = `of ${plural(totals.tenants, 'tenant')}`;
  const what =
    news.length === 0 ? nothing : changed === 0 && due > 0 ? `${due} ${all} ${dueWords(due)}` : `${changed} ${all} ${turned}`;
  const alsoDue = changed === 0 || due === 0 ? '' : `, ${due} ${dueWords(due)}`;
  const left = totals.tenants - totals.looked;
  return `${what}${alsoDue}${worse === 0 || isFirst ? '' : `, ${worse} got worse`}${gone === 0 ? '' : `, ${gone} gone`}${left > 0 ? `, ${left} not looked at` : ''}`;
};

const PULSES: { readonly [O in Pulse['outcome']]: string } = {
  delivered: 'came back',
  'not-sent': 'not sent',
  'no-callback': 'without a callback',
  'other-event': 'with another event',
  unknown: 'nobody knows whether sent',
  unseen: 'could not be seen',
  none: 'not tried',
};

/** `Pulse: 240 came back, 3 without a callback.`; null: the night was not asked for it. */
export const pulseSentence = ({ totals }: Pick<Night, 'totals'>): string | null => {
  const { pulses } = totals;
  if (pulses === undefined) return null;
  const told = Object.entries(PULSES).flatMap(([outcome, says]) => {
    const many = pulses[outcome as Pulse['outcome']];
    return many === undefined ? [] : [`${many} ${says}`];
  });
  return `Pulse: ${told.join(', ')}.`;
};

export const CLASS_SAYS: { readonly [C in Change['class']]: string } = {
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

/** The mark that a class is shown with. */
export const CLASS_STATUS: { readonly [C in Change['class']]: 'fail' | 'warn' | 'pass' | 'inconclusive' | 'not-applicable' } = {
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

const MOST_TENANTS = 6;

/** The first few by name, the rest counted. */
export const tenantsText = (tenants: readonly string[]): string => {
  const shown = tenants.slice(0, MOST_TENANTS).join(', ');
  return tenants.length > MOST_TENANTS ? `${shown} and ${tenants.length - MOST_TENANTS} more` : shown;
};

/** Whom a group of changes is of. */
export const whose = ({ change, tenants, oneCause }: ChangeGroup): string => {
  if (tenants.length === 0) return change.place ?? 'fleet.yaml';
  const [only = ''] = tenants;
  return tenants.length === 1
    ? only
    : `${tenants.length} tenants${oneCause ? `, one cause: ${change.place ?? change.root}` : ''}`;
};

export const EXIT_SAYS: { readonly [exit: number]: string } = {
  0: 'Nothing new.',
  1: 'Something got worse.',
  2: 'A profile is refused; this night is no measure for the next until it is mended, or accepted by hand.',
  3: 'Something could not be seen two nights running.',
  4: 'A part of the fleet was not looked at, or certify itself failed for a tenant.',
};

const END_WORDS: { readonly [exit: number]: string } = {
  0: 'nothing new',
  1: 'something got worse',
  2: 'a profile is refused',
  3: 'something could not be seen two nights running',
  4: 'not all of it was looked at',
};

type Ended = Pick<Night, 'exitCode' | 'baseline' | 'totals'>;

/** What exit code 1 says of a first night: nothing got worse in one that is compared with none; what is READY may still be due. */
const firstAmiss = ({ exitCode, baseline, totals }: Ended): string | null =>
  baseline !== null || exitCode !== 1
    ? null
    : Object.keys(totals.exits).every((exit) => exit === '0')
      ? 'something is due'
      : 'something is not in order';

/** The same in a list of nights. */
export const endWord = (night: Ended): string => firstAmiss(night) ?? END_WORDS[night.exitCode ?? 0] ?? '';

/** How a night ended, as a sentence. */
export const endSays = (night: Ended): string => {
  const amiss = firstAmiss(night);
  return amiss === null ? (EXIT_SAYS[night.exitCode ?? 0] ?? '') : `${amiss.replace(/^./, (letter) => letter.toUpperCase())}.`;
};

/** The tenants of a night by how their look ended. */
export const EXIT_WORDS: readonly (readonly [string, string])[] = [
  ['0', 'ready'],
  ['1', 'not certified'],
  ['3', 'inconclusive'],
  ['2', 'refused'],
  ['4', 'failed'],
];
