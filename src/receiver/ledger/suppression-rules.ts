// Which failures put an address on the suppression list: three locked rules, three with a threshold (profiles of the source document).

interface Threshold {
  readonly events: number;
  readonly days: number;
}

/** null switches a rule off. Permanent bounces, complaints and rejects cannot be switched off. */
export interface SuppressionRules {
  /** Bounce Transient/General: receivers that accept, then bounce. */
  readonly repeatedTransient: Threshold | null;
  /** Bounce Undetermined. */
  readonly undetermined: Threshold | null;
  /** Transient MailboxFull, MessageTooLarge, ContentRejected, AttachmentRejected. */
  readonly softBounceAccumulation: Threshold | null;
}

export type SuppressionProfile = 'strict' | 'standard' | 'aggressive';

const TRANSIENT: Threshold = { events: 3, days: 30 };

export const SUPPRESSION_PROFILES: { readonly [P in SuppressionProfile]: SuppressionRules } = {
  strict: { repeatedTransient: null, undetermined: null, softBounceAccumulation: null },
  standard: { repeatedTransient: TRANSIENT, undetermined: null, softBounceAccumulation: null },
  aggressive: {
    repeatedTransient: TRANSIENT,
    undetermined: { events: 2, days: 14 },
    softBounceAccumulation: { events: 5, days: 14 },
  },
};

/** In order of priority: an address that matches several is listed under the first. */
export type SuppressionReason =
  | 'permanent_bounce'
  | 'complaint'
  | 'rejected'
  | 'repeated_transient'
  | 'undetermined'
  | 'soft_bounce_accumulation';

export interface FailureEvent {
  readonly event: string;
  readonly subtype: string;
  /** ISO 8601. */
  readonly eventAt: string;
  /** ISO 8601. */
  readonly receivedAt: string;
}

export interface Listing {
  readonly reason: SuppressionReason;
  readonly events: number;
  /** ISO 8601, the newest failure that counts. */
  readonly lastAt: string;
  readonly subtype: string | null;
}

const SIMULATOR = /@simulator\.amazonses\.com$/;

/** Mailbox simulator addresses bounce and complain on purpose. */
const isSimulator = (address: string): boolean => SIMULATOR.test(address);

const ACCUMULATING = new Set(['MailboxFull', 'MessageTooLarge', 'ContentRejected', 'AttachmentRejected']);

/** The adapter's plain `soft` has no subtype: it counts as a transient bounce of the general kind. */
const isGeneral = (subtype: string): boolean => subtype === 'General' || subtype === '' || subtype === 'soft';

interface Rule {
  readonly reason: SuppressionReason;
  readonly matches: (event: FailureEvent) => boolean;
  readonly threshold: (rules: SuppressionRules) => Threshold | 'locked' | null;
}

const locked = () => 'locked' as const;
const transient = (event: FailureEvent): boolean => event.event === 'bounce-transient';

const RULES: readonly Rule[] = [
  { reason: 'permanent_bounce', matches: (event) => event.event === 'bounce-permanent', threshold: locked },
  { reason: 'complaint', matches: (event) => event.event === 'complaint', threshold: locked },
  { reason: 'rejected', matches: (event) => event.event === 'reject', threshold: locked },
  {
    reason: 'repeated_transient',
    matches: (event) => transient(event) && isGeneral(event.subtype),
    threshold: (rules) => rules.repeatedTransient,
  },
  {
    reason: 'undetermined',
    matches: (event) => transient(event) && event.subtype === 'Undetermined',
    threshold: (rules) => rules.undetermined,
  },
  {
    reason: 'soft_bounce_accumulation',
    matches: (event) => transient(event) && ACCUMULATING.has(event.subtype),
    threshold: (rules) => rules.softBounceAccumulation,
  },
];

const DAY = 86_400_000;

/**
 * Why an address is suppressed now; null when it is not. Only failures received after `allowedSince` count: a person's `allow`
 * holds until the next failure. Locked rules do not expire; thresholds look back from `now`.
 */
export const classify = (
  address: string,
  failures: readonly FailureEvent[],
  rules: SuppressionRules,
  now: Date,
  allowedSince: string | null,
): Listing | null => {
  if (isSimulator(address)) return null;
  const counting = failures.filter((failure) => allowedSince === null || failure.receivedAt > allowedSince);
  for (const rule of RULES) {
    const threshold = rule.threshold(rules);
    if (threshold === null) continue;
    const since = threshold === 'locked' ? '' : new Date(now.getTime() - threshold.days * DAY).toISOString();
    const hits = counting.filter((failure) => rule.matches(failure) && failure.eventAt >= since);
    const newest = hits.toSorted((a, b) => b.eventAt.localeCompare(a.eventAt))[0];
    if (newest === undefined || hits.length < (threshold === 'locked' ? 1 : threshold.events)) continue;
    return { reason: rule.reason, events: hits.length, lastAt: newest.eventAt, subtype: newest.subtype || null };
  }
  return null;
};
