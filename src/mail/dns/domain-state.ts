// Whether a domain can be judged at all: it exists, it does not, or nobody could say.
import type { DnsOutcome } from '../../core/ports/dns.ts';
import { isAnswer } from './outcome.ts';

export type DomainState =
  | 'exists'
  | 'no-such-domain'
  /** No resolver could be reached, or none answered in time. */
  | 'no-resolver'
  /** A resolver answered that it cannot or will not: SERVFAIL, REFUSED, garbage. */
  | 'no-answer';

/** `outcomes` are of questions at the domain itself. One answer is enough to know that it exists. */
export const domainState = (outcomes: readonly DnsOutcome[]): DomainState => {
  if (outcomes.some((outcome) => outcome === 'no-tcp' || (isAnswer(outcome) && outcome !== 'nxdomain'))) return 'exists';
  if (outcomes.includes('nxdomain')) return 'no-such-domain';
  if (outcomes.length === 0) return 'exists';
  return outcomes.every((outcome) => outcome === 'timeout' || outcome === 'unreachable') ? 'no-resolver' : 'no-answer';
};
