// Changes of a night as people read them: one group a cause, the gravest first, each with its tenants.
import type { Change } from '../../core/fleet.ts';
import { partsOf, type RemedyPart } from '../../text/remedy-text.ts';

export interface ChangeGroup {
  /** The gravest change of the group stands for it. */
  readonly change: Change;
  /** Sorted; a name a tenant. */
  readonly tenants: readonly string[];
  /** One cause of them all; else the same finding at each. */
  readonly oneCause: boolean;
}

const WEIGHTS: readonly Change['weight'][] = ['fault', 'refused', 'worse', 'unseen', 'none'];
const CLASSES: readonly Change['class'][] = [
  'new-failure',
  'other-cause',
  'expectation',
  'due',
  'expiring',
  'changed',
  'could-not-see',
  'flapping',
  'still-failing',
  'fixed',
  'gone',
];

const rank = ({ weight, class: kind, severity }: Change): number =>
  WEIGHTS.indexOf(weight) * 1000 + CLASSES.indexOf(kind) * 10 + (severity === 'blocker' ? 0 : 1);

/** The gravest first; alike ones by tenant. */
export const byGravity = (changes: readonly Change[]): readonly Change[] =>
  [...changes].sort((a, b) => rank(a) - rank(b) || ((a.key ?? '') < (b.key ?? '') ? -1 : 1));

const collect = <T>(items: readonly T[], nameOf: (item: T) => string): readonly (readonly T[])[] => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const known = groups.get(nameOf(item));
    if (known === undefined) groups.set(nameOf(item), [item]);
    else known.push(item);
  }
  return [...groups.values()];
};

const groupOf = (changes: readonly Change[], oneCause: boolean): readonly ChangeGroup[] => {
  const [change] = changes;
  if (change === undefined) return [];
  const tenants = [...new Set(changes.flatMap(({ tenant }) => tenant ?? []))].sort((a, b) => (a < b ? -1 : 1));
  return [{ change, tenants, oneCause }];
};

const standing = ({ weight, class: kind, expected }: Change): string => `${weight} ${kind} ${expected?.ticket ?? ''}`;

/** What has one cause is told once; so is what stands alike at several tenants, each for itself. */
export const groupChanges = (changes: readonly Change[]): readonly ChangeGroup[] => {
  const causes = collect(changes, (change) => `${standing(change)} ${change.root}`);
  const shared = causes.filter((group) => group.length > 1).flatMap((group) => groupOf(group, true));
  const single = causes.filter((group) => group.length === 1).flat();
  const alike = collect(
    single,
    (change) =>
      `${standing(change)} ${change.check ?? ''} ${change.reason ?? change.root} ${change.tenant === null ? change.root : ''}`,
  );
  return [...shared, ...alike.flatMap((group) => groupOf(group, group.length === 1))].sort(
    (a, b) => rank(a.change) - rank(b.change) || b.tenants.length - a.tenants.length,
  );
};

/** Nobody has to be told: an expected failure, or what was there already. */
export const isNews = ({ expected, class: kind }: Change): boolean => expected === null && kind !== 'still-failing';

/** What to do about it, of one tenant or of one cause: what stands alike at several tenants is mended at each in its own way. */
export const groupFix = ({ change, tenants, oneCause }: ChangeGroup): string | null =>
  change.class === 'fixed' || (tenants.length > 1 && !oneCause) ? null : change.fix;

/** The same in its parts. */
export const groupRemedy = (group: ChangeGroup): readonly RemedyPart[] => {
  const fix = groupFix(group);
  return fix === null ? [] : partsOf(fix, group.change.paste);
};
