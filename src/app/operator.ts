// Who runs this, for the record.
import { userInfo } from 'node:os';
import { UsageError } from '../core/errors.ts';

/** What is said, by itself or with all else that is missing. */
export const OPERATOR_MISSING = {
  code: 'operator-missing',
  message: 'The record must say who ran it, and nobody is at a terminal.',
  fix: 'Add --operator NAME, or set CERTIFY_OPERATOR.',
} as const;

/** The given name; on a terminal and in the lab the system's user when none was given; else a UsageError. */
export const operatorOf = (operator: string | null, where: { readonly interactive: boolean; readonly lab: boolean }): string => {
  if (operator !== null) return operator;
  if (where.interactive || where.lab) return userInfo().username;
  throw new UsageError(OPERATOR_MISSING);
};
