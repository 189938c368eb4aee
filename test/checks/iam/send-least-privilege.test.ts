import { describe, expect, it } from 'vitest';
import { sendLeastPrivilege } from '../../../src/checks/iam/send-least-privilege.ts';
import { judged, observed, tenant } from '../aws-builders.ts';

const grant = (purpose: string, action = 'ses:SendEmail', decision = 'allowed') => ({
  purpose,
  action,
  resource: '*',
  decision,
  missingContext: [],
});
const over = (grants: readonly object[]) =>
  judged(sendLeastPrivilege, {
    'iam.sendGrants': observed({ principal: 'p', grants }),
    'profile.tenant': observed(tenant()),
  });
const judge = (...grants: readonly object[]) => over([grant('beyond-ses', 's3:GetObject', 'implicitDeny'), ...grants]);

describe('send-least-privilege', () => {
  it('passes when every canary is refused', () => {
    expect(judge(grant('needed'), grant('other-sender', 'ses:SendEmail', 'implicitDeny'))).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['it may create users', grant('beyond-ses', 'iam:CreateUser'), 'fail', 'administrator'],
    ['it reaches beyond SES', grant('beyond-ses', 'sns:Publish'), 'fail', 'beyond-ses'],
    ['it may change SES', grant('ses-write', 'ses:DeleteEmailIdentity'), 'fail', 'changes-ses'],
    ['it may send as any identity', grant('other-identity'), 'warn', 'sends-as-anyone'],
    ['it may send from any address', grant('other-sender'), 'warn', 'any-from-address'],
  ])('speaks up when %s', (_, extra, status, reason) => {
    expect(judge(extra)).toMatchObject({ status, reason });
  });

  it('gives the one statement that is enough', () => {
    const { remedy } = judge(
      { ...grant('needed'), resource: 'arn:a' },
      { ...grant('needed'), resource: 'arn:b' },
      grant('other-sender'),
    );
    expect(remedy[0]?.statement).toMatchObject([
      {
        Action: ['ses:SendEmail'],
        Resource: ['arn:a', 'arn:b'],
        Condition: { StringEquals: { 'ses:FromAddress': 'billing@example.com' } },
      },
    ]);
  });

  it('does not pass when no canary was asked', () => {
    expect(over([grant('needed')]).status).toBe('inconclusive');
  });
});
