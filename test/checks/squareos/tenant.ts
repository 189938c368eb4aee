// The tenant fact as the probe makes it from the examples of the contract; a test changes one line of the profile.
import { tenantFact } from '../../../src/profile/tenant.ts';
import type { Observation } from '../../../src/core/observation.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { changed, load, SES, SMTP } from '../../profile/source.ts';
import { seen } from '../live/builders.ts';

type Change = readonly [from: string, to: string];

const tenant = (text: string, changes: readonly Change[]): Facts['profile.tenant'] =>
  tenantFact(load(changes.reduce((before, [from, to]) => changed(before, from, to), text)).profile);

type State = Facts['squareos.state'];

/** Nobody said where SquareOS's own fields are read. */
const untold: Observation<State> = {
  state: 'skipped',
  code: 'not-applicable',
  message: 'not said',
  at: '2026-11-20T09:00:00Z',
  durationMs: 0,
};

export const told = (state: State['state'], fresh = true): Observation<State> => ({
  ...seen({ state, fresh }),
  at: '2026-11-20T09:00:00Z',
  durationMs: 0,
});

export const ses = (...changes: readonly Change[]) => ({
  'profile.tenant': seen(tenant(SES, changes)),
  'squareos.state': untold,
});
export const smtp = (...changes: readonly Change[]) => ({
  'profile.tenant': seen(tenant(SMTP, changes)),
  'squareos.state': untold,
});

export const staging: Change = ['environment: production', 'environment: staging'];
export const development: Change = ['environment: production', 'environment: development'];
