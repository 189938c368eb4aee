// Compares two records: what changed, in what direction, and since when.
import type { Outcome } from '../core/decision.ts';
import type { Direction, FindingChange, Judged, RecordDiff } from '../core/diff.ts';
import type { Finding, Status } from '../core/finding.ts';
import type { EvidenceRecord, RunDocument } from '../core/record.ts';
import { factChanges } from './diff-facts.ts';
import { otherRules } from './other-rules.ts';

type Comparable = RunDocument & Partial<Pick<EvidenceRecord, 'profile'>>;

const STATUS_RANK: { readonly [S in Status]: number } = {
  pass: 0,
  'not-applicable': 0,
  warn: 1,
  pending: 2,
  inconclusive: 3,
  fail: 4,
};

const OUTCOME_RANK: { readonly [O in Outcome]: number } = {
  CERTIFIED: 0,
  READY: 0,
  LOOKED: 0,
  LAB_ONLY: 0,
  CERTIFIED_WITH_LIMITATIONS: 1,
  INCONCLUSIVE: 2,
  NOT_CERTIFIED: 3,
};

const ranked = (before: number, after: number): Direction => (after > before ? 'worse' : after < before ? 'better' : 'changed');

/** What could not be looked at, or is not asked any longer, is not mended by it. */
const NOT_SEEN: ReadonlySet<Status> = new Set<Status>(['inconclusive', 'not-applicable']);

const directionOf = (before: Status, after: Status): Direction => {
  const direction = ranked(STATUS_RANK[before], STATUS_RANK[after]);
  return direction === 'better' && NOT_SEEN.has(after) ? 'changed' : direction;
};

const judged = ({ status, reason, severity, says }: Finding): Judged => ({
  status,
  reason,
  severity,
  ...(says === undefined ? {} : { says }),
});

const same = (a: Judged | null, b: Judged | null, byStatus: boolean): boolean =>
  a?.status === b?.status && (byStatus || (a?.reason === b?.reason && (a?.severity === b?.severity || a?.status === 'pass')));

/**
 * `history`: other records of the same chain in any order; they date the changes ("since when"). Only findings that both
 * records could hold are compared: one that is missing from a narrower re-run (`--check`, `--step`) is not a change.
 */
export const diffRecords = (before: Comparable, after: Comparable, history: readonly RunDocument[] = []): RecordDiff => {
  const findings = findingChanges(before, after, history);
  return {
    schema: 'certify.diff/1',
    before: endOf(before),
    after: endOf(after),
    direction: overall(before, after, findings),
    findings,
    facts: otherRules(before.run, after.run) ? [] : factChanges(before, after),
    context: contextOf(before, after),
  };
};

const sends = ({ run }: RunDocument): boolean => run.command === 'ses' || run.command === 'smtp';

/**
 * A look never gets as far as a run, so its READY is no improvement on a run that ended in the live message: there only what
 * both of them judged says whether things are better.
 */
const overall = (before: RunDocument, after: RunDocument, findings: readonly FindingChange[]): RecordDiff['direction'] => {
  const [was, is] = [OUTCOME_RANK[before.decision.outcome], OUTCOME_RANK[after.decision.outcome]];
  if (is <= was && sends(before) && !sends(after)) {
    return ORDER.find((direction) => findings.some((one) => one.direction === direction && one.before !== null)) ?? 'same';
  }
  if (was === is) return 'same';
  const direction = ranked(was, is);
  // An outcome that is better only because something could not be seen, or worse only by a check that was not there, is neither.
  const byNothing = direction === 'better' ? after.decision.outcome === 'INCONCLUSIVE' : otherRules(before.run, after.run);
  return !byNothing || findings.some((one) => one.direction === direction) ? direction : 'changed';
};

const LOOK_AND_RUN = 'Only one of the two sent a live message: receipt, callback and rows are not compared.';

const endOf = (record: RunDocument): RecordDiff['before'] => ({
  id: record.evidence?.id ?? null,
  at: record.run.finishedAt,
  outcome: record.decision.outcome,
});

const ORDER: readonly Direction[] = ['worse', 'changed', 'better'];

