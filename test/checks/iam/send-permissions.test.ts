import { describe, expect, it } from 'vitest';
import { sendPermissions } from '../../../src/checks/iam/send-permissions.ts';
import { absent, detail, identity, judged, observed, tenant } from '../aws-builders.ts';

const IDENTITY = 'arn:aws:ses:ap-south-1:111122223333:identity/example.com';
const SET = 'arn:aws:ses:ap-south-1:111122223333:configuration-set/squareos-main';
const grant = (resource: string, decision = 'allowed', change = {}) => ({
  purpose: 'needed',
  action: 'ses:SendEmail',
  resource,
  decision,
  missingContext: [],
  allowedByOrganization: null,
  allowedByBoundary: null,
  ...change,
});
const judge = (...grants: readonly object[]) =>
  judged(sendPermissions, {
    'iam.sendGrants': observed({ principal: 'arn:aws:iam::111122223333:user/s', grants }),
    'profile.tenant': observed(tenant()),
  });

describe('send-permissions', () => {
  it('passes when identity and set are allowed', () => {
    expect(judge(grant(IDENTITY), grant(SET)).status).toBe('pass');
  });

  it.each([
    ['the configuration set is not listed', [grant(IDENTITY), grant(SET, 'implicitDeny')], 'set-not-allowed'],
    ['the identity is not listed', [grant(IDENTITY, 'implicitDeny'), grant(SET, 'implicitDeny')], 'identity-not-allowed'],
    ['a statement denies it', [grant(IDENTITY, 'explicitDeny'), grant(SET)], 'explicit-deny'],
    ['the organization forbids it', [grant(IDENTITY, 'implicitDeny', { allowedByOrganization: false })], 'organization-denies'],
    ['the boundary forbids it', [grant(IDENTITY, 'implicitDeny', { allowedByBoundary: false })], 'boundary-denies'],
  ])('fails when %s', (_, grants, reason) => {
    expect(judge(...grants)).toMatchObject({ status: 'fail', reason });
  });

  it('gives the statement with both ARNs and the sender', () => {
    const { fix } = judge(grant(IDENTITY), grant(SET, 'implicitDeny'));
    expect(fix).toContain(IDENTITY);
    expect(fix).toContain(SET);
    expect(fix).toContain('"ses:FromAddress": "billing@example.com"');
  });

  it('says nothing of rights on what SES does not have', () => {
    const facts = (identity: object, set: object) => ({
      'iam.sendGrants': observed({ principal: 'p', grants: [grant(IDENTITY), grant(SET, 'implicitDeny')] }),
      'profile.tenant': observed(tenant()),
      'ses.identity': observed(identity),
      'ses.configurationSet': observed(set),
    });
    const exists = identity(absent, observed(detail()));
    const gone = { name: 'squareos-main', source: 'explicit', detail: absent };
    expect(judged(sendPermissions, facts(exists, gone)).status).toBe('pass');
    expect(judged(sendPermissions, facts(identity(absent, absent), gone)).status).toBe('not-applicable');
  });

  it('does not judge a policy whose conditions it could not answer', () => {
    expect(judge(grant(IDENTITY, 'implicitDeny', { missingContext: ['aws:SourceIp'] })).status).toBe('inconclusive');
    expect(judge().status).toBe('inconclusive');
  });
});
