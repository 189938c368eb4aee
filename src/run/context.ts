// What a run works with: ports, the tenant, the runbook, the people. Built once by the command line.
import type { AnyCheck } from '../checks/check.ts';
import type { Mode } from '../core/decision.ts';
import type { Finding } from '../core/finding.ts';
import type { GivenAttestation, JournalEntry } from '../core/journal.ts';
import type { JsonValue } from '../core/json.ts';
import type { Observation } from '../core/observation.ts';
import type { Reads } from '../core/ports/reads.ts';
import type { Writes } from '../core/ports/writes.ts';
import type { Facts } from '../facts/index.ts';
import type { LoadedProfile } from '../profile/profile.ts';
import type { Subject } from '../profile/target.ts';
import type { Runbook, Step } from '../core/runbook.ts';
import type { Asked } from './attestations.ts';
import type { ProbeLoaders } from './plan.ts';
import type { RunState } from './state.ts';

/** How a run speaks with people. A non-interactive one answers null and shows entries on stderr, or not at all. */
export interface People {
  /** null: nobody is there · `later`: somebody is, and puts it off. */
  ask(step: Step, asked: Asked): Promise<GivenAttestation | 'later' | null>;
  /** `trigger: person`: shows the nonce and returns when the person says the mail was sent. */
  sendByHand(nonce: string, recipient: string): Promise<void>;
  /** The id that the provider gave, as a person reads it where no machine can; null: nobody is there, or it is put off. */
  providerMessageId(nonce: string): Promise<string | null>;
  /** After every durable entry; the terminal walk has no other source. */
  onEntry(entry: JournalEntry, state: RunState): void;
  /** Findings of a step that is done, in order. */
  onStep(step: Step, findings: readonly Finding[], state: RunState): void;
  /** What is awaited now; null when nothing is. */
  onWaiting(what: string | null): void;
}

interface Timing {
  /** Milliseconds to wait for the callback; null takes the runbook's. */
  readonly waitMs: number | null;
  /** Milliseconds before a temporary refusal is tried once more. */
  readonly retryMs: number;
  /** Milliseconds after the deciding event in which the rows may still be written. */
  readonly rowsGraceMs: number;
}

/** What stands beside the profile and in the evidence directory before the run. */
export type Beforehand = Pick<Facts, 'run.neighbours' | 'run.marks' | 'run.sheet' | 'run.otherProvider'>;

/** How many of the checks that can be observed are. */
export interface Part {
  readonly judged: number;
  readonly of: number;
}

/** What a look works with. */
export interface LookContext {
  readonly command: string;
  /** As a person would type it again, such as `certify ses gym.yaml`. */
  readonly invocation: string;
  /** certify's own version. */
  readonly certify: string;
  readonly subject: Subject;
  /** null: there is no profile, and what it would declare is not given. */
  readonly loaded: LoadedProfile | null;
  readonly runbook: Runbook;
  readonly checks: ReadonlyMap<string, AnyCheck>;
  readonly probes: ProbeLoaders;
  readonly reads: Reads;
  /** null: a read-only command; nothing can be sent. */
  readonly writes: Writes | null;
  readonly mode: Mode;
  readonly failOnWarning: boolean;
  /** Facts of this disk, made before anybody is asked; null: there is no profile to read them for. */
  readonly beforehand: Beforehand | null;
  /** Earlier runs whose live message has an unknown end, and journals that could not be read. */
  readonly history: { readonly openSends: readonly RunState[]; readonly unread: readonly string[] };
  /** Id of the evidence record that is observed again. */
  readonly rerunOf: string | null;
  /** What is observed again is a part of the checks, and gives no go-ahead; null: all that can be observed. */
  readonly part: Part | null;
  /** Nobody watches it step by step: it is judged once, at its end. */
  readonly unwatched?: boolean;
  /** Masked observations that are taken over instead of being asked again, each with the time it was made. */
  readonly carried?: { readonly [key: string]: Observation<JsonValue> };
  readonly mask: (value: JsonValue) => JsonValue;
  readonly people: People;
  readonly timing: Timing;
  readonly signal: AbortSignal;
}

/** What a run works with that is to prove something: nothing is proven without a profile. */
export interface RunContext extends LookContext {
  readonly loaded: LoadedProfile;
}

/** A run under way: its state, and the one way to change it. */
export interface Session {
  state(): RunState;
  /** Durable before it resolves; entries get their order here. */
  append(entry: import('../core/journal.ts').NewEntry): Promise<void>;
  /** Observations so far. */
  observations(): ReadonlyMap<string, Observation<JsonValue>>;
}
