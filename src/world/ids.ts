// Ids: UUIDv7 for runs (they sort by time), random nonces for messages.
import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

export const newRunId = (): string => v7();

/** Fits `NONCE_PATTERN` of core. The last digit is 0: rehearsals of the same run differ in it. */
export const newNonce = (): string => `certify-${randomBytes(12).toString('hex').slice(0, -1)}0`;

/** For doors that this process opens to itself. */
export const randomToken = (): string => randomBytes(24).toString('base64url');
