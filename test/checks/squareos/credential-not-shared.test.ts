import { describe, expect, it } from 'vitest';
import { credentialNotShared } from '../../../src/checks/squareos/credential-not-shared.ts';
import type { Facts } from '../../../src/facts/index.ts';
import type { SharedThing } from '../../../src/facts/run.ts';
import { seen } from '../live/builders.ts';
import { toldBy } from '../told-by.ts';
import { ses } from './tenant.ts';

const APPROVED = { with: ['other-gym'], approvedBy: 'support', reference: 'T-1' };

const judge = (
  sharing: Facts['run.neighbours']['sharing'],
  approval: Facts['profile.tenant']['sharing'] = null,
  compared = 1,
  things: readonly SharedThing[] = ['credential', 'account'],
) =>
  toldBy(
    credentialNotShared,
    credentialNotShared.evaluate({
      'run.neighbours': seen({ sharing, compared, things }),
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

  it('passes of what was compared alone, and not where that was everything but the credential', () => {
    expect(judge([])).toMatchObject({
      observed: { of: ['credential', 'account'], notCompared: expect.arrayContaining(['webhook']) },
    });
    expect(judge([], null, 3, ['topic'])).toMatchObject({
      status: 'not-applicable',
      reason: 'nothing-to-compare',
      observed: { of: ['topic'] },
    });
    expect(judge([gym('other-gym', 'topic')], null, 3, ['topic'])).toMatchObject({ status: 'warn', reason: 'shared-topic' });
  });

  it('tells of a shared role to look with where nothing graver is shared', () => {
    expect(judge([gym('other-gym', 'probe')])).toMatchObject({ status: 'warn', reason: 'shared-probe' });
  });

  it.each<[SharedThing, string]>([
    ['credential', 'shared'],
    ['topic', 'shared-topic'],
    ['identity', 'shared-identity'],
    ['account', 'shared-account'],
    ['webhook', 'shared-token'],
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
