// The three errors certify knows; anything else that is thrown is a bug and ends in a crash report (exit 4).
import type { Unseen } from './observation.ts';

export interface Place {
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
}

/** One of several faults of a file. */
export interface Fault extends Omit<Place, 'file'> {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

interface Explained {
  /** Stable, kebab-case, for scripts. */
  readonly code: string;
  /** One sentence: what happened and where. Must be safe to share. */
  readonly message: string;
  /** Imperative: what to do about it. */
  readonly fix: string;
  readonly cause?: unknown;
}

/** The user can fix it before anything runs: exit code 2. */
export class UsageError extends Error {
  readonly code: string;
  readonly fix: string;
  /** The fix without what is to be typed then: after a send the same command would send once more. */
  readonly act: string;
  readonly place: Place;
  /** All of them, where the message tells several. */
  readonly faults: readonly Fault[];

  constructor(given: Explained & { readonly act?: string; readonly place?: Place; readonly faults?: readonly Fault[] }) {
    super(given.message, { cause: given.cause });
    this.name = 'UsageError';
    this.code = given.code;
    this.fix = given.fix;
    this.act = given.act ?? given.fix;
    this.place = given.place ?? {};
    this.faults = given.faults ?? [];
  }
}

/** A party did not give the answer that was asked for. Ports throw it, the engine turns it into an observation. */
export class ObservationError extends Error {
  readonly unseen: Unseen;

  constructor(unseen: Unseen, cause?: unknown) {
    super(unseen.message, { cause });
    this.name = 'ObservationError';
    this.unseen = unseen;
  }
}

/** The run was stopped: by a person (resumable, exit 130), or by the secret gate (exit 4). */
export class AbortError extends Error {
  readonly code: string;
  readonly fix: string;
  readonly exitCode: 130 | 4;

  constructor(given: Explained & { readonly exitCode: 130 | 4 }) {
    super(given.message, { cause: given.cause });
    this.name = 'AbortError';
    this.code = given.code;
    this.fix = given.fix;
    this.exitCode = given.exitCode;
  }
}
