// Whether a message depends on the answer: SES answers one read a second, and a look that sends nothing spares two.
import type { Observation } from '../../core/observation.ts';
import type { Facts } from '../../facts/index.ts';

/** True only where the run said so. */
export const looksOnly = (purpose: Observation<Facts['run.purpose']>): boolean =>
  purpose.state === 'observed' && !purpose.value.live;