const findingChanges = (before: RunDocument, after: RunDocument, history: readonly RunDocument[]): readonly FindingChange[] => {
  const old = new Map(before.findings.map((finding) => [finding.check, finding]));
  const narrowed = after.findings.length < before.findings.length;
  const fresh = new Set(after.findings.map(({ check }) => check));
  const other = otherRules(before.run, after.run);
  const changed = after.findings.flatMap((finding): FindingChange[] => {
    const was = old.get(finding.check) ?? null;
    const [a, b] = [was === null ? null : judged(was), judged(finding)];
    // A check that is new, or was left out, and finds nothing to do is no news.
    if (same(a, b, other) || (a === null && STATUS_RANK[finding.status] === 0)) return [];
    // A check that other rules brought was never passed before them.
    const direction = a === null && other ? 'changed' : directionOf(a?.status ?? 'pass', b.status);
    return [
      {
        ...naming(finding),
        direction,
        before: a,
        after: b,
        since: sinceOf(finding, after, history),
        remedy: finding.remedy,
        fix: finding.fix ?? null,
        cause: finding.cause,
        owner: finding.owner,
      },
    ];
  });
  const gone = narrowed || sends(before) !== sends(after) ? [] : before.findings.filter(({ check }) => !fresh.has(check));
  const removed = gone.map(
    (finding): FindingChange => ({
      ...naming(finding),
      direction: 'changed',
      before: judged(finding),
      after: null,
      since: null,
      remedy: [],
      fix: null,
      cause: null,
      owner: null,
    }),
  );
  return [...changed, ...removed].toSorted((a, b) => ORDER.indexOf(a.direction) - ORDER.indexOf(b.direction));
};

const naming = ({ check, step, title }: Finding) => ({ check, step, title });

const sinceOf = (finding: Finding, after: RunDocument, history: readonly RunDocument[]): FindingChange['since'] => {
  const older = history
    .filter(({ run }) => run.finishedAt < after.run.finishedAt)
    .toSorted((a, b) => b.run.finishedAt.localeCompare(a.run.finishedAt));
  let first = after;
  for (const record of older) {
    const then = record.findings.find(({ check }) => check === finding.check);
    // A run that did not judge this check says nothing about it.
    if (then === undefined) continue;
    if (then.status !== finding.status || then.reason !== finding.reason) break;
    first = record;
  }
  return { id: first.evidence?.id ?? '', at: first.run.finishedAt };
};

/** Whoever names the newer record first reads every mend as a fault. */
const orderOf = (before: RunDocument, after: RunDocument): readonly string[] => {
  const [first, second] = [before.evidence?.id ?? null, after.evidence?.id ?? null];
  if (first !== null && first === second) return ['Both are the same record.'];
  if (before.run.finishedAt <= after.run.finishedAt) return [];
  const turned = first === null || second === null ? '' : ` In the order of time: \`certify evidence diff ${second} ${first}\``;
  return [`This runs backwards in time: the first record is the newer one, so what is called worse here became better.${turned}`];
};

const OTHER_RULES =
  'One of the two was recorded under other rules than the other: checks are compared by their status alone, and facts are not compared.';

const contextOf = (before: Comparable, after: Comparable): readonly string[] => {
  const differs = (what: string, a: string | undefined, b: string | undefined): readonly string[] =>
    a === undefined || b === undefined || a === b ? [] : [`${what} changed in between.`];
  return [
    ...orderOf(before, after),
    ...(sends(before) === sends(after) ? [] : [LOOK_AND_RUN]),
    ...differs('The tenant', before.tenant, after.tenant),
    ...differs('The mode', before.run.mode, after.run.mode),
    ...differs('The environment', before.environment, after.environment),
    ...differs('The profile', before.profile?.digest, after.profile?.digest),
    ...differs('The runbook', before.run.runbook?.digest, after.run.runbook?.digest),
    ...differs('The version of certify', before.run.certify, after.run.certify),
    ...differs('What the checks judge by', before.run.rules, after.run.rules),
    ...differs('The version of the facts', before.run.facts, after.run.facts),
    ...(otherRules(before.run, after.run) ? [OTHER_RULES] : []),
  ];
};
