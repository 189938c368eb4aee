// Reads one fact out of what was observed, with the type that its key promises.
import type { JsonValue } from '../core/json.ts';
import type { Observation } from '../core/observation.ts';
import { canBeAbsent, type FactKey, type Facts } from './index.ts';

/** The observations of a run as it goes, or of a record. */
export type Observed =
  | ReadonlyMap<string, Observation<JsonValue>>
  | { readonly [key: string]: Observation<JsonValue> | undefined };

/** undefined: it was never asked. */
export const observationOf = (observations: Observed, key: string): Observation<JsonValue> | undefined =>
  observations instanceof Map
    ? (observations as ReadonlyMap<string, Observation<JsonValue>>).get(key)
    : (observations as { readonly [key: string]: Observation<JsonValue> | undefined })[key];

/** The fact; null where it was not observed: absent, refused, not reached or not asked are for the caller to tell apart. */
export const fact = <K extends FactKey>(observations: Observed, key: K): Facts[K] | null => {
  const observation = observationOf(observations, key);
  // Only a probe's typed answer is stored under its key, and a record holds what was stored.
  return observation?.state === 'observed' ? (observation.value as unknown as Facts[K]) : null;
};

/** It answers the fact's question: with the value, or with the absence of something that can be absent. */
export const isSeen = (key: string, { state }: Observation<JsonValue>): boolean =>
  state === 'observed' || (state === 'absent' && canBeAbsent(key));
