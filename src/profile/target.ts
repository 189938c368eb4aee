// Who is looked at: of a profile, or of the few words of a command line that has none.
import type { Places } from '../core/places.ts';
import type { Environment, Provider, SecretHolder } from '../core/profile.ts';
import type { Sender } from '../core/sender.ts';
import { placesOf } from './places.ts';
import type { LoadedProfile, Profile } from './profile.ts';
import { senderOf } from './sender.ts';

export interface Subject {
  /** The tenant's name, or the domain that was asked about. */
  readonly tenant: string;
  /** How strictly it is judged. */
  readonly environment: Environment;
  /** null: nobody said who sends. */
  readonly provider: Provider | null;
}

export interface Target {
  readonly subject: Subject;
  readonly sender: Sender;
  readonly places: Places;
  readonly secrets: SecretHolder;
  /** null: there is no profile; what it would declare is not given. */
  readonly loaded: LoadedProfile | null;
}

const subjectOf = ({ tenant, environment, provider }: Profile): Subject => ({ tenant, environment, provider });

export const targetOf = (loaded: LoadedProfile): Target => ({
  subject: subjectOf(loaded.profile),
  sender: senderOf(loaded.profile),
  places: placesOf(loaded.profile),
  secrets: loaded,
  loaded,
});
