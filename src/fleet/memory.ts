// What is remembered of a trouble from night to night, and of a value that nobody could be told of yet. Pure.
import type { Change, ChangeClass } from '../core/fleet.ts';
import type { JsonValue } from '../core/json.ts';
import { fingerprint } from './fingerprint.ts';
import type { TroubleMemory } from './state.ts';

const OPEN: ReadonlySet<ChangeClass> = new Set([
  'new-failure',
  'other-cause',
  'still-failing',
  'flapping',
  'could-not-see',
  'due',
  'expiring',
]);

/** Nights. */
const MEMORY = 14;

/** Where a night stands among those remembered; after them where it is not among them. */
const placeOf = (nights: TroubleMemory['nights'], night: string): number => {
  const at = nights.findIndex((one) => one.night === night);
  return at === -1 ? nights.length : at;
};

/** Nights before the one that is judged, oldest first. A night that is ended once more knows nothing of those after it. */
export const earlier = (memory: TroubleMemory | undefined, night: string): TroubleMemory['nights'] => {
  const nights = memory?.nights ?? [];
  return nights.slice(0, placeOf(nights, night));
};

const memoryOf = (change: Change, known: TroubleMemory | undefined, tonight: Omit<TroubleMemory['nights'][number], 'night'>) => {
  const nights = known?.nights ?? [];
  const at = placeOf(nights, change.night);
  const later = nights.slice(at + 1);
  const told = { firstNight: change.firstSeen.night, firstAt: change.firstSeen.at, last: change };
  // What was told since stays the last that was told.
  const kept =
    known === undefined || later.length === 0 ? told : { firstNight: known.firstNight, firstAt: known.firstAt, last: known.last };
  return { ...kept, nights: [...nights.slice(0, at), { night: change.night, ...tonight }, ...later].slice(-MEMORY) };
};

/** What a change does to the memory of its trouble; null: it is an event, not a trouble. */
export const remembered = (change: Change, known: TroubleMemory | undefined): TroubleMemory | null => {
  const there = OPEN.has(change.class);
  if (!there && change.class !== 'fixed') return null;
  // That it goes on, seen or not, is no news: what nobody was told stays untold.
  const goesOn = change.class === 'still-failing';
  const untold = goesOn && earlier(known, change.night).findLast((one) => one.there)?.silent === true;
  const silent = change.expected !== null || untold;
  return {
    fingerprint: change.fingerprint,
    key: change.key,
    ...memoryOf(change, known, { there, ...(silent ? { silent } : {}) }),
  };
};

type Watched = { readonly [name: string]: JsonValue };

export interface Watching {
  readonly night: string;
  /** Tenant key or place: whose values they are. */
  readonly whose: string;
  readonly now: Watched;
  /** Of the night compared with; null: there is none. */
  readonly before: Watched | null;
  readonly troubles: ReadonlyMap<string, TroubleMemory>;
}

/** A value beside the one that it is compared with (undefined: there is none), as a change; null: it is no news. */
export type TellValue = (name: string, was: JsonValue | undefined, is: JsonValue) => Change | null;

/**
 * Values that became other ones. What a value was stays what it is compared with for as long as it could not be seen, or its
 * change was silent: neither a night without sight nor a window makes a change be forgotten.
 */
export const watchedChanges = (
  { night, whose, now, before, troubles }: Watching,
  tell: TellValue,
  unseen: (name: string, was: JsonValue) => Change,
): { readonly changes: readonly Change[]; readonly memories: readonly TroubleMemory[] } => {
  const changes: Change[] = [];
  const memories: TroubleMemory[] = [];
  const held = [...troubles.values()].flatMap(({ last }) => (last.class === 'changed' ? (last.reason ?? []) : []));
  for (const name of new Set([...Object.keys(before ?? {}), ...Object.keys(now), ...held])) {
    const print = fingerprint(whose, 'watched', name);
    const memory = troubles.get(print);
    const waits = earlier(memory, night).at(-1)?.there === true;
    const was = waits ? memory?.last.before : before?.[name];
    const is = now[name];
    const change = is === undefined ? null : tell(name, was, is);
    if (change !== null) changes.push(change);
    const there = was !== undefined && (is === undefined || (change !== null && change.expected !== null));
    const isKnown = waits || memory?.nights.some((one) => one.night === night) === true;
    if (was === undefined || !(there || isKnown)) continue;
    memories.push({ fingerprint: print, key: whose, ...memoryOf(unseen(name, was), memory, { there }) });
  }
  return { changes, memories };
};
