// The form of each secret the profile names, and which of them are equal; never a value.
import type { SecretsPort } from '../../core/ports/secrets.ts';
import type { Profile, SecretName, SecretRef } from '../../core/profile.ts';
import type { Facts } from '../../facts/index.ts';
import { defineProbe } from '../probe.ts';

const references = ({ aws, smtp, callback }: Profile): readonly (readonly [SecretName, SecretRef | undefined])[] => [
  ['aws.probe.secretAccessKey', aws?.probe.secretAccessKey],
  ['aws.probe.sessionToken', aws?.probe.sessionToken],
  ['aws.send.secretAccessKey', aws?.send?.secretAccessKey],
  ['aws.send.sessionToken', aws?.send?.sessionToken],
  ['smtp.password', smtp?.password],
  ['callback.verifyToken', callback.verifyToken],
  ['callback.ledger.token', callback.ledger.token],
  ['callback.ledger.writeToken', callback.ledger.writeToken],
];

/** The mapping: shapes and equality come from the port, which alone knows the values. */
export const secretsFact = (profile: Profile, secrets: SecretsPort): Facts['profile.secrets'] => {
  const named = references(profile).flatMap(([name, ref]) =>
    ref === undefined ? [] : [{ name, ref, print: secrets.fingerprint(name) }],
  );
  return Object.fromEntries(
    named.map(({ name, ref, print }) => [
      name,
      {
        reference: ref.text,
        shape: secrets.shape(name),
        sharedWith: named
          .filter((other) => other.name !== name && print !== null && other.print === print)
          .map((other) => other.name),
      },
    ]),
  );
};

export const secretsProbe = defineProbe({
  key: 'profile.secrets',
  needs: [],
  permissions: [],
  ask: async ({ profile, secrets }) => secretsFact(profile, secrets),
});
