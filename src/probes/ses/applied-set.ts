// The configuration set in force, from the profile and the identity's observation.
import { ObservationError } from '../../core/errors.ts';
import type { Observation } from '../../core/observation.ts';
import type { SesPlace } from '../../core/sender.ts';
import type { Facts } from '../../facts/index.ts';
import { type AppliedSet, appliedSet } from '../../aws/ses/configuration-set.ts';

export type KnownSet = Exclude<AppliedSet, { kind: 'unseen' }>;

/** Throws the identity's own ObservationError where that decides and could not be seen. */
export const setInForce = (place: SesPlace, identity: Observation<Facts['ses.identity']>): KnownSet => {
  const candidates = identity.state === 'observed' ? identity.value.candidates : null;
  const unseen = identity.state === 'observed' || identity.state === 'skipped' ? null : identity;
  const applied = appliedSet(place.configurationSet, candidates, unseen);
  if (applied.kind !== 'unseen') return applied;
  throw new ObservationError(applied.unseen);
};
