// The facts of two records side by side: what differs, whatever order the parties gave it in.
import type { FactChange } from '../core/diff.ts';
import type { JsonValue } from '../core/json.ts';
import type { RunDocument } from '../core/record.ts';
import { pointerTo } from '../text/json-pointer.ts';

/** Differ from run to run without meaning anything. */
const VOLATILE =
  /^(?:ttl|negativeTtl|durationMs|server|at|now|nonce|requestId|waitedMs|lastUsed\w*|sent24Hour|lastChecked|lastSuccess|clockSkewMs|serverDate|addresses|pid|since)$/;

/** Each run has a message, and a clock, of its own. */
const ABOUT_THE_RUN = /^(?:run|live)\./;
const OF_ONE_MESSAGE = /^message\.\w+ .*\/(?:digest|signedAt|receivedAt)$/;

/** What the embedded lab makes anew for each run: keys, certificates, ports, secrets. */
const OF_ONE_LAB = /^(?:created|validFrom|validTo|port|form)$/;
const LOOPBACK_PORT = /\b(127\.0\.0\.1|localhost):\d+/g;

/** A copy without what only tells one lab from another. */
const withoutLab = (value: JsonValue): JsonValue => {
  if (typeof value === 'string') return value.replaceAll(LOOPBACK_PORT, '$1');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(withoutLab);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) =>
      inner === undefined || OF_ONE_LAB.test(name) ? [] : [[name, withoutLab(inner)]],
    ),
  );
};

/** What was not asked in one of the two says nothing of a change: what kept it from being asked is a fact of its own. */
const SKIPPED = 'skipped';

/** Facts that both records hold and that differ; what changes in every run left out. */
export const factChanges = (before: RunDocument, after: RunDocument): readonly FactChange[] =>
  Object.entries(after.observations).flatMap(([key, now]): readonly FactChange[] => {
    const then = before.observations[key];
    if (then === undefined || ABOUT_THE_RUN.test(key)) return [];
    if (then.state === SKIPPED || now.state === SKIPPED) return [];
    if (then.state !== now.state) return [{ key, path: '', items: [], before: then.state, after: now.state }];
    if (then.state !== 'observed' || now.state !== 'observed') return [];
    const seen = before.run.mode === 'lab' && after.run.mode === 'lab' ? withoutLab : (value: JsonValue): JsonValue => value;
    return valueChanges(seen(then.value), seen(now.value), '')
      .map((change): FactChange => ({ key, ...change }))
      .filter((change) => !OF_ONE_MESSAGE.test(`${key} ${change.path}`));
  });

type Change = Omit<FactChange, 'key'>;
type Members = { readonly [name: string]: JsonValue | undefined };

const membersOf = (value: JsonValue): Members | null =>
  typeof value !== 'object' || value === null || Array.isArray(value) ? null : (value as Members);

/** A list of objects; plain answers of DNS and AWS are compared as one. */
const itemsOf = (value: JsonValue): readonly JsonValue[] | null =>
  Array.isArray(value) && (value as readonly JsonValue[]).some((item) => typeof item === 'object' && item !== null)
    ? (value as readonly JsonValue[])
    : null;

const comparable = (value: JsonValue): string =>
  Array.isArray(value)
    ? (value as readonly JsonValue[])
        .map((item) => JSON.stringify(item))
        .toSorted((a, b) => a.localeCompare(b))
        .join()
    : JSON.stringify(value);

/** By what an item of a list is known; the first that it has. */
const LABELS = [
  'name',
  'arn',
  'id',
  'host',
  'domain',
  'selector',
  'key',
  'accessKeyId',
  'endpoint',
  'role',
  'address',
  'stage',
] as const;

interface Label {
  readonly name: string;
  readonly value: string;
}

const labelOf = (item: JsonValue | undefined): Label | null => {
  const members = item === undefined ? null : membersOf(item);
  for (const name of members === null ? [] : LABELS) {
    const value = members?.[name];
    if (typeof value === 'string') return { name, value };
  }
  return null;
};

const isNamedAlike = (then: JsonValue, now: JsonValue): boolean => {
  const [was, is] = [labelOf(then), labelOf(now)];
  return was?.name === is?.name && was?.value === is?.value;
};

/** As a person counts where nothing names it. */
const calledItem = (item: JsonValue, at: number): string => labelOf(item)?.value ?? `number ${at + 1}`;

/**
 * Items of two lists that belong together: AWS, and name servers in turn, give lists in any order. What is the same in both is paired
 * first, then what goes by the same name, then by order; the place is that in the newer list, or in the older one of what is gone.
 */
const listChanges = (before: readonly JsonValue[], after: readonly JsonValue[], path: string): readonly Change[] => {
  const old = new Map(before.entries());
  const fresh = new Map(after.entries());
  const changes: Change[] = [];
  const pair = (belong: (then: JsonValue, now: JsonValue) => boolean): void => {
    for (const [at, now] of fresh) {
      const found = [...old].find(([, then]) => belong(then, now));
      if (found === undefined) continue;
      old.delete(found[0]);
      fresh.delete(at);
      const inner = valueChanges(found[1], now, `${path}${pointerTo(String(at))}`);
      changes.push(...inner.map((change) => ({ ...change, items: [calledItem(now, at), ...change.items] })));
    }
  };
  pair((then, now) => valueChanges(then, now, '').length === 0);
  pair((then, now) => labelOf(now) !== null && isNamedAlike(then, now));
  pair((then, now) => labelOf(then) === null && labelOf(now) === null);
  const one = (at: number, was: JsonValue, is: JsonValue): Change => ({
    path: `${path}${pointerTo(String(at))}`,
    items: [calledItem(was ?? is, at)],
    before: was,
    after: is,
  });
  return [...changes, ...[...old].map(([at, then]) => one(at, then, null)), ...[...fresh].map(([at, now]) => one(at, null, now))];
};

/** What a simulation was asked with is the time of the asking. */
const isMoment = (value: JsonValue): boolean => {
  const label = labelOf(value);
  return label?.name === 'key' && /^aws:(?:CurrentTime|EpochTime)$/i.test(label.value);
};

/** An answer that one of the two asked for, and the other did not: the question differs, and nothing is known of the world. */
const isAskedOnce = (before: JsonValue, after: JsonValue): boolean => {
  const isAnswer = (value: JsonValue): boolean => typeof membersOf(value)?.['outcome'] === 'string';
  return (before === null && isAnswer(after)) || (after === null && isAnswer(before));
};

/** What appears or goes as a whole is one change, at its root. */
const valueChanges = (before: JsonValue, after: JsonValue, path: string): readonly Change[] => {
  const [was, is] = [itemsOf(before), itemsOf(after)];
  if (was !== null && is !== null) {
    const still = (items: readonly JsonValue[]): readonly JsonValue[] => items.filter((item) => !isMoment(item));
    return listChanges(still(was), still(is), path);
  }
  if (isAskedOnce(before, after)) return [];
  const [old, fresh] = [membersOf(before), membersOf(after)];
  if (old === null || fresh === null) return comparable(before) === comparable(after) ? [] : [{ path, items: [], before, after }];
  return [...new Set([...Object.keys(old), ...Object.keys(fresh)])]
    .filter((name) => !VOLATILE.test(name))
    .flatMap((name) => valueChanges(old[name] ?? null, fresh[name] ?? null, path + pointerTo(name)));
};
