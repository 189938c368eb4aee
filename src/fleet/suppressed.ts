// How fast an account's suppression list grows: many addresses in one day are a list of recipients that was never clean.
import type { SesReads } from '../core/ports/aws.ts';
import { ObservationError } from '../core/errors.ts';
import { DAY_MS } from '../core/lasting.ts';

/** Its name among the watched values of an account and region. */
export const SUPPRESSED = 'suppressed in a day';

/** Addresses that the 24 hours before `at` (ISO 8601) added, at most 1,000; null: SES did not tell. */
export const suppressedInADay = async (ses: Pick<SesReads, 'listSuppressedSince'>, at: string): Promise<number | null> => {
  try {
    const answer = await ses.listSuppressedSince(new Date(Date.parse(at) - DAY_MS));
    return answer.SuppressedDestinationSummaries?.length ?? null;
  } catch (error) {
    if (error instanceof ObservationError) return null;
    throw error;
  }
};
