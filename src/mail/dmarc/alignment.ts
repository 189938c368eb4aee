// Whether an authenticated domain counts for the From domain (RFC 9989 §4.4), by its readers and by those of RFC 7489.
import { isWithin, sameName } from '../../text/domain-name.ts';
import type { AlignmentMode, Policy } from './record.ts';
import { organizationalDomain, type WalkStep } from './walk.ts';

/** A domain with its tree walk, and with its registrable domain by the public suffix list. */
export interface Walked {
  readonly domain: string;
  readonly steps: readonly WalkStep[];
  readonly registrable: string | null;
}

export interface Alignment {
  readonly domain: string;
  readonly strict: boolean;
  /** Null: a name that decides it was not answered. */
  readonly relaxed: boolean | null;
  /** As readers of RFC 7489 see relaxed alignment. */
  readonly relaxedBySuffixList: boolean;
  /** By the mode that the policy asks for. */
  readonly aligned: boolean | null;
  readonly alignedBySuffixList: boolean;
}

const sameRegistrable = (one: Walked, other: Walked): boolean =>
  one.registrable !== null && other.registrable !== null && sameName(one.registrable, other.registrable);

const sameOrganization = (from: Walked, other: Walked): boolean | null => {
  const [mine, theirs] = [organizationalDomain(from.steps), organizationalDomain(other.steps)];
  return mine === null || theirs === null ? null : sameName(mine, theirs);
};

/** `published`: some DMARC record applies to the From domain. Without one, the walk says nothing yet, and the suffix list predicts. */
export const alignmentOf = (from: Walked, other: Walked, mode: AlignmentMode, published: boolean): Alignment => {
  const strict = sameName(from.domain, other.domain);
  const relaxedBySuffixList = strict || sameRegistrable(from, other);
  const relaxed = strict || (published ? sameOrganization(from, other) : relaxedBySuffixList);
  return {
    domain: other.domain,
    strict,
    relaxed,
    relaxedBySuffixList,
    aligned: mode === 's' ? strict : relaxed,
    alignedBySuffixList: mode === 's' ? strict : relaxedBySuffixList,
  };
};

/** The policy a reader of RFC 7489 applies: the From domain's own record, else the registrable domain's (`sp`, `p`). */
export const policyBySuffixList = (from: Walked): Policy | null => {
  const own = from.steps[0];
  if (own?.kind === 'record') return own.record.p;
  if (from.registrable === null || !isWithin(from.domain, from.registrable)) return null;
  const step = from.steps.find(({ domain }) => sameName(domain, from.registrable ?? ''));
  return step?.kind === 'record' ? (step.record.sp ?? step.record.p) : null;
};
