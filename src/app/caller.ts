// Whoever asked for a use case: the questions they can answer, the progress they watch, and the gate that searches what leaves.
import type { RecordDiff } from '../core/diff.ts';
import type { Finding } from '../core/finding.ts';
import type { JournalEntry } from '../core/journal.ts';
import type { EvidenceRecord } from '../core/record.ts';
import type { Step } from '../core/runbook.ts';
import type { Gate } from '../masking/gate.ts';
import type { Asked } from '../run/attestations.ts';
import type { SecretUse } from '../profile/secret-hosts.ts';
import type { People } from '../run/context.ts';
import type { Resumed } from './resume.ts';
import { systemClock } from '../world/clock.ts';

export type { Asked };

/** What stands above a walk. */
export interface Heading extends Pick<EvidenceRecord, 'tenant' | 'environment'> {
  readonly run: Pick<EvidenceRecord['run'], 'command' | 'mode' | 'startedAt' | 'operator' | 'rerunOf'>;
}

/** How one run, or one look, is watched and answered. */
export interface Watcher {
  /** null: nobody is there · `later`: the run stays open for the answer, and `--resume` asks again. */
  ask(step: Step, asked: Asked): Promise<{ readonly answer: string; readonly reference: string } | 'later' | null>;
  /** `trigger: person`: shows the nonce and returns when the person says the mail was sent. */
  sendByHand(nonce: string, recipient: string): Promise<void>;
  /** The id that SquareOS shows for the live message, where no machine can read it; null: nobody is there, or it is put off. */
  providerMessageId(nonce: string): Promise<string | null>;
  onStart(heading: Heading): void;
  onEntry(entry: JournalEntry): void;
  /** `withheld`: why the message of a send step was not sent; null when it was, or when the step sends none. */
  onStep(step: Step, findings: readonly Finding[], withheld: readonly string[] | null): void;
  /** What is awaited now; null when nothing is. */
  onWaiting(what: string | null): void;
  /** Nothing follows; harmless when said twice. */
  onEnd(): void;
}

/** Another look in so many milliseconds for the sake of these checks; `too-late`: the wait is over before. */
export interface LaterLook {
  readonly kind: 'again' | 'too-late';
  readonly pauseMs: number;
  readonly checks: readonly string[];
  readonly awaited: readonly AwaitedFinding[];
  /** How many looks there have been. */
  readonly looks: number;
  /** Milliseconds until the wait is over. */
  readonly leftMs: number;
}

/** What waiting comes to. `cleared`: blockers were waited for, and the last of them is gone. */
export type NextLook = LaterLook | { readonly kind: 'nothing-pending'; readonly cleared: boolean };

/** Something that may still settle. */
export interface AwaitedFinding {
  readonly finding: Finding;
  /** ISO 8601: the first look of this wait that saw it so. */
  readonly since: string;
}

export interface Caller {
  readonly signal: AbortSignal;
  /** Somebody is at a terminal and can answer. */
  readonly interactive: boolean;
  /** From here on everything that is written is searched for these secrets. */
  arm(gate: Gate): void;
  gate(): Gate;
  /** A watcher for a run that walks its steps, or for a look. */
  watch(what: 'walk' | 'look'): Promise<Watcher>;
  /** Asks without echo; undefined where nobody can be asked. */
  readonly askSecret: ((name: string) => Promise<string>) | undefined;
  /** One line as spoken, masked and neutralised; undefined: not wanted. */
  readonly transcript: ((line: string) => void) | undefined;
  /** Where the secrets of the profile go, before any is read. */
  onSecrets(uses: readonly SecretUse[]): void;
  /** SES throttled a read in this region, and it is asked again; said at every throttle. */
  onThrottled(region: string): void;
  /** Which unfinished run goes on, and which are left as they are. */
  onResume(resumed: Resumed): void;
  /** After a look that may be followed by another one. */
  onWait(next: NextLook): void;
  /** What the last look saw changed. */
  onChange(diff: RecordDiff): void;
}

const nothing = (): undefined => undefined;

const UNWATCHED: Watcher = {
  ask: async () => null,
  sendByHand: async () => undefined,
  providerMessageId: async () => null,
  onStart: nothing,
  onEntry: nothing,
  onStep: nothing,
  onWaiting: nothing,
  onEnd: nothing,
};

/** For programs: nobody is asked, nothing is told but the result. One for each call, since it holds that call's gate. */
export const silentCaller = (signal: AbortSignal = new AbortController().signal): Caller => {
  let gate: Gate = { check: nothing };
  return {
    signal,
    interactive: false,
    arm: (armed) => {
      gate = armed;
    },
    gate: () => gate,
    watch: async () => UNWATCHED,
    askSecret: undefined,
    transcript: undefined,
    onSecrets: nothing,
    onThrottled: nothing,
    onResume: nothing,
    onWait: nothing,
    onChange: nothing,
  };
};

/** The watcher as the engine knows it: an answer becomes an attestation of the operator. */
export const peopleOf = (watcher: Watcher, operator: string): People => ({
  ask: async (step, asked) => {
    const given = await watcher.ask(step, asked);
    if (given === null || given === 'later') return given;
    const { question, digest, message } = asked;
    const at = systemClock.now().toISOString();
    return { id: question.id, digest, answer: given.answer, by: operator, at, reference: given.reference, message };
  },
  sendByHand: (nonce, recipient) => watcher.sendByHand(nonce, recipient),
  providerMessageId: (nonce) => watcher.providerMessageId(nonce),
  onEntry: (entry) => watcher.onEntry(entry),
  onStep: (step, findings, state) =>
    watcher.onStep(step, findings, step.kind === 'send' ? (state.sends.live?.withheld?.because ?? null) : null),
  onWaiting: (what) => watcher.onWaiting(what),
});
