// What surrounds a run on this machine, as `certify doctor` saw it.
import type { Owner } from './owner.ts';

export interface Surrounding {
  /** Stable for scripts, such as `dns-udp`. */
  readonly id: string;
  /** A few words: what was looked at. */
  readonly what: string;
  /** `ok` seen to work · `warn` works, with something to mind · `blocked` stands in the way · `unseen` could not be looked at. */
  readonly state: 'ok' | 'warn' | 'blocked' | 'unseen';
  /** One sentence: what was seen. */
  readonly seen: string;
  /** What has to be done; null where nothing has. */
  readonly act: string | null;
  /** Who does it. */
  readonly owner: Owner | null;
  /** The row that this one follows from, by its id; null: none. It has no act of its own then. */
  readonly cause: string | null;
}
