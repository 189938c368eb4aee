import { describe, expect, it } from 'vitest';
import { sesIdentityPolicies } from '../../../src/checks/ses/ses-identity-policies.ts';
import { absent, detail, identity, judged, observed, skipped, tenant } from '../aws-builders.ts';

const policy = (principal: unknown) =>
  JSON.stringify({ Statement: { Effect: 'Allow', Principal: principal, Action: 'ses:SendEmail', Resource: '*' } });
const judge = (policies: Record<string, string>, caller: { readonly state: string } = observed({ account: '111122223333' })) =>
  judged(sesIdentityPolicies, {
    'ses.identity': observed(identity(absent, observed(detail({ policies })))),
    'sts.probeIdentity': caller,
  });

describe('ses-identity-policies', () => {
  it.each([
    ['there is none', {}, 'pass', 'ok'],
    ['it names this account', { own: policy({ AWS: 'arn:aws:iam::111122223333:root' }) }, 'pass', 'ok'],
    ['it names a service', { own: policy({ Service: 'cognito-idp.amazonaws.com' }) }, 'pass', 'ok'],
    ['it names another account', { other: policy({ AWS: '999999999999' }) }, 'warn', 'other-account-may-send'],
    ['it names everyone', { all: policy('*') }, 'warn', 'anyone-may-send'],
    ['it is no policy', { bad: '{' }, 'inconclusive', 'cannot-judge'],
  ])('answers when %s', (_, policies, status, reason) => {
    expect(judge(policies as Record<string, string>)).toMatchObject({ status, reason });
  });

  const SENDER = 'arn:aws:iam::111122223333:user/squareos-send';
  const denying = (change: object) =>
    JSON.stringify({
      Statement: { Effect: 'Deny', Principal: { AWS: SENDER }, Action: 'ses:Send*', Resource: '*', ...change },
    });
  const asSender = (change: object) =>
    judged(sesIdentityPolicies, {
      'ses.identity': observed(identity(absent, observed(detail({ policies: { frozen: denying(change) } })))),
      'sts.probeIdentity': observed({ account: '111122223333' }),
      'iam.sendUser': observed({ arn: SENDER }),
      'profile.tenant': observed(tenant()),
    });

  it('fails when a policy of the identity denies sending to the platform’s principal, whatever IAM allows', () => {
    expect(asSender({})).toMatchObject({
      status: 'fail',
      reason: 'sender-denied',
      observed: { policy: 'frozen', principal: SENDER },
    });
    expect(asSender({ Principal: '*' })).toMatchObject({ reason: 'sender-denied' });
    expect(asSender({ Condition: { StringNotEquals: { 'ses:FromAddress': 'x@example.com' } } })).toMatchObject({
      reason: 'sender-denied',
    });
  });

  it.each([
    ['somebody else', { Principal: { AWS: 'arn:aws:iam::111122223333:user/other' } }],
    ['another act', { Action: 'ses:SendBounce' }],
    ['another From address', { Condition: { StringEquals: { 'ses:FromAddress': 'x@example.com' } } }],
    ['plain connections', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
  ])('is silent about a Deny of %s', (_, change) => {
    expect(asSender(change).reason).not.toBe('sender-denied');
  });

  it('compares the role, which policies name, and not its session', () => {
    const role = 'arn:aws:iam::111122223333:role/apps/deploy';
    const finding = judged(sesIdentityPolicies, {
      'ses.identity': observed(
        identity(absent, observed(detail({ policies: { frozen: denying({ Principal: { AWS: role } }) } }))),
      ),
      'sts.probeIdentity': observed({ account: '111122223333' }),
      'sts.sendIdentity': observed({
        kind: 'assumed-role',
        arn: 'arn:aws:sts::111122223333:assumed-role/deploy/squareos',
      }),
      'iam.sendRole': observed({ arn: role }),
      'profile.tenant': observed(tenant()),
    });
    expect(finding).toMatchObject({ reason: 'sender-denied', observed: { principal: role } });
  });

  it('does not call an account foreign without knowing its own', () => {
    expect(judge({ other: policy({ AWS: '999999999999' }) }, skipped).status).toBe('inconclusive');
  });
});
