// The nouns of the fleet: a night, what it saw of each tenant, and what changed since the night before.
import type { Mode, Outcome } from './decision.ts';
import type { Severity, Status } from './finding.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { Owner } from './owner.ts';
import type { Environment, Provider } from './profile.ts';

/** `i` of `n`, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** A finding that wants somebody: what fails, waits or could not be seen, without what merely follows from it. */
export interface KeptFinding {
  /** 16 hexadecimal digits: of tenant, check and reason, or of what was not seen. The same from night to night. */
  readonly fingerprint: string;
  /** `unseen`: nobody knows whether it is wrong. */
  readonly kind: 'failing' | 'unseen';
  readonly check: string;
  readonly reason: string;
  readonly status: Status;
  readonly severity: Severity;
  readonly title: string;
  /** What its reason says; left out where nothing says more than the reason itself. */
  readonly says?: string;
  readonly owner: Owner;
  /** The owner's name, where the profile names one. */
  readonly who: string | null;
  /** Equal for all tenants that it is the same trouble of, such as an account that is paused. */
  readonly root: string;
  /** How many findings follow from it. */
  readonly followers: number;
  readonly expected: string | null;
  readonly observed: JsonObject;
  /** The remedy as printed. */
  readonly fix: string | null;
  /** Lines of `fix` that are pasted as they stand, counted from 0; left out where there are none. */
  readonly paste?: readonly number[];
}

/** Something that will cease to hold by itself. */
export interface Validity {
  readonly kind: 'certification' | 'certificate' | 'credential' | 'attestation' | 'limitation' | 'expected-failure';
  /** What, in words: `the relay’s certificate`. */
  readonly subject: string;
  /** ISO 8601; a date alone ends with its day. null: it does not hold now, such as a tenant never certified. */
  readonly expires: string | null;
}

/** Why a tenant's look ended without a document. */
export interface LookError {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
}

/** A message to the SES mailbox simulator and what came of it; never a proof of anything but that the way is open. */
export interface Pulse {
  /**
   * `none`: there was nothing to send it with, or no sense in it (`says`) · `unknown`: whether it was sent · `unseen`: the ledger did not
   * answer, or SES asked to come later, so that nobody knows whether the way is open.
   */
  readonly outcome: 'delivered' | 'not-sent' | 'no-callback' | 'other-event' | 'unknown' | 'unseen' | 'none';
  readonly says: string | null;
  /** The provider's id. */
  readonly messageId: string | null;
  /** ISO 8601 */
  readonly at: string;
}

/** One row a tenant and night. */
export interface TenantLook {
  readonly schema: 'certify.fleet-look/1';
  readonly night: string;
  /** `tenant/provider`; the profile's path while no profile could be read there. */
  readonly key: string;
  readonly tenant: string;
  readonly profile: string;
  readonly provider: Provider | null;
  readonly environment: Environment | null;
  /** Whose limit it draws on: `account/region`, or `relay host`. */
  readonly place: string;
  /** null: see `error`. */
  readonly outcome: Outcome | null;
  /** 0, 1, 2, 3 or 4, as `check` ends. */
  readonly exitCode: number;
  /** ISO 8601, when the look ended. */
  readonly at: string;
  readonly tookMs: number;
  /** `full`: SES was asked about this tenant · `carried`: SES's own answers are those of `sesReadAt` · `none`: it has no SES. */
  readonly ses: 'full' | 'carried' | 'none';
  /** ISO 8601; null: never. */
  readonly sesReadAt: string | null;
  /** `sha256:…` over the findings' check, status and reason: equal means that nothing changed. */
  readonly digest: string;
  readonly passed: number;
  readonly judged: number;
  readonly findings: readonly KeptFinding[];
  /** Checks of which nobody knows tonight whether they would be among the findings: not judged, or hidden behind a cause. */
  readonly hidden: readonly string[];
  readonly validity: readonly Validity[];
  /** Values that are told when they change, by name. */
  readonly watched: { readonly [name: string]: JsonValue };
  readonly error: LookError | null;
  /** Only of a night that was asked for it. */
  readonly pulse?: Pulse;
}

export type ChangeClass =
  | 'new-failure'
  | 'other-cause'
  | 'fixed'
  | 'still-failing'
  /** It comes and goes: three turns or more within seven nights. */
  | 'flapping'
  | 'could-not-see'
  /** The tenant was never certified, or its record's time is running out. */
  | 'due'
  /** A certificate, a credential or a given word is running out. */
  | 'expiring'
  /** A value that is watched is another one: a quota, a review, a tracking domain. */
  | 'changed'
  /** An expected failure that matched nothing, or has expired. */
  | 'expectation'
  /** The tenant is no longer in the inventory. */
  | 'gone';

export type Weight = 'worse' | 'refused' | 'unseen' | 'fault' | 'none';

