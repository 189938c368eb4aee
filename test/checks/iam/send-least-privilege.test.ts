import { describe, expect, it } from 'vitest';
import { sendLeastPrivilege } from '../../../src/checks/iam/send-least-privilege.ts';
import { judged, observed, tenant } from '../aws-builders.ts';

const USER = 'arn:aws:iam::111122223333:user/s';
const grant = (purpose: string, action = 'ses:SendEmail', decision = 'allowed', change = {}) => ({
  purpose,
  action,
  resource: '*',
  from: null,
  decision,
  missingContext: [],
  allowedByOrganization: null,
  allowedByBoundary: null,
  ...change,
});
const over = (grants: readonly object[], more: Readonly<Record<string, { readonly state: string }>> = {}, session = false) =>
  judged(sendLeastPrivilege, {
    'iam.sendGrants': observed({ principal: USER, session, context: [], grants }),
    'iam.sendPolicies': observed({ policies: [], boundary: null, complete: true }),
    'profile.tenant': observed(tenant()),
    ...more,
  });
const policies = (...statements: readonly object[]) =>
  observed({
    policies: [{ name: 'Wide', kind: 'managed', group: 'Ops', document: observed(JSON.stringify({ Statement: statements })) }],
    boundary: null,
    complete: true,
  });
const judge = (...grants: readonly object[]) => over([grant('beyond-ses', 's3:GetObject', 'implicitDeny'), ...grants]);

describe('send-least-privilege', () => {
  it('passes when every canary is refused', () => {
    expect(judge(grant('needed'), grant('other-sender', 'ses:SendEmail', 'implicitDeny'))).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['it may create users', grant('beyond-ses', 'iam:CreateUser'), 'fail', 'administrator'],
    ['it may make keys for others', grant('beyond-ses', 'iam:CreateAccessKey'), 'fail', 'administrator'],
    [
      'it may make keys for itself',
      grant('beyond-ses', 'iam:CreateAccessKey', 'allowed', { resource: USER }),
      'fail',
      'beyond-ses',
    ],
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

  it('names the statement at fault and where it stands', () => {
    const wide = { Sid: 'All', Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::gym/*' };
    const bucket = grant('beyond-ses', 's3:GetObject', 'allowed', { resource: 'arn:aws:s3:::gym/x' });
    const finding = over([grant('needed'), bucket], { 'iam.sendPolicies': policies(wide) });
    expect(finding.reason).toBe('beyond-ses');
    expect(finding.remedy[0]?.say).toContain('All: s3:* on arn:aws:s3:::gym/* (managed policy Wide of group Ops)');
  });

  it('neither fails nor praises what rests on the source address', () => {
    const by = { Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } };
    const wide = { Effect: 'Allow', Action: '*', Resource: '*', ...by };
    const canary = grant('beyond-ses', 's3:GetObject', 'implicitDeny', { missingContext: ['aws:SourceIp'] });
    expect(over([canary], { 'iam.sendPolicies': policies(wide) })).toMatchObject({ status: 'inconclusive' });
    const unread = { state: 'skipped', code: 'not-applicable', message: 'Not asked.' };
    expect(over([canary], { 'iam.sendPolicies': unread }).fix).toContain('aws:SourceIp');
  });

  it('does not take a condition that only sends carry for an open question', () => {
    const canary = grant('ses-write', 'ses:DeleteEmailIdentity', 'implicitDeny', { missingContext: ['ses:FromAddress'] });
    expect(over([canary]).status).toBe('pass');
  });

  it.each([
    ['empty texts', { Action: '', Resource: '' }],
    ['no action', { Action: [], Resource: '*' }],
    ['the action left out', { Resource: '*' }],
    ['no resource', { Action: 's3:*', Resource: [] }],
    ['the resource left out', { Action: 's3:*' }],
  ])('takes a statement with %s for one that gives nothing', (_, statement) => {
    const refused = grant('beyond-ses', 's3:GetObject', 'implicitDeny');
    expect(over([refused], { 'iam.sendPolicies': policies({ Effect: 'Allow', ...statement }) })).toMatchObject({
      status: 'pass',
    });
  });

  it('takes an empty NotAction for everything', () => {
    const refused = grant('beyond-ses', 's3:GetObject', 'implicitDeny');
    const statement = { Effect: 'Allow', NotAction: [], Resource: '*' };
    expect(over([refused], { 'iam.sendPolicies': policies(statement) })).toMatchObject({ status: 'fail', reason: 'beyond-ses' });
  });

  it('finds what the topic’s policy gives the sender by name', () => {
    const policy = JSON.stringify({ Statement: { Effect: 'Allow', Principal: { AWS: USER }, Action: 'sns:*', Resource: '*' } });
    const finding = over([grant('beyond-ses', 'sns:Publish', 'implicitDeny')], {
      'sns.topic': observed({ arn: 'arn:t', policy }),
    });
    expect(finding).toMatchObject({ status: 'fail', reason: 'beyond-ses' });
    expect(finding.fix).toContain('access policy of the topic');
  });

  it('does not blame a session for what its own policy may take away', () => {
    expect(over([grant('beyond-ses', 'sns:Publish')], {}, true).status).toBe('inconclusive');
    expect(over([grant('other-sender')], {}, true).status).toBe('inconclusive');
    expect(over([grant('beyond-ses', 'sns:Publish', 'implicitDeny')], {}, true).status).toBe('pass');
  });

  it('does not pass by canaries alone where the policies could not be read', () => {
    const refused = [grant('beyond-ses', 'sns:Publish', 'implicitDeny')];
    const denied = { state: 'denied', code: 'AccessDenied', message: 'No.', action: 'iam:ListUserPolicies' };
    expect(over(refused, { 'iam.sendPolicies': denied })).toMatchObject({ status: 'inconclusive', reason: 'partly-observed' });
    expect(over([...refused, grant('beyond-ses', 's3:GetObject')], { 'iam.sendPolicies': denied }).status).toBe('fail');
  });

  it('does not pass when no canary was asked', () => {
    expect(over([grant('needed')]).status).toBe('inconclusive');
  });
});
