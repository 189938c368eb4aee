// The one written form of a digest: of files, questions, bodies, keys.
import { createHash } from 'node:crypto';

/** `sha256:` and 64 hexadecimal digits, of the octets or of the UTF-8 of a text. */
export const digestOf = (data: string | Uint8Array): string => `sha256:${createHash('sha256').update(data).digest('hex')}`;
