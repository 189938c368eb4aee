// What came of bringing alerts out.
import type { SinkState } from '../../fleet/outbox.ts';

export interface Drained {
  readonly sent: number;
  /** Sinks for which alerts still wait, or that are off. */
  readonly left: readonly SinkState[];
}
