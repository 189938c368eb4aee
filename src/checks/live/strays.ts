// Callbacks since the send that no message is known for, as the platform's ledger counts them.
import type { Facts } from '../../facts/index.ts';

export type Strays = NonNullable<Facts['live.rows']['strays']>;

/** What came since the send and names no message, or none that is known. On a busy platform it may be another's: a lead, not a proof. */
export const leadOf = ({ refused, unmatched }: Strays): string => {
  const reasons = Object.keys(refused);
  const came =
    reasons.length > 0
      ? `a callback that may be its own came since the send and was refused (${reasons.join(', ')})`
      : 'a callback that may be its own came since the send for an id that nobody registered';
  const act = reasons.some((reason) => reason.startsWith('token-'))
    ? 'Compare the token in the endpoint of the subscription with the one of the webhook first'
    : reasons.length > 0
      ? 'Have SquareOS look first at what was refused'
      : `Have SquareOS look first at the ids of the ${unmatched} events that it could not match`;
  return `${act}: ${came}. `;
};
