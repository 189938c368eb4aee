// Seven days of nights as one: what came and stays, what was mended, what has stood open longest. Pure.
import type { Change, Night, Week } from '../core/fleet.ts';
import { DAY_MS } from '../core/lasting.ts';

const EVENTS: ReadonlySet<Change['class']> = new Set(['changed', 'expectation', 'gone']);
const DAYS = 7;

/** The nights that make up the week that ends with `last`, oldest first. */
export const nightsOfWeek = (complete: readonly Night[], last: Night): readonly Night[] => {
  const end = Date.parse(last.startedAt);
  return complete
    .filter(({ startedAt }) => Date.parse(startedAt) <= end && Date.parse(startedAt) > end - DAYS * DAY_MS)
    .toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
};

/** `nights`: of the week, oldest first, at least one. `changes`: of each, in their order. */
export const weekOf = async (nights: readonly Night[], changesOf: (night: string) => AsyncIterable<Change>): Promise<Week> => {
  const [first, last] = [nights[0], nights.at(-1)];
  if (first === undefined || last === undefined) throw new Error('a week without nights');
  const told = new Map<string, Change>();
  for (const { name } of nights) {
    for await (const change of changesOf(name)) {
      const class_ = change.class;
      // That it goes on is no reason to forget how it came.
      const before = told.get(change.fingerprint);
      told.set(
        change.fingerprint,
        class_ === 'still-failing' && before !== undefined ? { ...change, weight: before.weight } : change,
      );
    }
  }
  const all = [...told.values()];
  const troubles = all.filter(({ class: kind }) => !EVENTS.has(kind));
  const there = troubles.filter((one) => one.night === last.name && one.class !== 'fixed');
  const silent = there.filter(({ expected }) => expected !== null);
  const began = first.startedAt;
  const dates = Array.from({ length: DAYS }, (_, day) =>
    new Date(Date.parse(last.startedAt) - day * DAY_MS).toISOString().slice(0, 10),
  ).reverse();
  const seen = new Set(nights.map(({ startedAt }) => startedAt.slice(0, 10)));
  return {
    schema: 'certify.fleet-week/1',
    fleet: last.fleet,
    from: first.name,
    to: last.name,
    nights: nights.map(({ name, startedAt, exitCode, totals }) => ({ name, startedAt, exitCode, totals })),
    missing: dates.filter((date) => !seen.has(date)),
    came: there.filter(({ expected, firstSeen }) => expected === null && firstSeen.at >= began),
    open: there
      .filter(({ expected, firstSeen }) => expected === null && firstSeen.at < began)
      .toSorted((a, b) => (a.firstSeen.at < b.firstSeen.at ? -1 : 1)),
    mended: troubles.filter((one) => one.expected === null && (one.night !== last.name || one.class === 'fixed')),
    events: all.filter(({ class: kind, expected }) => EVENTS.has(kind) && expected === null),
    expected: silent.length,
  };
};
