// The configuration set in force, from the profile and the identity's observation; where nobody said which, the account's own.
import { ObservationError } from '../../core/errors.ts';
import type { Observation } from '../../core/observation.ts';
import type { SesReads } from '../../core/ports/aws.ts';
import type { SesPlace } from '../../core/sender.ts';
import type { Facts } from '../../facts/index.ts';
import { type AppliedSet, appliedSet } from '../../aws/ses/configuration-set.ts';

export type KnownSet =
  | Exclude<AppliedSet, { kind: 'unseen' }>
  | { readonly kind: 'known'; readonly name: string; readonly source: 'account' }
  | { readonly kind: 'unsaid' };

/** Each costs one of the account's few reads. */
const MOST_SETS = 10;

const publishes = async (ses: SesReads, name: string): Promise<boolean> => {
  const { EventDestinations } = await ses.getEventDestinations(name);
  return (EventDestinations ?? []).some(({ SnsDestination }) => SnsDestination !== undefined);
};

/** The one set of the account that publishes to SNS; the only one there is, where none does. */
const setOfAccount = async (ses: SesReads): Promise<KnownSet> => {
  const { ConfigurationSets, NextToken } = await ses.listConfigurationSets();
  const names = ConfigurationSets ?? [];
  if (names.length === 0 && NextToken === undefined) return { kind: 'none' };
  if (NextToken !== undefined || names.length > MOST_SETS) return { kind: 'unsaid' };
  const told = await Promise.all(names.map(async (name) => ((await publishes(ses, name)) ? [name] : [])));
  const publishing = told.flat();
  const [only, ...others] = publishing.length === 0 ? names : publishing;
  return only === undefined || others.length > 0 ? { kind: 'unsaid' } : { kind: 'known', name: only, source: 'account' };
};

/** Throws the identity's own ObservationError where that decides and could not be seen. */
export const setInForce = async (
  ses: SesReads,
  place: SesPlace,
  identity: Observation<Facts['ses.identity']>,
): Promise<KnownSet> => {
  const candidates = identity.state === 'observed' ? identity.value.candidates : null;
  const unseen = identity.state === 'observed' || identity.state === 'skipped' ? null : identity;
  const applied = appliedSet(place.configurationSet, candidates, unseen);
  if (applied.kind === 'unseen') throw new ObservationError(applied.unseen);
  if (applied.kind === 'known' || place.configurationSet !== undefined) return applied;
  try {
    return await setOfAccount(ses);
  } catch (error) {
    // That nobody may list them leaves open which is meant; it is no trouble of the sender's.
    if (error instanceof ObservationError && error.unseen.state === 'denied') return { kind: 'unsaid' };
    throw error;
  }
};
