import { describe, expect, it } from 'vitest';
import { sesTenant } from '../../../src/checks/ses/ses-tenant.ts';
import { absent, denied, detail, identity, judged, observed, skipped, tenant } from '../aws-builders.ts';

const ARN = 'arn:aws:ses:ap-south-1:111122223333:tenant/main-gym/tn-1';
const IDENTITY = 'arn:aws:ses:ap-south-1:111122223333:identity/example.com';
const SET = 'arn:aws:ses:ap-south-1:111122223333:configuration-set/squareos-main';
const reputation = (change = {}) =>
  observed({ sendingStatus: 'ENABLED', awsStatus: 'ENABLED', awsCause: null, impact: null, ...change });
const fact = (change = {}) => ({
  name: 'main-gym',
  arn: ARN,
  sendingStatus: 'ENABLED',
  resources: observed({ arns: [IDENTITY, SET], complete: true }),
  reputation: reputation(),
  ...change,
});
const judge = (seen: { readonly state: string }) =>
  judged(sesTenant, {
    'ses.tenant': seen,
    'profile.tenant': observed(tenant({ ses: { tenant: 'main-gym' } })),
    'ses.identity': observed(identity(absent, observed(detail()))),
    'ses.configurationSet': observed({ name: 'squareos-main', source: 'explicit', detail: null }),
  });

describe('ses-tenant', () => {
  it('passes when the tenant may send and has identity and set', () => {
    expect(judge(observed(fact()))).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['its set is not associated', fact({ resources: observed({ arns: [IDENTITY], complete: true }) }), SET],
    ['its identity is not associated', fact({ resources: observed({ arns: [SET], complete: true }) }), IDENTITY],
  ])('fails before any send when %s, with the command that associates it', (_, value, arn) => {
    const finding = judge(observed(value));
    expect(finding).toMatchObject({ status: 'fail', reason: 'not-associated', observed: { missing: [arn] } });
    expect(finding.remedy[0]?.command).toContain(`--tenant-name main-gym --resource-arn ${arn} --region ap-south-1`);
  });

  it('passes when it was reinstated, and takes no word that it does not know for leave to send', () => {
    expect(judge(observed(fact({ sendingStatus: 'REINSTATED' })))).toMatchObject({ status: 'pass' });
    expect(judge(observed(fact({ sendingStatus: 'LIMITED' })))).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
    const odd = observed(fact({ reputation: reputation({ impact: 'CRITICAL' }) }));
    expect(judge(odd)).toMatchObject({ status: 'warn', reason: 'reputation-at-risk' });
  });

  it.each([
    ['the account switched it off', fact({ sendingStatus: 'DISABLED' }), 'who switched sending'],
    [
      'AWS switched it off',
      fact({ reputation: reputation({ sendingStatus: 'DISABLED', awsStatus: 'DISABLED', awsCause: 'Bounce rate.' }) }),
      'AWS says: Bounce rate.',
    ],
  ])('fails when %s', (_, value, words) => {
    const finding = judge(observed(value));
    expect(finding).toMatchObject({ status: 'fail', reason: 'sending-disabled' });
    expect(finding.fix).toContain(words);
  });

  it('fails when there is no such tenant, and says where it is named', () => {
    expect(judge(absent)).toMatchObject({
      status: 'fail',
      reason: 'no-such-tenant',
      remedy: [{ field: { name: 'ses.tenant' } }, {}],
    });
    const smtp = tenant({ ses: null, smtp: { ses: { region: 'ap-south-1', tenant: 'main-gym' } } });
    expect(judged(sesTenant, { 'ses.tenant': absent, 'profile.tenant': observed(smtp) })).toMatchObject({
      observed: { tenant: 'main-gym', region: 'ap-south-1' },
      remedy: [{ field: { name: 'smtp.ses.tenant' } }, {}],
    });
  });

  it('warns of a finding of high impact about its reputation', () => {
    expect(judge(observed(fact({ reputation: reputation({ impact: 'HIGH' }) })))).toMatchObject({
      status: 'warn',
      reason: 'reputation-at-risk',
    });
  });

  it('does not guess about what it may not see, or what SES does not tell', () => {
    expect(judge(observed(fact({ resources: denied('ses:ListTenantResources') })))).toMatchObject({ reason: 'partly-observed' });
    expect(judge(observed(fact({ resources: observed({ arns: [], complete: false }) })))).toMatchObject({
      reason: 'cannot-judge',
    });
    expect(judge(observed(fact({ arn: null }))).status).toBe('inconclusive');
    expect(judge(observed(fact({ sendingStatus: null }))).status).toBe('inconclusive');
  });

  it('does not apply where sends name no tenant', () => {
    expect(judge(skipped).status).toBe('not-applicable');
  });
});
