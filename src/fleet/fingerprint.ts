// What makes a trouble the same one tomorrow.
import { digestOf } from '../text/digest.ts';

/** 16 hexadecimal digits of what tells it from every other; the parts are never masked words nor times. */
export const fingerprint = (...parts: readonly string[]): string =>
  digestOf(JSON.stringify(parts)).slice('sha256:'.length, 'sha256:'.length + 16);
