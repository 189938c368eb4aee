// The form of each secret the profile names, and which of them are equal; never a value.
import type { SecretShape, SecretsPort } from '../core/ports/secrets.ts';
import type { LoadedProfile } from './profile.ts';

interface SecretForm {
  readonly reference: string;
  readonly shape: SecretShape | null;
  readonly sharedWith: readonly string[];
  readonly guessable?: true;
}

/** The fact `profile.secrets`: shapes and equality come from the port, which alone knows the values. */
export const secretForms = (
  { secrets: named, profile }: LoadedProfile,
  secrets: SecretsPort,
): { readonly [name: string]: SecretForm } => {
  const prints = named.map(({ name, ref }) => ({ name, ref, print: secrets.fingerprint(name) }));
  const others = (name: string, print: string | null): readonly string[] =>
    print === null ? [] : prints.filter((other) => other.name !== name && other.print === print).map((other) => other.name);
  const { tenant, squareos, smtp } = profile;
  const names = [tenant, squareos.accountName, squareos.externalAccountId, squareos.sender.senderValue, smtp?.username ?? ''];
  return Object.fromEntries(
    prints.map(({ name, ref, print }) => [
      name,
      {
        reference: ref.text,
        shape: secrets.shape(name),
        sharedWith: others(name, print),
        ...(secrets.guessable(name, names) ? { guessable: true as const } : {}),
      },
    ]),
  );
};
