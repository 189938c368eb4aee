// A region that was typed: one with a slip in it is refused before anybody is asked there.
import { mistypedRegion, nearestRegion, sesRegion } from '../aws/region.ts';
import { UsageError } from '../core/errors.ts';

/** The region; UsageError where it can be none. Whether SES is there is a finding. */
export const askedRegion = (region: string): string => {
  if (sesRegion(region) !== 'malformed' && mistypedRegion(region) === null) return region;
  const near = nearestRegion(region);
  throw new UsageError({
    code: 'region-malformed',
    message: `${region.slice(0, 60)} is no AWS region.`,
    fix: near === null ? 'Give one such as ap-south-1.' : `Did you mean ${near}?`,
  });
};
