// What changed of an account and region: what AWS decided about it, and how near its limits it has come.
import { plural } from '../text/plural.ts';
import type { Change, PlaceState, Weight } from '../core/fleet.ts';
import type { JsonValue } from '../core/json.ts';
import { fingerprint } from './fingerprint.ts';
import type { Drift } from './drift.ts';
import { watchedChanges } from './memory.ts';
import type { TroubleMemory } from './state.ts';
import { SUPPRESSED } from './suppressed.ts';

/** From where on it is told. */
export interface PlaceLines {
  /** Percent of the daily quota. */
  readonly quotaPercent: number;
  /** Addresses that one day added to the account's suppression list. */
  readonly suppressedInADay: number;
}

export interface PlaceCompared {
  readonly night: string;
  readonly at: string;
  readonly now: PlaceState;
  readonly before: PlaceState | null;
  /** What is remembered of the place, by fingerprint. */
  readonly troubles: ReadonlyMap<string, TroubleMemory>;
  readonly lines: PlaceLines;
  /** Whether this check came to fail tonight at tenants of the place. */
  readonly tells: (check: string) => boolean;
}

type Judge = (was: JsonValue, is: JsonValue, lines: PlaceLines) => Weight | null;

const becomes =
  (bad: (value: JsonValue) => boolean): Judge =>
  (was, is) =>
    was === is ? null : bad(is) ? 'worse' : 'none';

/** Told once, when the value rises over the line. */
const rises =
  (line: (lines: PlaceLines) => number): Judge =>
  (was, is, lines) => {
    if (typeof is !== 'number') return null;
    const over = (value: JsonValue): boolean => typeof value === 'number' && value >= line(lines);
    return over(is) && !over(was) ? 'worse' : null;
  };

/**
 * AWS reviews an account from 5 % bounces and 0.1 % complaints, and may pause it from 10 % and 0.5 %
 * (SES Developer Guide, "Using sender reputation metrics").
 */
const JUDGES: { readonly [name: string]: readonly Judge[] } = {
  'production access': [becomes((value) => value === false)],
  sending: [becomes((value) => value === false)],
  enforcement: [becomes((value) => value !== 'HEALTHY')],
  review: [becomes((value) => value === 'DENIED' || value === 'FAILED')],
  'daily quota': [(was, is) => (was === is ? null : Number(is) < Number(was) ? 'worse' : 'none')],
  'quota used %': [rises(({ quotaPercent }) => quotaPercent)],
  'bounce rate %': [rises(() => 5), rises(() => 10)],
  'complaint rate %': [rises(() => 0.1), rises(() => 0.5)],
  [SUPPRESSED]: [rises(({ suppressedInADay }) => suppressedInADay)],
};

/** Checks that find at every tenant what the account's value says once: an account that AWS stopped is one piece of news. */
const FOUND_BY: { readonly [name: string]: readonly string[] } = {
  'production access': ['ses-production-access'],
  review: ['ses-production-access'],
  sending: ['ses-enforcement', 'ses-sending-enabled'],
  enforcement: ['ses-enforcement', 'ses-sending-enabled'],
  'quota used %': ['ses-quota'],
  'bounce rate %': ['ses-sending-statistics'],
  'complaint rate %': ['ses-sending-statistics'],
};

const shown = (value: JsonValue): string =>
  typeof value === 'string' ? value : value === null ? 'not seen' : JSON.stringify(value);

const placeChange = (
  { night, at, now }: PlaceCompared,
  name: string,
  { was, is, weight }: { readonly was: JsonValue; readonly is: JsonValue; readonly weight: Weight },
): Change => ({
  schema: 'certify.fleet-change/1',
  night,
  fingerprint: fingerprint(now.place, 'changed', name, JSON.stringify(is)),
  class: 'changed',
  weight,
  tenant: null,
  key: null,
  place: now.place,
  check: null,
  reason: name,
  status: null,
  severity: 'warning',
  says: `${name} of ${now.place} (${plural(now.tenants, 'tenant')}): ${shown(was)} before, ${shown(is)} now`,
  owner: 'AWS admin',
  who: null,
  root: `${now.place} ${name}`,
  firstSeen: { night, at },
  before: was,
  after: is,
  fix: null,
  expected: null,
});

export const placeChanges = (compared: PlaceCompared): Drift => {
  const { night, now, before, lines, troubles } = compared;
  return watchedChanges(
    { night, whose: now.place, now: now.watched, before: before?.watched ?? null, troubles },
    (name, seen, is) => {
      // Nothing to compare with: only a line that is crossed is news then.
      const was = seen ?? (name.endsWith('%') || name === SUPPRESSED ? null : is);
      const weights = (JUDGES[name] ?? []).flatMap((judge) => judge(was, is, lines) ?? []);
      const weight = weights.find((one) => one === 'worse') ?? weights[0];
      if (weight === undefined) return null;
      const isTold = (FOUND_BY[name] ?? []).some(compared.tells);
      return placeChange(compared, name, { was, is, weight: isTold ? 'none' : weight });
    },
    (name, was) => placeChange(compared, name, { was, is: null, weight: 'none' }),
  );
};
