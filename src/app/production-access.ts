// What to write into AWS's request to leave the SES sandbox, from what AWS may look at when it reviews it.
import { consoleHost } from '../aws/region.ts';
import { productionAccessRequest, type ProductionAccessRequest } from '../report/terminal/production-access.ts';
import type { Caller } from './caller.ts';
import type { SubjectOptions } from './options.ts';
import { lookAtSes } from './ses-look.ts';
import type { Setting } from './setting.ts';

/** Looks, and changes nothing. */
export const productionAccess = async (
  setting: Setting,
  caller: Caller,
  options: SubjectOptions,
): Promise<ProductionAccessRequest> => {
  const { profile, looked } = await lookAtSes(setting, caller, options, {
    command: 'production-access',
    matters: ({ id }) => /^ses-|^dmarc-record$/.test(id),
    lacking: 'sandbox to leave',
  });
  return productionAccessRequest(profile, looked, consoleHost(profile.ses?.region ?? ''));
};
