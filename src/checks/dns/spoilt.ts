// The reasons of a record that is read otherwise than it looks.
import type { Status } from '../../core/finding.ts';
import type { Reasons } from '../../core/reason.ts';

export type Spoilt = 'hidden-character' | 'look-alike';

/** `S`: the statuses with which the check tells of it. */
export const spoiltReasons = <const S extends readonly Status[]>(status: S) =>
  ({
    'hidden-character': {
      status,
      says: 'The record holds a character that nobody sees, so receivers do not read it as it was meant.',
    },
    'look-alike': { status, says: 'The record holds a character that only looks like the one that belongs there.' },
  }) as const satisfies Reasons;
