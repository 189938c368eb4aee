import { describe, expect, it } from 'vitest';
import { sendPermissions } from '../../../src/checks/iam/send-permissions.ts';
import { absent, detail, identity, judged, observed, tenant } from '../aws-builders.ts';

const IDENTITY = 'arn:aws:ses:ap-south-1:111122223333:identity/example.com';
const SET = 'arn:aws:ses:ap-south-1:111122223333:configuration-set/squareos-main';
const grant = (resource: string, decision = 'allowed', change = {}) => ({
  purpose: 'needed',
  action: 'ses:SendEmail',
  resource,
  from: 'billing@example.com',
  decision,
  missingContext: [],
  allowedByOrganization: null,
  allowedByBoundary: null,
  ...change,
});
const USER = 'arn:aws:iam::111122223333:user/s';
const CONTEXT = [
  { key: 'aws:RequestedRegion', values: ['ap-south-1'] },
  { key: 'aws:SecureTransport', values: ['true'] },
];
const sends = (grants: readonly object[], change = {}) =>
  observed({ principal: USER, session: false, context: CONTEXT, grants, ...change });
const judge = (...grants: readonly object[]) =>
  judged(sendPermissions, { 'iam.sendGrants': sends(grants), 'profile.tenant': observed(tenant()) });

const statement = (change = {}) => ({ Effect: 'Allow', Action: 'ses:SendEmail', Resource: '*', ...change });
const inline = (...statements: readonly object[]) => ({
  name: 'Send',
  kind: 'inline',
  group: null,
  document: observed(JSON.stringify({ Statement: statements })),
});
const withPolicies = (policies: readonly object[], ...grants: readonly object[]) =>
  judged(sendPermissions, {
    'iam.sendGrants': sends(grants),
    'iam.sendPolicies': observed({ policies, boundary: null, complete: true }),
    'profile.tenant': observed(tenant()),
  });
const withIdentityPolicy = (text: object, ...grants: readonly object[]) =>
  judged(sendPermissions, {
    'iam.sendGrants': sends(grants),
    'profile.tenant': observed(tenant()),
    'ses.identity': observed(identity(absent, observed(detail({ policies: { Ours: JSON.stringify({ Statement: text }) } })))),
  });
const IDENTITY_STATEMENT = { Principal: { AWS: USER }, Action: 'ses:SendEmail', Resource: IDENTITY };
const ip = (operator: string) => ({ Condition: { [operator]: { 'aws:SourceIp': '203.0.113.0/24' } } });

const FOREIGN = 'arn:aws:ses:ap-south-1:444455556666:identity/example.com';
const live = (providerMessageId: string | null) =>
  observed({ receipt: providerMessageId === null ? null : { providerMessageId, via: 'provider' } });
const notAsked = { state: 'skipped', code: 'not-applicable', message: 'The identity is of account 444455556666.' };
const foreign = (more: Readonly<Record<string, { readonly state: string }>>, ...grants: readonly object[]) =>
  judged(sendPermissions, {
    'iam.sendGrants': sends(grants),
    'profile.tenant': observed(tenant()),
    'ses.identity': notAsked,
    ...more,
  });

describe('send-permissions with an identity of another account', () => {
  it('leaves open what that account’s policy says, and gives the statement for it', () => {
    const finding = foreign({}, grant(FOREIGN), grant(SET));
    expect(finding).toMatchObject({ status: 'inconclusive', reason: 'other-account-decides', openUntilSent: true });
    expect(finding.remedy[0]?.statement).toMatchObject([
      { Principal: { AWS: USER }, Action: ['ses:SendEmail'], Resource: [FOREIGN] },
    ]);
    expect(finding.remedy[1]?.command).toContain('get-email-identity-policies --email-identity example.com --region ap-south-1');
  });

  it('passes once SES took a message, and not by a send that gave no id', () => {
    expect(foreign({ 'live.receipt': live('0109-1') }, grant(FOREIGN), grant(SET)).status).toBe('pass');
    expect(foreign({ 'live.receipt': live(null) }, grant(FOREIGN), grant(SET)).reason).toBe('other-account-decides');
  });

  it('fails by the own policy alone, whatever the other account says', () => {
    expect(foreign({}, grant(FOREIGN, 'implicitDeny'), grant(SET))).toMatchObject({
      status: 'fail',
      reason: 'identity-not-allowed',
    });
    expect(foreign({}, grant(FOREIGN, 'explicitDeny'), grant(SET)).reason).toBe('explicit-deny');
  });

  it('takes the own statements’ word where IAM counts the policy that it was not given', () => {
    const policies = { 'iam.sendPolicies': observed({ policies: [inline(statement())], boundary: null, complete: true }) };
    expect(foreign(policies, grant(FOREIGN, 'implicitDeny'), grant(SET)).reason).toBe('other-account-decides');
    const boundary = grant(FOREIGN, 'implicitDeny', { allowedByBoundary: false });
    expect(foreign(policies, boundary, grant(SET)).reason).toBe('boundary-denies');
  });
});

