// What SquareOS itself holds for the gym. A key left out was not told; null: the field is empty there.
import type { SquareosState } from '../text/squareos-state.ts';
import type { TemplateSeen } from './template.ts';

export interface SquareosFacts {
  'squareos.state': {
    readonly state: SquareosState;
    /** Young enough to speak of now: at most 24 hours old; where a message is sent, 15 minutes. */
    readonly fresh: boolean;
  };
  /** Templates whose content SquareOS tells; looked at as `ses.templates` are, and filled in by certify itself. */
  'squareos.templates': { readonly items: readonly TemplateSeen[] };
}
