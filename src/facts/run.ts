// Facts of the run itself.
import type { RunEnvironment } from '../core/ports/reads.ts';

export interface RunFacts {
  /** Checks read no clock: this is theirs. */
  'run.clock': {
    /** ISO 8601, when this pass began. */
    readonly now: string;
  };
  'run.environment': RunEnvironment & { readonly mode: 'live' | 'lab' };
}
