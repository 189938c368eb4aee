// Who runs this, for the record.
import { userInfo } from 'node:os';
import { UsageError } from '../core/errors.ts';
import type { CommonFlags } from './flags.ts';
import type { Io } from './io.ts';

/** The given name; on a terminal and in the lab the system's user when none was given; else a UsageError. */
export const operatorOf = (flags: CommonFlags, io: Io, lab: boolean): string => {
  if (flags.operator !== null) return flags.operator;
  if (io.interactive || lab) return userInfo().username;
  throw new UsageError({
    code: 'operator-missing',
    message: 'The record must say who ran it, and nobody is at a terminal.',
    fix: 'Add --operator NAME, or set CERTIFY_OPERATOR.',
  });
};
