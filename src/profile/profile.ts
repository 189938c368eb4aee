// One tenant, as its YAML file says it: types that follow from the schema. Secrets are references; `world` resolves them.
import type { SecretHolder } from '../core/profile.ts';
import type { settled } from './schema.ts';

export type Profile = Readonly<ReturnType<typeof settled>>;

export type ProfileAttestation = Profile['attestations'][number];

/** A profile and where it came from. */
export interface LoadedProfile extends SecretHolder {
  readonly profile: Profile;
  /** `sha256:…` of the file's bytes. */
  readonly digest: string;
  /** What `aws.provision` names: read by nobody but who provisions, so that no look needs it. */
  readonly provisioning: SecretHolder['secrets'];
}
