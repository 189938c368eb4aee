// Facts of the run itself.
import type { Provider } from '../core/profile.ts';
import type { RunEnvironment } from '../core/ports/reads.ts';

/** Gravest first. */
export const SHARED_THINGS = ['credential', 'webhook', 'topic', 'identity', 'account', 'probe'] as const;
/** `credential`: or the relay's login · `webhook`: its verify token · `account`: of AWS · `probe`: the role or key that certify looks with. */
export type SharedThing = (typeof SHARED_THINGS)[number];

export interface RunFacts {
  /** Checks read no clock: this is theirs. */
  'run.clock': {
    /** ISO 8601, when this pass began. */
    readonly now: string;
  };
  /** Earlier runs of this tenant and provider whose live message may have gone out without anybody knowing. */
  'run.history': {
    readonly openSends: readonly {
      readonly runId: string;
      readonly nonce: string;
      readonly startedAt: string;
      readonly resumable: boolean;
    }[];
    /** Names of journals in `.runs` that could not be read. Absent: none. */
    readonly unread?: readonly string[];
  };
  /**
   * What a later run of another tenant in this evidence directory compares: a keyed digest of each value, 16 hexadecimal digits. The
   * key lies beside the records; `key` tells which one it was. null: no record is left.
   */
  'run.marks': { readonly key: string; readonly marks: { readonly [K in SharedThing]?: string } } | null;
  /** Other tenants whose newest record in this evidence directory names what this one's profile names. */
  'run.neighbours': {
    readonly sharing: readonly { readonly tenant: string; readonly what: readonly SharedThing[] }[];
    /** How many other tenants' records were read. Records of older versions lack it. */
    readonly compared?: number;
    /** What could be compared with one of them at least. Records of older versions lack it. */
    readonly things?: readonly SharedThing[];
    /** Compared with the tenants of a fleet, by their profiles. */
    readonly inFleet?: boolean;
    /** What the fleet approves of this tenant, and what is therefore not among `sharing`. */
    readonly declared?: readonly {
      readonly tenants: string;
      readonly what: readonly SharedThing[];
      readonly approvedBy: string;
      readonly reference: string;
    }[];
  };
  /** The extraction row before this run; null: the profile names no sheet. */
  'run.sheet': {
    readonly sheet: string;
    readonly row: string;
    /** What the runbook requires and neither profile nor sheet says, with where the profile would say it. */
    readonly blank: readonly { readonly field: string; readonly label: string; readonly profileKey: string | null }[];
  } | null;
  /** What `routing` names, opened; null: the tenant has one provider. */
  'run.otherProvider': {
    /** As the profile names it. */
    readonly profile: string;
    /** Why its certification could not be looked up. */
    readonly problem: 'missing' | 'refused' | 'same-provider' | null;
    /** What is wrong with a refused profile, in its loader's words. */
    readonly detail: string | null;
    readonly tenant: string | null;
    readonly provider: Provider | null;
    /** The newest of the same mode that proves or refuses; null: there is none. */
    readonly record: {
      readonly id: string;
      readonly outcome: string;
      readonly blockers: readonly string[];
      /** ISO 8601. */
      readonly finishedAt: string;
      /** ISO 8601; left out by a certify that did not say it. */
      readonly validUntil?: string;
      /** Its content matches its digest. */
      readonly whole: boolean;
    } | null;
  } | null;
  /** `live`: a message is sent, or a record of such a run is observed again; what only the message depends on is asked then. */
  'run.purpose': { readonly live: boolean };
  'run.environment': RunEnvironment & { readonly mode: 'live' | 'lab' };
}