export interface Change {
  readonly schema: 'certify.fleet-change/1';
  readonly night: string;
  /** The same from night to night for as long as it is the same thing. */
  readonly fingerprint: string;
  readonly class: ChangeClass;
  /** What it makes of the night: worse ends it with 1, refused with 2, unseen (two nights running) with 3, a fault with 4. */
  readonly weight: Weight;
  /** null: of an account, or of the fleet. */
  readonly tenant: string | null;
  readonly key: string | null;
  readonly place: string | null;
  readonly check: string | null;
  readonly reason: string | null;
  readonly status: Status | null;
  readonly severity: Severity;
  /** One sentence: what it is. */
  readonly says: string;
  readonly owner: Owner;
  readonly who: string | null;
  /** Groups what has one cause over tenants. */
  readonly root: string;
  readonly firstSeen: { readonly night: string; readonly at: string };
  /** What it was in the night that it is compared with. */
  readonly before: JsonValue;
  readonly after: JsonValue;
  readonly fix: string | null;
  /** As in the finding. */
  readonly paste?: readonly number[];
  /** The expected failure that silences it. */
  readonly expected: { readonly ticket: string; readonly expires: string } | null;
}

/** An account and region in a night. */
export interface PlaceState {
  readonly place: string;
  readonly account: string | null;
  readonly region: string | null;
  readonly tenants: number;
  /** SES reads that were made there. */
  readonly reads: number;
  readonly watched: { readonly [name: string]: JsonValue };
}

export interface NightTotals {
  readonly tenants: number;
  readonly looked: number;
  /** Exit code → tenants. */
  readonly exits: { readonly [exit: string]: number };
  readonly changes: { readonly [C in ChangeClass]?: number };
  /** Changes that an expected failure silences. */
  readonly expected: number;
  /** Outcome of the pulse → tenants; only where the night was asked for it. */
  readonly pulses?: { readonly [O in Pulse['outcome']]?: number };
}

export interface Night {
  readonly schema: 'certify.fleet-night/1';
  /** The UTC date it began on, or what `--night` says. */
  readonly name: string;
  readonly fleet: string;
  readonly mode: Mode;
  readonly certify: string;
  /** SES was asked about every tenant. */
  readonly full: boolean;
  /** Each healthy tenant was sent a message to the mailbox simulator; only where it was asked for. */
  readonly pulse?: boolean;
  /** In how many parts it was looked at, each by a machine of its own; null: whole. */
  readonly parts: number | null;
  /** ISO 8601 */
  readonly startedAt: string;
  /** ISO 8601; null: it is still running, or was stopped. */
  readonly finishedAt: string | null;
  /** The night it is compared with; null: there was none. */
  readonly baseline: string | null;
  readonly totals: NightTotals;
  /** null until it is complete. */
  readonly exitCode: number | null;
}

/** The seven days that end with a night. */
export interface Week {
  readonly schema: 'certify.fleet-week/1';
  readonly fleet: string;
  /** Names of the first and the last of its nights. */
  readonly from: string;
  readonly to: string;
  /** Complete ones, oldest first. */
  readonly nights: readonly Pick<Night, 'name' | 'startedAt' | 'exitCode' | 'totals'>[];
  /** UTC dates of the seven on which no complete night began. */
  readonly missing: readonly string[];
  /** Seen first within the week, and there in its last night. */
  readonly came: readonly Change[];
  /** There since before the week, oldest first. */
  readonly open: readonly Change[];
  /** There before or within the week, and no longer told in its last night. */
  readonly mended: readonly Change[];
  /** Values that became other ones, tenants that are gone, entries that no longer match: as last told. */
  readonly events: readonly Change[];
  /** There, and expected. */
  readonly expected: number;
}

/** What one machine looked at of a night that several have; what changed is told where the parts are joined. */
export interface NightPart {
  readonly schema: 'certify.fleet-part/1';
  readonly night: string;
  readonly fleet: string;
  readonly mode: Mode;
  readonly certify: string;
  readonly full: boolean;
  /** Only where the night was asked for it. */
  readonly pulse?: boolean;
  readonly shard: Shard;
  /** ISO 8601 */
  readonly startedAt: string;
  /** ISO 8601; null: it is still running, or was stopped. */
  readonly finishedAt: string | null;
  /** Tenants of this part. */
  readonly tenants: number;
  /** Of them. */
  readonly looked: number;
  /** Exit code → tenants. */
  readonly exits: { readonly [exit: string]: number };
  /** The fleet as this machine read it; `digest` is equal where the same list was cut. */
  readonly whole: { readonly tenants: number; readonly digest: string };
}

/** What somebody is told of a night: one cause, with the tenants that it is of. */
export interface Alert {
  readonly schema: 'certify.fleet-alert/1';
  /** The same however often it is sent; another night or another cause has another. */
  readonly id: string;
  readonly fleet: string;
  readonly night: string;
  readonly class: ChangeClass;
  readonly weight: Weight;
  /** One sentence: what it is. */
  readonly says: string;
  readonly check: string | null;
  readonly reason: string | null;
  readonly place: string | null;
  readonly owner: Owner;
  readonly who: string | null;
  readonly firstSeen: string;
  /** `names`: the first fifty. */
  readonly tenants: { readonly count: number; readonly names: readonly string[] };
  /** The remedy as printed, where it is of one tenant or of one cause. */
  readonly fix: string | null;
}
