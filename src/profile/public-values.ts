// What the profile itself says for all to read: no secret, whatever else has the same value.
import { isObject } from '../text/unknown-json.ts';
import type { LoadedProfile } from './profile.ts';

/** A secret's reference says where it is, not what it is. */
const isReference = (value: object): boolean => 'kind' in value && 'target' in value && 'text' in value;

const textsOf = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return isObject(value) && !isReference(value) ? Object.values(value).flatMap(textsOf) : [];
};

/** Every text of the profile but its references. Without a profile there is none. */
export const publicValues = (loaded: LoadedProfile | null): readonly string[] => (loaded === null ? [] : textsOf(loaded.profile));
