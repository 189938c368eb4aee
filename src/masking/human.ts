// Screens what a person types (attestations, notes, sheet values): a pasted credential is refused by its shape.
import { UsageError } from '../core/errors.ts';
import { shapeIn, type ShapeName } from './shapes.ts';

const ADVICE = 'Write where the secret is kept (for instance the name of the entry in the secret manager), never the secret.';

/** The shape that was found, or null when the text may be stored. */
export const screenHumanText = (text: string): ShapeName | null => shapeIn(text);

/** Throws UsageError (`secret-in-text`) that names the place and the shape, never the value. */
export const refuseSecrets = (text: string, where: string): void => {
  const found = screenHumanText(text);
  if (found === null) return;
  throw new UsageError({
    code: 'secret-in-text',
    message: `${where} looks like it holds a secret (${found}); it was not stored.`,
    fix: `Take it out. ${ADVICE} If it was real, change it at the provider: it has been seen.`,
  });
};
