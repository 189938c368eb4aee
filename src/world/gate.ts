// Reveals each secret of the run once, to make the needles that masking's gate looks for.
import type { Secret } from '../core/secret.ts';
import { Needle } from '../masking/gate.ts';

/** Sealed needles for `createGate` and `createRedactor`. Empty secrets make none. */
export const needlesOf = (secrets: readonly Secret[]): readonly Needle[] =>
  secrets.filter((secret) => secret.reveal() !== '').map((secret) => new Needle(secret.name, secret.reveal()));
