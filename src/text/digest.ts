// The one written form of a digest: of files, questions, bodies, keys.
import { createHash } from 'node:crypto';

/** `sha256:` and 64 hexadecimal digits, of the octets or of the UTF-8 of a text. */
export const digestOf = (data: string | Uint8Array): string => `sha256:${createHash('sha256').update(data).digest('hex')}`;

export const isDigest = (value: unknown): value is string => typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value);
