// Facts of the run itself.
import type { RunEnvironment } from '../core/ports/reads.ts';

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
  };
  /** Other tenants whose newest record in this evidence directory names the same sending credential or relay login. */
  'run.neighbours': { readonly sharing: readonly string[] };
  'run.environment': RunEnvironment & { readonly mode: 'live' | 'lab' };
}
