// What the account of an SES tenant lacks: looks as `check` does, and changes nothing.
import type { AnyCheck } from '../checks/check.ts';
import { UsageError } from '../core/errors.ts';
import type { ProvisionPlan } from '../core/provision.ts';
import { fact } from '../facts/fact.ts';
import { provisionPlan } from '../provision/plan.ts';
import type { Caller } from './caller.ts';
import { withSource } from './lab/source.ts';
import { lookAt, profileLooked } from './look.ts';
import type { SubjectOptions } from './options.ts';
import type { Setting } from './setting.ts';

/** What the plan is made from, and the DNS records that others publish for it. */
const matters = ({ id }: AnyCheck): boolean => /^(ses-|sns-|dkim-|mail-from|spf-|dmarc-record)/.test(id);

const NO_RECORD = { evidenceDir: './evidence', operator: null, signKey: null, stores: false } as const;

export const planProvision = (setting: Setting, caller: Caller, options: SubjectOptions): Promise<ProvisionPlan> =>
  withSource(setting, { ...options, ...NO_RECORD, command: 'provision ses', provider: 'SES' }, async (source) => {
    const { profile, path } = await source.load();
    if (profile.provider !== 'SES') {
      throw new UsageError({
        code: 'other-provider',
        message: `${profile.tenant} sends through SMTP: there is no SES account to provision.`,
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
    const { observations, findings } = await lookAt(setting, caller, look);
    const tenant = fact(observations, 'profile.tenant');
    if (tenant?.ses == null) throw new Error('the look at an SES tenant made no fact of its profile');
    return provisionPlan(tenant, tenant.ses, observations, findings);
  });

/** 1 could not see, 3 changes pending, 0 nothing to change. */
export const planExit = ({ changes, unseen }: ProvisionPlan): 0 | 1 | 3 => {
  if (unseen.length > 0) return 1;
  return changes.some(({ action }) => action !== 'keep') ? 3 : 0;
};
