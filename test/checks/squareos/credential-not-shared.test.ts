import { describe, expect, it } from 'vitest';
import { credentialNotShared } from '../../../src/checks/squareos/credential-not-shared.ts';
import type { Facts } from '../../../src/facts/index.ts';
import type { SharedThing } from '../../../src/facts/run.ts';
import { seen } from '../live/builders.ts';
import { toldBy } from '../told-by.ts';
import { ses } from './tenant.ts';

const APPROVED = { with: ['other-gym'], approvedBy: 'support', reference: 'T-1' };

const judge = (sharing: Facts['run.neighbours']['sharing'], approval: Facts['profile.tenant']['sharing'] = null, compared = 1) =>
  toldBy(
    credentialNotShared,
    credentialNotShared.evaluate({
      'run.neighbours': seen({ sharing, compared }),
      'profile.tenant': seen({ ...ses()['profile.tenant'].value, sharing: approval }),
    }),
  );
const gym = (tenant: string, ...what: readonly SharedThing[]) => ({ tenant, what });

describe('credential-not-shared', () => {
  it('passes when no other tenant names the same', () => {
    expect(judge([])).toMatchObject({ status: 'pass' });
  });

  it('says nothing where no other record was read', () => {
    expect(judge([], null, 0)).toMatchObject({ status: 'not-applicable', reason: 'nothing-to-compare' });
  });

  it.each<[SharedThing, string]>([
    ['credential', 'shared'],
    ['topic', 'shared-topic'],
    ['identity', 'shared-identity'],
    ['account', 'shared-account'],
  ])('warns of a tenant with the same %s', (thing, reason) => {
    const judged = judge([gym('other-gym', thing, 'account')]);
    expect(judged).toMatchObject({ status: 'warn', reason });
    expect(judged.fix).toContain('other-gym');
  });

  it('says what was approved by whom, and warns of what was not', () => {
    const shared = gym('other-gym', 'credential', 'account');
    expect(judge([shared], APPROVED)).toMatchObject({ status: 'pass', observed: { approvedBy: 'support', reference: 'T-1' } });
    const judged = judge([shared, gym('third-gym', 'account')], APPROVED);
    expect(judged).toMatchObject({ status: 'warn', reason: 'shared-account', observed: { sharing: [{ tenant: 'third-gym' }] } });
  });
});
