// A look at an SES tenant for the sake of one answer: leaves no record, changes nothing, and is refused for a tenant of a relay.
import type { AnyCheck } from '../checks/check.ts';
import { UsageError } from '../core/errors.ts';
import type { LoadedProfile, Profile } from '../profile/profile.ts';
import type { Caller } from './caller.ts';
import { type ProfileSource, withSource } from './lab/source.ts';
import { lookAt, profileLooked } from './look.ts';
import type { SubjectOptions, TenantOptions } from './options.ts';
import type { Setting } from './setting.ts';

const NO_RECORD = { evidenceDir: './evidence', operator: null, signKey: null, stores: false } as const;

interface Purpose {
  /** As typed. */
  readonly command: string;
  /** The checks that the answer is made from. */
  readonly matters: (check: AnyCheck) => boolean;
  /** Ends the sentence that refuses a tenant of a relay. */
  readonly lacking: string;
}

interface LookedAtSes {
  readonly profile: Profile;
  readonly looked: Awaited<ReturnType<typeof lookAt>>;
}

/** The profile, which must be of a tenant of SES. */
export const sesProfile = async (source: ProfileSource, lacking: string): Promise<LoadedProfile> => {
  const loaded = await source.load();
  if (loaded.profile.provider === 'SES') return loaded;
  throw new UsageError({
    code: 'other-provider',
    message: `${loaded.profile.tenant} sends through SMTP: there is no ${lacking}.`,
    fix: 'Name the profile of a tenant that sends through Amazon SES.',
    place: { file: loaded.path },
  });
};

/** In a source that is open already. */
export const lookAtSesIn = async (
  setting: Setting,
  caller: Caller,
  source: ProfileSource,
  tenant: TenantOptions,
  { matters, lacking }: Pick<Purpose, 'matters' | 'lacking'>,
): Promise<LookedAtSes> => {
  const { profile } = await sesProfile(source, lacking);
  const look = { ...NO_RECORD, command: 'check', source: profileLooked(source), tenant, keep: matters } as const;
  return { profile, looked: await lookAt(setting, caller, look) };
};

export const lookAtSes = (setting: Setting, caller: Caller, options: SubjectOptions, purpose: Purpose): Promise<LookedAtSes> =>
  withSource(setting, { ...options, ...NO_RECORD, command: purpose.command, provider: null }, (source) =>
    lookAtSesIn(setting, caller, source, options.tenant, purpose),
  );
