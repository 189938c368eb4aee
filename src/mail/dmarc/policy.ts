// Which DMARC policy applies to mail From a domain (RFC 9989 §4.10.1), and how a reader of the older RFC 7489 finds it.
import type { DmarcRecord, Policy } from './record.ts';
import { isDecisiveSilence, organizationalDomain, type WalkStep } from './walk.ts';

export interface AppliedPolicy {
  /** Where the record stands, without `_dmarc.`. */
  readonly domain: string;
  readonly source: 'author' | 'organizational' | 'public-suffix';
  readonly record: DmarcRecord;
  readonly policy: Policy;
}

const LOWER: { readonly [K in Policy]: Policy } = { reject: 'quarantine', quarantine: 'none', none: 'none' };

/** `p`, `sp` or `np`, one level lower where `t=y`. */
const policyFor = (record: DmarcRecord, own: boolean, exists: boolean): Policy => {
  const below = exists ? (record.sp ?? record.p) : (record.np ?? record.sp ?? record.p);
  const policy = own ? record.p : below;
  return record.testing ? LOWER[policy] : policy;
};

export type DmarcResult =
  | { readonly kind: 'applied'; readonly organizational: string | null; readonly applied: AppliedPolicy }
  | { readonly kind: 'none'; readonly organizational: string | null }
  /** Two records at a name that decides. */
  | { readonly kind: 'several'; readonly organizational: string | null; readonly domain: string }
  /** A name that decides was not answered. */
  | { readonly kind: 'unseen'; readonly domain: string };

const applied = (step: WalkStep | undefined, source: AppliedPolicy['source'], exists: boolean): AppliedPolicy | null =>
  step?.kind === 'record'
    ? { domain: step.domain, source, record: step.record, policy: policyFor(step.record, source === 'author', exists) }
    : null;

/** `exists`: whether the author domain itself is in DNS (NXDOMAIN makes `np` apply). `steps` begin with the author domain. */
export const dmarcPolicy = (steps: readonly WalkStep[], exists: boolean): DmarcResult => {
  const [author] = steps;
  const organizational = organizationalDomain(steps);
  const own = applied(author, 'author', exists);
  if (own !== null) return { kind: 'applied', organizational, applied: own };
  const unseen = steps.find((step) => isDecisiveSilence(step, steps));
  if (unseen !== undefined) return { kind: 'unseen', domain: unseen.domain };
  const fromOrganization = applied(
    steps.find((step) => step.domain === organizational),
    'organizational',
    exists,
  );
  if (fromOrganization !== null) return { kind: 'applied', organizational, applied: fromOrganization };
  const suffix = applied(
    steps.find((step) => step.kind === 'record' && step.record.psd === 'y'),
    'public-suffix',
    exists,
  );
  if (suffix !== null) return { kind: 'applied', organizational, applied: suffix };
  const several = steps.find((step) => step.kind === 'several');
  return several === undefined ? { kind: 'none', organizational } : { kind: 'several', organizational, domain: several.domain };
};
