// Compares two records: what changed, in what direction, and since when.
import type { Outcome } from '../core/decision.ts';
import type { Direction, FactChange, FindingChange, Judged, RecordDiff } from '../core/diff.ts';
import type { Finding, Status } from '../core/finding.ts';
import type { JsonValue } from '../core/json.ts';
import type { EvidenceRecord, RunDocument } from '../core/record.ts';

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
  LAB_ONLY: 0,
  CERTIFIED_WITH_LIMITATIONS: 1,
  INCONCLUSIVE: 2,
  NOT_CERTIFIED: 3,
};

const directionOf = (before: number, after: number): Direction =>
  after > before ? 'worse' : after < before ? 'better' : 'changed';

const judged = (finding: Finding): Judged => ({ status: finding.status, reason: finding.reason, severity: finding.severity });

const same = (a: Judged | null, b: Judged | null): boolean =>
  a?.status === b?.status && a?.reason === b?.reason && (a?.severity === b?.severity || a?.status === 'pass');

/**
 * `history`: other records of the same chain in any order; they date the changes ("since when"). Only findings that both
 * records could hold are compared: one that is missing from a narrower re-run (`--check`, `--step`) is not a change.
 */
export const diffRecords = (before: Comparable, after: Comparable, history: readonly RunDocument[] = []): RecordDiff => {
  const findings = findingChanges(before, after, history);
  const ranks = [OUTCOME_RANK[before.decision.outcome], OUTCOME_RANK[after.decision.outcome]] as const;
  return {
    schema: 'certify.diff/1',
    before: endOf(before),
    after: endOf(after),
    direction: before.decision.outcome === after.decision.outcome ? 'same' : directionOf(...ranks),
    findings,
    facts: factChanges(before, after),
    context: contextOf(before, after),
  };
};

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
  const changed = after.findings.flatMap((finding): FindingChange[] => {
    const was = old.get(finding.check) ?? null;
    const [a, b] = [was === null ? null : judged(was), judged(finding)];
    if (same(a, b) || (a === null && finding.status === 'pass')) return [];
    const direction = directionOf(a === null ? 0 : STATUS_RANK[a.status], STATUS_RANK[b.status]);
    return [
      {
        ...naming(finding),
        direction,
        before: a,
        after: b,
        since: sinceOf(finding, after, history),
        fix: finding.fix ?? null,
        owner: finding.owner,
      },
    ];
  });
  const gone = narrowed ? [] : before.findings.filter(({ check }) => !fresh.has(check));
  const removed = gone.map(
    (finding): FindingChange => ({
      ...naming(finding),
      direction: 'changed',
      before: judged(finding),
      after: null,
      since: null,
      fix: null,
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

/** Differ from run to run without meaning anything. */
const VOLATILE =
  /(?:^|\/)(?:ttl|negativeTtl|durationMs|server|at|now|nonce|requestId|waitedMs|lastUsed\w*|serverDate|addresses|pid)$/;

const factChanges = (before: RunDocument, after: RunDocument): readonly FactChange[] =>
  Object.entries(after.observations).flatMap(([key, now]): readonly FactChange[] => {
    const then = before.observations[key];
    if (then === undefined || key.startsWith('run.') || key.startsWith('live.')) return [];
    if (then.state !== now.state) return [{ key, path: '', before: then.state, after: now.state }];
    if (then.state !== 'observed' || now.state !== 'observed') return [];
    const old = new Map(leaves(then.value, ''));
    const fresh = new Map(leaves(now.value, ''));
    return [...new Set([...old.keys(), ...fresh.keys()])]
      .filter((path) => !VOLATILE.test(path) && old.get(path) !== fresh.get(path))
      .map((path) => ({ key, path, before: old.get(path) ?? null, after: fresh.get(path) ?? null }));
  });

/** Lists of plain values are compared without regard to order: answers of DNS and AWS come in any. */
const leaves = (value: JsonValue, path: string): readonly (readonly [string, string | number | boolean | null])[] => {
  if (value === null || typeof value !== 'object') return [[path, value]];
  const items: readonly JsonValue[] | null = Array.isArray(value) ? value : null;
  if (items !== null && items.every((item) => item === null || typeof item !== 'object')) {
    return [
      [
        path,
        items
          .map((item) => JSON.stringify(item))
          .toSorted((a, b) => a.localeCompare(b))
          .join(', '),
      ],
    ];
  }
  return Object.entries(value as { readonly [key: string]: JsonValue | undefined }).flatMap(([key, inner]) =>
    inner === undefined ? [] : leaves(inner, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
};

const contextOf = (before: Comparable, after: Comparable): readonly string[] => {
  const differs = (what: string, a: string | undefined, b: string | undefined): readonly string[] =>
    a === undefined || b === undefined || a === b ? [] : [`${what} changed in between.`];
  return [
    ...differs('The tenant', before.tenant, after.tenant),
    ...differs('The mode', before.run.mode, after.run.mode),
    ...differs('The environment', before.environment, after.environment),
    ...differs('The profile', before.profile?.digest, after.profile?.digest),
    ...differs('The runbook', before.run.runbook?.digest, after.run.runbook?.digest),
    ...differs('The version of certify', before.run.certify, after.run.certify),
    ...differs('The version of the facts', before.run.facts, after.run.facts),
  ];
};
