// Which identity governs a sender: the most granular that exists (SES Developer Guide, "Creating and verifying identities").
import type { Answer, Unseen } from '../../core/observation.ts';
import { editDistance } from '../../text/nearest.ts';

/** Second-level labels under which names are registered, such as `co.uk`: nobody's identity. */
const SHARED_SECOND_LEVEL = /^(co|com|org|net|edu|gov|gob|ac|or|ne|go|gen|in|nom|ltd|plc|me)$/;

/** The domain and its parents, most granular first, down to the registrable domain as far as labels tell. */
export const identityDomains = (domain: string): readonly string[] => {
  const labels = domain.toLowerCase().split('.');
  const shared = labels.length > 2 && (labels.at(-1) ?? '').length === 2 && SHARED_SECOND_LEVEL.test(labels.at(-2) ?? '');
  const last = Math.max(0, labels.length - (shared ? 3 : 2));
  return labels.slice(0, last + 1).map((_, index) => labels.slice(index).join('.'));
};

/** Address identities that cover a sender, the exact one first: `user+label@` is covered by `user@` too (SES Developer Guide, as above). */
export const identityAddresses = (address: string): readonly string[] => {
  const [, local = '', domain = ''] = /^([^+]+)\+.*@([^@]+)$/u.exec(address) ?? [];
  return local === '' ? [address] : [address, `${local}@${domain}`];
};

interface Candidate<T> {
  readonly name: string;
  readonly level: 'address' | 'domain';
  readonly answer: Answer<T>;
}

type NotSeen = Exclude<Unseen, { state: 'absent' }>;

export type Governing<T> =
  | { readonly kind: 'known'; readonly name: string; readonly level: 'address' | 'domain'; readonly detail: T }
  | { readonly kind: 'none' }
  /** A more granular identity could not be seen, so which one governs is not known. */
  | { readonly kind: 'uncertain'; readonly name: string; readonly unseen: NotSeen };

/** Candidates are ordered, the most granular first. */
export const governingIdentity = <T>(candidates: readonly Candidate<T>[]): Governing<T> => {
  for (const { name, level, answer } of candidates) {
    if (answer.state === 'observed') return { kind: 'known', name, level, detail: answer.value };
    if (answer.state !== 'absent') return { kind: 'uncertain', name, unseen: answer };
  }
  return { kind: 'none' };
};

/** The most granular domain identity that exists: an address identity without DKIM of its own is signed by it. */
export const coveringDomain = <T>(candidates: readonly Candidate<T>[]): Governing<T> =>
  governingIdentity(candidates.filter(({ level }) => level === 'domain'));

const MOST_SHOWN = 5;
const SLIP = 2;

/** Names that a slip of the pen apart are the sender's domain, or share its registered label; at most five. */
export const similarIdentities = (sender: string, names: readonly string[]): readonly string[] => {
  const domainOf = (name: string): string => name.toLowerCase().split('@').at(-1) ?? '';
  const labelOf = (domain: string): string => identityDomains(domain).at(-1)?.split('.')[0] ?? '';
  const wanted = domainOf(sender);
  return names
    .filter((name) => editDistance(domainOf(name), wanted) <= SLIP || labelOf(domainOf(name)) === labelOf(wanted))
    .slice(0, MOST_SHOWN);
};
