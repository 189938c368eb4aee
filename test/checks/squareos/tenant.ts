// The tenant fact as the probe makes it from the examples of the contract; a test changes one line of the profile.
import { tenantFact } from '../../../src/profile/tenant.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { changed, load, SES, SMTP } from '../../profile/source.ts';
import { seen } from '../live/builders.ts';

type Change = readonly [from: string, to: string];

const tenant = (text: string, changes: readonly Change[]): Facts['profile.tenant'] =>
  tenantFact(load(changes.reduce((before, [from, to]) => changed(before, from, to), text)).profile);

export const ses = (...changes: readonly Change[]) => ({ 'profile.tenant': seen(tenant(SES, changes)) });
export const smtp = (...changes: readonly Change[]) => ({ 'profile.tenant': seen(tenant(SMTP, changes)) });

export const staging: Change = ['environment: production', 'environment: staging'];
export const development: Change = ['environment: production', 'environment: development'];
