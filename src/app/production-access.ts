// What to write into AWS's request to leave the SES sandbox, from what AWS may look at when it reviews it.
import type { AnyCheck } from '../checks/check.ts';
import { UsageError } from '../core/errors.ts';
import { productionAccessRequest, type ProductionAccessRequest } from '../report/terminal/production-access.ts';
import type { Caller } from './caller.ts';
import { withSource } from './lab/source.ts';
import { lookAt, profileLooked } from './look.ts';
import type { SubjectOptions } from './options.ts';
import type { Setting } from './setting.ts';

const matters = (check: AnyCheck): boolean => /^ses-|^dmarc-record$/.test(check.id);

const NO_RECORD = { evidenceDir: './evidence', operator: null, signKey: null, stores: false } as const;

/** Looks, and changes nothing. */
export const productionAccess = (setting: Setting, caller: Caller, options: SubjectOptions): Promise<ProductionAccessRequest> =>
  withSource(setting, { ...options, ...NO_RECORD, command: 'production-access', provider: null }, async (source) => {
    const { profile, path } = await source.load();
    if (profile.provider !== 'SES') {
      throw new UsageError({
        code: 'other-provider',
        message: `${profile.tenant} sends through SMTP: there is no sandbox to leave.`,
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
    return productionAccessRequest(profile, await lookAt(setting, caller, look));
  });
