// The receiver's own tokens: the same references and limits as a profile's, under the places of receiver.yaml.
import type { LoadedProfile, SecretRef } from '../../core/profile.ts';
import type { Secret } from '../../core/secret.ts';
import { resolveSecrets } from '../secrets/secrets.ts';
import type { SecretOptions } from '../secrets/secrets.ts';

export interface ReceiverSecrets {
  /** By place, such as `readTokens.0`. */
  get(place: string): Secret | undefined;
  all(): readonly Secret[];
}

interface Holder {
  readonly path: string;
  readonly directory: string;
  readonly secrets: readonly { readonly name: string; readonly ref: SecretRef; readonly line: number; readonly column: number }[];
}

/** Throws UsageError with the place in the file; no error contains a value. */
export const resolveReceiverSecrets = async (
  holder: Holder,
  options: Omit<SecretOptions, 'required'>,
): Promise<ReceiverSecrets> => {
  // Only path, directory and the references are read; a receiver's places are none of a profile's names.
  const store = await resolveSecrets(holder as unknown as LoadedProfile, options);
  return { get: (place) => store.get(place as Parameters<typeof store.get>[0]), all: () => store.all() };
};
