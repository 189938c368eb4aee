// Whether an answer stands at the name itself, or comes from a wildcard above it (RFC 4592): told by a name beside it that nobody published.
import type { DnsOutcome } from '../../core/ports/dns.ts';

interface Answered {
  readonly outcome: DnsOutcome;
  readonly values: readonly string[];
  readonly chain: readonly string[];
}

/** The label of the name beside it. */
export const CONTROL = 'certify-control';

/** `control` is the same question at the control name; null where it was not asked. */
export const isFromWildcard = (answer: Answered, control: Answered | null): boolean => {
  if (control === null) return false;
  const [alias] = answer.chain;
  if (alias !== undefined) return control.chain[0] === alias;
  if (answer.outcome !== 'found' || control.outcome !== 'found' || control.chain.length > 0) return false;
  return JSON.stringify(answer.values.toSorted()) === JSON.stringify(control.values.toSorted());
};
