// A party that does not answer is not waited for by every tenant: after a few it counts as silent for all of that place, and is tried again now and then.
import type { JsonValue } from '../core/json.ts';
import type { Observation } from '../core/observation.ts';
import type { Observations } from './ration.ts';

const IN_A_ROW = 3;
/** Every so many tenants of the place one asks again. */
const AGAIN_EVERY = 20;

/** Parties whose silence is that of an account, and which each tenant would wait for anew. */
const PARTIES = ['sts', 'ses', 'sns', 'iam', 'kms', 'cloudwatch'] as const;
type SilentParty = (typeof PARTIES)[number];

interface Heard {
  inARow: number;
  passedOver: number;
  last: Observation<JsonValue> | null;
}

const of = (observations: Observations, party: SilentParty): readonly (readonly [string, Observation<JsonValue>])[] =>
  Object.entries(observations).filter(([key, { state }]) => key.startsWith(`${party}.`) && state !== 'skipped');

export interface Silence {
  /** What a tenant of the place need not ask, given what it would ask. */
  known(place: string, keys: readonly string[]): Observations;
  /** After a look that asked for itself; `asked` are the keys it did not take over. */
  heard(place: string, observations: Observations, asked: (key: string) => boolean): void;
}

export const createSilence = (): Silence => {
  const places = new Map<string, Heard>();
  const at = (place: string, party: SilentParty): Heard => {
    const name = `${party} ${place}`;
    const known = places.get(name) ?? { inARow: 0, passedOver: 0, last: null };
    places.set(name, known);
    return known;
  };
  const silentNow = (place: string, party: SilentParty): Observation<JsonValue> | null => {
    const state = at(place, party);
    if (state.inARow < IN_A_ROW) return null;
    state.passedOver += 1;
    return state.passedOver % AGAIN_EVERY === 0 ? null : state.last;
  };
  return {
    known: (place, keys) =>
      Object.fromEntries(
        PARTIES.flatMap((party) => {
          const last = silentNow(place, party);
          if (last === null) return [];
          return keys.filter((key) => key.startsWith(`${party}.`)).map((key) => [key, last] as const);
        }),
      ),
    heard: (place, observations, asked) => {
      for (const party of PARTIES) {
        const answers = of(observations, party).filter(([key]) => asked(key));
        const state = at(place, party);
        const silent = answers.find(([, { state: how }]) => how === 'unreachable');
        if (answers.length === 0) continue;
        if (silent !== undefined && answers.every(([, { state: how }]) => how === 'unreachable')) {
          state.inARow += 1;
          state.last = silent[1];
        } else {
          state.inARow = 0;
          state.passedOver = 0;
        }
      }
    },
  };
};
