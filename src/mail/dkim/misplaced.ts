// A DKIM record that stands beside the name where it belongs, told from the answers at the neighbouring names.
import type { DnsOutcome } from '../../core/ports/dns.ts';

export interface Answered {
  readonly outcome: DnsOutcome;
  readonly values: readonly string[];
  readonly chain: readonly string[];
}

/** What was asked beside the name itself. */
export interface Neighbours<A extends Answered = Answered> {
  /** The name with the zone appended once more. */
  readonly doubled: A | null;
  /** Without the underscore. Left out by records from before it was asked. */
  readonly bare?: A | null;
  /** Addresses at the name, and at one beside it that nobody published. */
  readonly address: A | null;
  readonly control: A | null;
  /** A name beside it that nobody published, and another one at which the record stands. Left out by records from before they were asked. */
  readonly wildcard?: A | null;
  readonly elsewhere?: A | null;
}

const isThere = (answer: Answered | null | undefined): boolean =>
  answer !== null && answer !== undefined && (answer.outcome === 'found' || answer.chain.length > 0);

/** Where the record went instead, when the name itself has none; null: nowhere that was looked. */
export const misplaced = ({
  doubled,
  bare,
  address,
  control,
  elsewhere,
}: Neighbours): 'doubled-domain' | 'no-underscore' | 'other-name' | 'proxied' | null => {
  if (isThere(doubled)) return 'doubled-domain';
  if (isThere(bare)) return 'no-underscore';
  if (isThere(elsewhere)) return 'other-name';
  return address?.outcome === 'found' && control?.outcome !== 'found' ? 'proxied' : null;
};
