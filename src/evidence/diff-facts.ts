// The facts of two records side by side: what differs, whatever order the parties gave it in.
import type { FactChange } from '../core/diff.ts';
import type { JsonValue } from '../core/json.ts';
import type { RunDocument } from '../core/record.ts';
import { pointerTo } from '../text/json-pointer.ts';

/** Differ from run to run without meaning anything. */
const VOLATILE =
  /^(?:ttl|negativeTtl|durationMs|server|at|now|nonce|requestId|waitedMs|lastUsed\w*|lastChecked|lastSuccess|clockSkewMs|serverDate|addresses|pid|since)$/;

/** Each run has a message, and a clock, of its own. */
const ABOUT_THE_RUN = /^(?:run|live)\./;
const OF_ONE_MESSAGE = /^message\.\w+ .*\/(?:digest|signedAt|receivedAt)$/;

/** Facts that both records hold and that differ; what changes in every run left out. */
export const factChanges = (before: RunDocument, after: RunDocument): readonly FactChange[] =>
  Object.entries(after.observations).flatMap(([key, now]): readonly FactChange[] => {
    const then = before.observations[key];
    if (then === undefined || ABOUT_THE_RUN.test(key)) return [];
    if (then.state !== now.state) return [{ key, path: '', before: then.state, after: now.state }];
    if (then.state !== 'observed' || now.state !== 'observed') return [];
    return valueChanges(then.value, now.value, '')
      .map((change) => ({ key, ...change }))
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
const LABELS = ['name', 'arn', 'id', 'host', 'domain', 'selector', 'key', 'accessKeyId', 'endpoint', 'role', 'address'] as const;

const labelOf = (item: JsonValue | undefined): string | null => {
  const members = item === undefined ? null : membersOf(item);
  for (const name of members === null ? [] : LABELS) {
    const label = members?.[name];
    if (typeof label === 'string') return `${name} ${label}`;
  }
  return null;
};

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
      changes.push(...valueChanges(found[1], now, `${path}${pointerTo(String(at))}`));
    }
  };
  pair((then, now) => valueChanges(then, now, '').length === 0);
  pair((then, now) => labelOf(now) !== null && labelOf(then) === labelOf(now));
  pair((then, now) => labelOf(then) === null && labelOf(now) === null);
  const one = (at: number, was: JsonValue, is: JsonValue): Change => ({
    path: `${path}${pointerTo(String(at))}`,
    before: was,
    after: is,
  });
  return [...changes, ...[...old].map(([at, then]) => one(at, then, null)), ...[...fresh].map(([at, now]) => one(at, null, now))];
};

/** What a simulation was asked with is the time of the asking. */
const isMoment = (value: JsonValue): boolean => /^key aws:(?:CurrentTime|EpochTime)$/i.test(labelOf(value) ?? '');

/** What appears or goes as a whole is one change, at its root. */
const valueChanges = (before: JsonValue, after: JsonValue, path: string): readonly Change[] => {
  const [was, is] = [itemsOf(before), itemsOf(after)];
  if (was !== null && is !== null) {
    const still = (items: readonly JsonValue[]): readonly JsonValue[] => items.filter((item) => !isMoment(item));
    return listChanges(still(was), still(is), path);
  }
  const [old, fresh] = [membersOf(before), membersOf(after)];
  if (old === null || fresh === null) return comparable(before) === comparable(after) ? [] : [{ path, before, after }];
  return [...new Set([...Object.keys(old), ...Object.keys(fresh)])]
    .filter((name) => !VOLATILE.test(name))
    .flatMap((name) => valueChanges(old[name] ?? null, fresh[name] ?? null, path + pointerTo(name)));
};
