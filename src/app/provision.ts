// What the account of an SES tenant lacks: looks as `check` does, and changes nothing.
import type { ProvisionPlan } from '../core/provision.ts';
import { fact } from '../facts/fact.ts';
import { provisionPlan } from '../provision/plan.ts';
import type { Caller } from './caller.ts';
import type { SubjectOptions } from './options.ts';
import { lookAtSes } from './ses-look.ts';
import type { Setting } from './setting.ts';

export const planProvision = async (setting: Setting, caller: Caller, options: SubjectOptions): Promise<ProvisionPlan> => {
  const { looked } = await lookAtSes(setting, caller, options, {
    command: 'provision ses',
    // What the plan is made from, and the DNS records that others publish for it.
    matters: ({ id }) => /^(ses-|sns-|dkim-|mail-from|spf-|dmarc-record)/.test(id),
    lacking: 'SES account to provision',
  });
  const tenant = fact(looked.observations, 'profile.tenant');
  if (tenant?.ses == null) throw new Error('the look at an SES tenant made no fact of its profile');
  return provisionPlan(tenant, tenant.ses, looked.observations, looked.findings);
};

/** 1 could not see, 3 changes pending, 0 nothing to change. */
export const planExit = ({ changes, unseen }: ProvisionPlan): 0 | 1 | 3 => {
  if (unseen.length > 0) return 1;
  return changes.some(({ action }) => action !== 'keep') ? 3 : 0;
};