describe('send-permissions where the identity could not be read', () => {
  const denied = { state: 'denied', code: 'AccessDeniedException', message: 'No.', action: 'ses:GetEmailIdentity' };

  it('judges neither way by the declared identity, which another may govern', () => {
    for (const decision of ['allowed', 'implicitDeny']) {
      expect(foreign({ 'ses.identity': denied }, grant(IDENTITY, decision), grant(SET))).toMatchObject({
        status: 'inconclusive',
        reason: 'partly-observed',
      });
    }
  });

  it('still says that the configuration set is refused', () => {
    expect(foreign({ 'ses.identity': denied }, grant(IDENTITY), grant(SET, 'implicitDeny')).reason).toBe('set-not-allowed');
  });
});

const MFA = 'aws:MultiFactorAuthPresent';
const BY_USER = [...CONTEXT, { key: 'aws:PrincipalType', values: ['User'] }];
const allowed = grant(IDENTITY);
const hit = grant(IDENTITY, 'explicitDeny');
const lacking = grant(IDENTITY, 'implicitDeny', { missingContext: [MFA] });
const fenced = (decision: string) => grant(IDENTITY, decision, { allowedByBoundary: false });
const insecure = statement({
  Sid: 'Tls',
  Effect: 'Deny',
  Action: '*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});
const otherFrom = statement({
  Sid: 'OneSender',
  Effect: 'Deny',
  Condition: { StringNotEquals: { 'ses:FromAddress': 'Billing@example.com' } },
});
const forceMfa = statement({
  Sid: 'Mfa',
  Effect: 'Deny',
  Action: undefined,
  NotAction: ['iam:*'],
  Condition: { BoolIfExists: { [MFA]: 'false' } },
});
const withMfa = (operator: string) => statement({ Condition: { [operator]: { [MFA]: 'true' } } });

describe('what mends a refusal', () => {
  const told = (statements: readonly object[], one: object, boundary: readonly object[] | null = null, context = BY_USER) =>
    judged(sendPermissions, {
      'iam.sendGrants': sends([one], { context }),
      'iam.sendPolicies': observed({
        policies: [inline(...statements)],
        boundary:
          boundary === null ? null : { name: 'Fence', kind: 'managed', group: null, document: inline(...boundary).document },
        complete: true,
      }),
      'profile.tenant': observed(tenant()),
    });

  it.each([
    [
      'a Deny that does not hit stands before the one that does',
      [statement(), insecure, otherFrom],
      hit,
      'explicit-deny',
      'inline policy Send (OneSender: ses:SendEmail on *, if StringNotEquals ses:FromAddress Billing@example.com), or change',
    ],
    [
      'a second factor is demanded of everybody',
      [statement(), forceMfa],
      hit,
      'explicit-deny',
      '(Mfa: everything but iam:* on *, if BoolIfExists aws:MultiFactorAuthPresent false), or change its condition',
    ],
    [
      'the one Allow wants a second factor',
      [withMfa('Bool')],
      lacking,
      'condition-not-met',
      'a send, which carries no such value',
    ],
    [
      'the one Allow wants a young session',
      [statement({ Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } } })],
      lacking,
      'condition-not-met',
      'aws:MultiFactorAuthAge',
    ],
  ])('where %s', (_, statements, one, reason, says) => {
    const finding = told(statements, one);
    expect(finding).toMatchObject({ status: 'fail', reason });
    expect(finding.fix).toContain(says);
    expect(finding.fix).not.toContain('Tls');
  });

  it.each([
    ['if the request tells of one', [withMfa('BoolIfExists')]],
    ['which a Deny wants to be told of', [statement(), statement({ Effect: 'Deny', Condition: { Bool: { [MFA]: 'false' } } })]],
  ])('is nothing for a second factor, %s', (_, statements) => {
    expect(told(statements, allowed).status).toBe('pass');
  });

  it('leaves a second factor of a role’s session open', () => {
    expect(told([statement(), forceMfa], hit, null, CONTEXT).status).toBe('inconclusive');
  });

  it.each([
    [
      'has a Deny',
      [statement()],
      [statement(), statement({ Sid: 'No', Effect: 'Deny' })],
      'explicitDeny',
      [/Take .* boundary Fence \(No/],
    ],
    ['lacks SES', [statement()], [statement({ Action: 's3:*' })], 'implicitDeny', [/^Add this to the permissions boundary/]],
    ['lacks SES and has a Deny', [statement()], [statement({ Effect: 'Deny' })], 'explicitDeny', [/^Take /, /^Add this/]],
    [
      'lacks SES, as the policies do',
      [statement({ Action: 's3:*' })],
      [statement({ Action: 's3:*' })],
      'implicitDeny',
      [/^Add this/, /^Put this statement into the policy of .* as well/],
    ],
  ])('tells all that a boundary needs that %s', (_, statements, boundary, decision, says) => {
    const { reason, remedy } = told(statements, fenced(decision), boundary);
    expect(reason).toBe('boundary-denies');
    expect(remedy.map(({ say }) => say)).toEqual(says.map((one) => expect.stringMatching(one)));
  });
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

  it('tells what IAM refuses besides what the identity’s own policy denies', () => {
    const deny = { ...IDENTITY_STATEMENT, Effect: 'Deny' };
    const both = withIdentityPolicy([deny], grant(IDENTITY), grant(SET, 'implicitDeny'));
    expect(both).toMatchObject({ status: 'fail', reason: 'set-not-allowed' });
    expect(both).not.toHaveProperty('follows');
    const one = withIdentityPolicy([deny], grant(IDENTITY), grant(SET));
    expect(one).toMatchObject({ status: 'fail', reason: 'explicit-deny', follows: ['ses-identity-policies'] });
  });

  it('says nothing of rights on what SES does not have', () => {
    const facts = (identity: object, set: object) => ({
      'iam.sendGrants': sends([grant(IDENTITY), grant(SET, 'implicitDeny')]),
      'profile.tenant': observed(tenant()),
      'ses.identity': observed(identity),
      'ses.configurationSet': observed(set),
    });
    const exists = identity(absent, observed(detail()));
    const gone = { name: 'squareos-main', source: 'explicit', detail: absent };
    expect(judged(sendPermissions, facts(exists, gone)).status).toBe('pass');
    expect(judged(sendPermissions, facts(identity(absent, absent), gone)).status).toBe('not-applicable');
  });

  it('says which condition is not met by what', () => {
    const wrong = statement({ Condition: { StringLike: { 'ses:FromAddress': 'billing+.*@example.com' } } });
    const finding = withPolicies([inline(wrong)], grant(IDENTITY, 'implicitDeny'), grant(SET, 'implicitDeny'));
    expect(finding).toMatchObject({
      status: 'fail',
      reason: 'condition-not-met',
      observed: {
        conditions: [
          { condition: 'StringLike ses:FromAddress billing+.*@example.com', given: ['billing@example.com'] },
          { condition: 'StringLike ses:FromAddress billing+.*@example.com', given: ['billing@example.com'] },
        ],
      },
    });
    expect(finding.remedy[0]?.say).toContain('inline policy Send');
  });

  it('names the statement that denies', () => {
    const no = statement({ Sid: 'No', Effect: 'Deny' });
    const { reason, fix } = withPolicies([inline(statement(), no)], grant(IDENTITY, 'explicitDeny'), grant(SET, 'explicitDeny'));
    expect(reason).toBe('explicit-deny');
    expect(fix).toContain('inline policy Send (No: ses:SendEmail on *)');
  });

  it.each([
    ['an Allow for an address', [statement(ip('IpAddress'))], 'implicitDeny'],
    [
      'a Deny for other addresses, whichever way IAM decides',
      [statement(), statement({ Effect: 'Deny', ...ip('NotIpAddress') })],
      'explicitDeny',
    ],
    ['a Deny for bad addresses', [statement(), statement({ Effect: 'Deny', ...ip('IpAddress') })], 'allowed'],
  ])('neither fails nor passes by %s', (_, statements, decision) => {
    const finding = withPolicies([inline(...statements)], grant(IDENTITY, decision), grant(SET, decision));
    expect(finding).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
    expect(finding.fix).toContain('aws:SourceIp');
  });

  it('is sure of a refusal whatever the address, when another condition is not met', () => {
    const both = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' }, StringEquals: { 'ses:FromAddress': 'x@example.com' } };
    const missing = { missingContext: ['aws:SourceIp'] };
    expect(withPolicies([inline(statement({ Condition: both }))], grant(IDENTITY, 'implicitDeny', missing)).reason).toBe(
      'condition-not-met',
    );
  });

  it('lets what a boundary rests on open, unless the policies give nothing that it could limit', () => {
    const fence = { name: 'Fence', kind: 'managed', group: null, document: inline(statement(ip('IpAddress'))).document };
    const within = (...statements: readonly object[]) =>
      judged(sendPermissions, {
        'iam.sendGrants': sends([grant(IDENTITY, 'implicitDeny', { allowedByBoundary: false })]),
        'iam.sendPolicies': observed({ policies: [inline(...statements)], boundary: fence, complete: true }),
        'profile.tenant': observed(tenant()),
      });
    expect(within(statement())).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
    expect(within(statement({ Action: 's3:GetObject' })).status).toBe('fail');
  });

  it('names the boundary whose Deny forbids it', () => {
    const document = inline(statement({ Sid: 'No', Effect: 'Deny' })).document;
    const finding = judged(sendPermissions, {
      'iam.sendGrants': sends([grant(IDENTITY, 'explicitDeny')]),
      'iam.sendPolicies': observed({
        policies: [inline(statement())],
        boundary: { name: 'Fence', kind: 'managed', group: null, document },
        complete: true,
      }),
      'profile.tenant': observed(tenant()),
    });
    expect(finding.fix).toContain('the permissions boundary Fence (No: ses:SendEmail on *)');
  });

  it('does not take a key that a statement for something else misses for an open question', () => {
    const other = statement({ Action: 's3:GetObject', ...ip('IpAddress') });
    const missing = { missingContext: ['aws:SourceIp'] };
    expect(withPolicies([inline(statement(), other)], grant(IDENTITY, 'allowed', missing)).status).toBe('pass');
  });

  it('judges the identity’s own policies beside', () => {
    const deny = { Effect: 'Deny', ...IDENTITY_STATEMENT };
    expect(withIdentityPolicy(deny, grant(IDENTITY), grant(SET))).toMatchObject({ status: 'fail', reason: 'explicit-deny' });
    const allow = { Effect: 'Allow', ...IDENTITY_STATEMENT };
    expect(withIdentityPolicy(allow, grant(IDENTITY, 'implicitDeny'), grant(SET)).status).toBe('pass');
    const perhaps = { ...deny, ...ip('IpAddress') };
    expect(withIdentityPolicy(perhaps, grant(IDENTITY), grant(SET)).status).toBe('inconclusive');
  });

  it('does not praise what a session may not do in the end', () => {
    const facts = { 'iam.sendGrants': sends([grant(IDENTITY)], { session: true }), 'profile.tenant': observed(tenant()) };
    expect(judged(sendPermissions, facts).status).toBe('inconclusive');
  });

  it('does not judge a policy whose conditions it could not answer', () => {
    expect(judge(grant(IDENTITY, 'implicitDeny', { missingContext: ['aws:SourceIp'] })).status).toBe('inconclusive');
    expect(judge().status).toBe('inconclusive');
  });
});
