// Which configuration set a send will really use: the explicit one, else the default of the identity that governs the sender
// (SES Developer Guide, "Managing configuration sets").
import type { Answer, Unseen } from '../../core/observation.ts';
import { governingIdentity } from './identity.ts';

/** What nobody said without a profile, and how it is said: only the platform knows what it passes. */
export const SET_NOT_GIVEN = { what: 'the configuration set that SquareOS passes', flag: '--configuration-set NAME' } as const;

interface Candidate {
  readonly name: string;
  readonly level: 'address' | 'domain';
  readonly answer: Answer<{ readonly configurationSet: string | null }>;
}

export type AppliedSet =
  | { readonly kind: 'known'; readonly name: string; readonly source: 'explicit' | 'address-default' | 'domain-default' }
  | { readonly kind: 'none' }
  | { readonly kind: 'unseen'; readonly unseen: Unseen };

/** `candidates` is null when the identities were not seen at all. */
export const appliedSet = (
  explicit: string | null | undefined,
  candidates: readonly Candidate[] | null,
  unseen: Unseen | null,
): AppliedSet => {
  if (explicit != null) return { kind: 'known', name: explicit, source: 'explicit' };
  if (candidates === null) return unseen === null ? { kind: 'none' } : { kind: 'unseen', unseen };
  const governing = governingIdentity(candidates);
  if (governing.kind === 'uncertain') return { kind: 'unseen', unseen: governing.unseen };
  if (governing.kind === 'none' || governing.detail.configurationSet === null) return { kind: 'none' };
  return { kind: 'known', name: governing.detail.configurationSet, source: `${governing.level}-default` };
};
