// What the account has verified in the region, as a sentence: so that a wrong name or region shows, and whom a sandbox reaches.
import type { Observation } from '../../core/observation.ts';
import type { Facts } from '../../facts/index.ts';

/** Begins with a space; empty where it was not listed. */
export const verifiedThere = (seen: Observation<Facts['ses.identities']>): string => {
  if (seen.state !== 'observed') return '';
  const { region, verified, more, declared } = seen.value;
  if (verified.length === 0) {
    return declared === 'not-verified'
      ? ` Nothing is verified in ${region} yet; the declared identity is there.`
      : ` Nothing is verified in ${region}: is it the right region?`;
  }
  const others = more === 0 ? '' : ` and ${more} more`;
  return ` Verified in ${region}: ${verified.join(', ')}${others}.`;
};

/** Where the identity itself is not there: names that are near it. Begins with a space; empty where none is. */
export const meantThere = (seen: Observation<Facts['ses.identities']>): string => {
  const similar = seen.state === 'observed' && seen.value.verified.length > 0 ? seen.value.similar : [];
  return similar.length === 0 ? '' : ` Is one of these meant: ${similar.join(', ')}?`;
};

/** Nothing at all is verified there: where the region is found to be wrong, that is the cause. */
export const inWrongRegion = (seen: Observation<Facts['ses.identities']>): { readonly follows?: readonly string[] } =>
  seen.state === 'observed' && seen.value.verified.length === 0 && seen.value.declared === 'not-listed'
    ? { follows: ['ses-region'] }
    : {};
