// A look at an SES tenant for the sake of one answer: leaves no record, changes nothing, and is refused for a tenant of a relay.
import type { AnyCheck } from '../checks/check.ts';
import { UsageError } from '../core/errors.ts';
import type { Profile } from '../profile/profile.ts';
import type { Caller } from './caller.ts';
import { withSource } from './lab/source.ts';
import { lookAt, profileLooked } from './look.ts';
import type { SubjectOptions } from './options.ts';
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

export const lookAtSes = (
  setting: Setting,
  caller: Caller,
  options: SubjectOptions,
  { command, matters, lacking }: Purpose,
): Promise<{ readonly profile: Profile; readonly looked: Awaited<ReturnType<typeof lookAt>> }> =>
  withSource(setting, { ...options, ...NO_RECORD, command, provider: null }, async (source) => {
    const { profile, path } = await source.load();
    if (profile.provider !== 'SES') {
      throw new UsageError({
        code: 'other-provider',
        message: `${profile.tenant} sends through SMTP: there is no ${lacking}.`,
        fix: 'Name the profile of a tenant that sends through Amazon SES.',
        place: { file: path },
      });
    }
    const look = {
      ...NO_RECORD,
      command: 'check',
      source: profileLooked(source),
      tenant: options.tenant,
      keep: matters,
    } as const;
    return { profile, looked: await lookAt(setting, caller, look) };
  });
