// Which finding follows from which: the remedy belongs at the cause, and a follower says so in one line.
import type { Finding } from '../core/finding.ts';
import { ENGINE_REASONS, type Follow, type Reasons } from '../core/reason.ts';
import type { Act } from '../core/remedy.ts';
import { isWithin } from '../text/domain-name.ts';
import { remedyText } from '../text/remedy-text.ts';
import type { Uncaused } from './evaluate.ts';

/** What is known of a check here: the reasons that it declares. */
interface Declaring {
  readonly reasons?: Reasons;
}

const isOpen = (finding: Finding): boolean => finding.status !== 'pass' && finding.status !== 'not-applicable';

/** Accepted by support: what follows from it stands for itself again. */
const mayCause = (finding: Finding): boolean => isOpen(finding) && finding.limitation === undefined;

const stands = (follow: Follow, finding: Finding): boolean =>
  finding.check === follow.check &&
  (follow.reasons === undefined || follow.reasons.includes(finding.reason)) &&
  (follow.status === undefined || follow.status.includes(finding.status));

/** The finding that owns a fact which was not seen: the first that needs it itself, a blocker before a warning, else the first that names it. */
const ownerOf = (unseen: string, findings: readonly Finding[]): Finding | undefined => {
  const named = findings.filter((one) => one.unseen === unseen && mayCause(one));
  const own = named.filter((one) => !one.reason.startsWith('need-'));
  return own.find(({ severity }) => severity === 'blocker') ?? own[0] ?? named[0];
};

/** The finding that says why nothing of that party can be seen at all. */
const blinderOf = (unseen: string, findings: readonly Finding[], checks: ReadonlyMap<string, Declaring>): Finding | undefined =>
  findings.find(({ check, reason }) =>
    checks.get(check)?.reasons?.[reason]?.blinds?.some((party) => unseen.startsWith(`${party}.`)),
  );

/** The first that met what this one met, a blocker before a warning: one act mends it for all. */
const sameTrouble = ({ trouble }: Uncaused, findings: readonly Uncaused[]): Uncaused | undefined => {
  const met = trouble === undefined ? [] : findings.filter((one) => one.trouble === trouble && mayCause(one));
  return met.find(({ severity }) => severity === 'blocker') ?? met[0];
};

/** The finding that says why DNS answered for none of the names that this one asked for. */
const hiderOf = ({ unanswered = [] }: Uncaused, others: readonly Uncaused[]): Uncaused | undefined =>
  unanswered.length === 0
    ? undefined
    : others.find(({ hides = [] }) => unanswered.every((name) => hides.some((above) => isWithin(name, above))));

/** The first of these that stands, in the order in which they are named. */
const standing = (follows: readonly Follow[], others: readonly Finding[]): Finding | undefined =>
  follows.flatMap((follow) => others.find((one) => stands(follow, one)) ?? []).at(0);

const othersOf = (finding: Finding, findings: readonly Uncaused[]): readonly Uncaused[] =>
  findings.filter((one) => one.check !== finding.check && mayCause(one));

/** What each act follows from; undefined for one that stands for itself. */
const actCauses = (finding: Uncaused, findings: readonly Uncaused[]): readonly (Finding | undefined)[] => {
  const others = othersOf(finding, findings);
  return finding.remedy.map(({ follows = [] }) => standing(follows, others));
};

const directCause = (
  finding: Uncaused,
  findings: readonly Uncaused[],
  checks: ReadonlyMap<string, Declaring>,
): Finding | undefined => {
  if (!isOpen(finding)) return undefined;
  const declared = checks.get(finding.check)?.reasons?.[finding.reason]?.follows ?? [];
  const follows = [
    ...(finding.follows ?? []).map((one): Follow => (typeof one === 'string' ? { check: one } : one)),
    ...declared,
  ];
  const others = othersOf(finding, findings);
  const named = standing(follows, others);
  if (named !== undefined) return named;
  const [first, ...more] = actCauses(finding, findings);
  if (first !== undefined && !more.includes(undefined)) return first;
  const hider = hiderOf(finding, others);
  if (hider !== undefined) return hider;
  // What it met is its own to tell, whoever met it before it.
  if (!(finding.reason in ENGINE_REASONS) || follows.some(({ check }) => check === finding.check)) return undefined;
  const { unseen } = finding;
  const owner = unseen === undefined ? undefined : (blinderOf(unseen, others, checks) ?? ownerOf(unseen, findings));
  const cause = owner === undefined || owner.check === finding.check ? sameTrouble(finding, findings) : owner;
  return cause?.check === finding.check ? undefined : cause;
};

/** The finding that follows from no other, up from this one. */
const rootOf = (finding: Finding, direct: ReadonlyMap<Finding, Finding>): Finding => {
  const above = direct.get(finding);
  return above === undefined ? finding : rootOf(above, direct);
};

/** The direct cause of each finding. One that would close a ring, which only observations can make, is left out: the first stays the root. */
const directCauses = (findings: readonly Uncaused[], checks: ReadonlyMap<string, Declaring>): ReadonlyMap<Finding, Finding> => {
  const direct = new Map<Finding, Finding>();
  for (const finding of findings.toReversed()) {
    const cause = directCause(finding, findings, checks);
    if (cause !== undefined && rootOf(cause, direct) !== finding) direct.set(finding, cause);
  }
  return direct;
};

/** The acts that stand for themselves: what follows from another finding is mended there. */
const ownActs = (finding: Uncaused, findings: readonly Uncaused[], direct: ReadonlyMap<Finding, Finding>): readonly Act[] => {
  const causes = actCauses(finding, findings);
  return finding.remedy.flatMap(({ follows: _follows, ...act }, at) => {
    const cause = causes[at];
    return cause === undefined || rootOf(cause, direct) === finding ? [act] : [];
  });
};

/**
 * Sets `cause` on every finding that follows from another, to the one at the root; such a follower has no remedy of its own.
 * `findings` are all that are known, limitations applied.
 */
export const withCauses = (findings: readonly Uncaused[], checks: ReadonlyMap<string, Declaring>): readonly Finding[] => {
  const direct = directCauses(findings, checks);
  return findings.map((finding) => {
    const { follows: _follows, trouble: _trouble, unanswered: _unanswered, hides: _hides, ...own } = finding;
    const root = rootOf(finding, direct);
    if (root.check === finding.check) {
      const remedy = ownActs(finding, findings, direct);
      return { ...own, remedy, ...(remedy.length === own.remedy.length ? {} : { fix: remedyText(remedy) }) };
    }
    const { fix: _fix, ...bare } = own;
    return { ...bare, remedy: [], cause: root.check, fix: `This follows from ${root.check}: mend that first.` };
  });
};
