// What the deciding event must fit, from the profile.
import { sesPlaceOf } from '../facts/derived.ts';
import type { Profile } from '../profile/profile.ts';
import type { Expected } from './live-facts.ts';

/** The configuration set a Delivery must name; null where none is attached, or where the adapter names none. */
export const expectedOf = (profile: Profile): Expected => ({
  configurationSet: sesPlaceOf(profile).configurationSet,
});
