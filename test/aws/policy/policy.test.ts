import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../src/aws/policy/policy.ts';
import { reachOf } from '../../../src/aws/policy/reach.ts';
import { arnMatches, conditionMatches, wildcardMatches } from '../../../src/aws/policy/match.ts';
import { sesMay, sesTopicStatement } from '../../../src/aws/policy/ses-publish.ts';

const TOPIC = 'arn:aws:sns:ap-south-1:111122223333:squareos-email';
const SET = 'arn:aws:ses:ap-south-1:111122223333:configuration-set/squareos-main';
const source = { account: '111122223333', sourceArn: SET };
const allow = (change: object) => ({
  Effect: 'Allow',
  Principal: { Service: 'ses.amazonaws.com' },
  Action: 'sns:Publish',
  Resource: TOPIC,
  ...change,
});
const deny = (change: object) => ({ ...allow(change), Effect: 'Deny' });
const when = (operator: string, key: string, value: unknown) => ({ Condition: { [operator]: { [key]: value } } });
const decide = (...statements: readonly object[]) =>
  sesMay(parsePolicy(JSON.stringify({ Statement: statements }))!, 'sns:Publish', TOPIC, source).decision;

describe('a policy lets SES publish', () => {
  it.each([
    ['by the statement that certify writes', sesTopicStatement(TOPIC, source)],
    ['without a condition', allow({})],
    ['with the action in capitals', allow({ Action: 'SNS:Publish' })],
    ['by an action wildcard', allow({ Action: ['sns:Get*', 'sns:*'] })],
    ['by a resource wildcard', allow({ Resource: 'arn:aws:sns:*:111122223333:*' })],
    [
      'to everyone of the owner’s account, as the console writes it',
      allow({ Principal: { AWS: '*' }, ...when('StringEquals', 'AWS:SourceOwner', '111122223333') }),
    ],
    ['among several services', allow({ Principal: { Service: ['s3.amazonaws.com', 'ses.amazonaws.com'] } })],
    ['with the key in another case', allow(when('StringEquals', 'aws:sourceACCOUNT', '111122223333'))],
    ['with one of several values', allow(when('StringEquals', 'aws:SourceAccount', ['999999999999', '111122223333']))],
    ['by StringLike', allow(when('StringLike', 'aws:SourceArn', 'arn:aws:ses:*:configuration-set/*'))],
    ['by ArnLike', allow(when('ArnLike', 'aws:SourceArn', 'arn:aws:ses:*:111122223333:configuration-set/squareos-?ain'))],
    ['by ArnEquals with a wildcard', allow(when('ArnEquals', 'aws:SourceArn', 'arn:aws:ses:ap-south-1:111122223333:*'))],
    ['with IfExists on a key SES does not set', allow(when('StringEqualsIfExists', 'aws:PrincipalOrgID', 'o-1'))],
    ['by ForAnyValue', allow(when('ForAnyValue:StringEquals', 'aws:SourceAccount', ['111122223333']))],
    ['with a negated operator on another account', allow(when('StringNotEquals', 'aws:SourceAccount', '999999999999'))],
    ['by NotAction of something else', { ...allow({}), Action: undefined, NotAction: 'sns:Subscribe' }],
    ['by NotResource of another topic', { ...allow({}), Resource: undefined, NotResource: `${TOPIC}-old` }],
    ['with Null false on a key that is set', allow(when('Null', 'aws:SourceArn', 'false'))],
  ])('%s', (_, statement) => {
    expect(decide(statement)).toBe('allowed');
  });

  it('also beside a deny of plain HTTP', () => {
    expect(decide(allow({}), deny({ Principal: '*', ...when('Bool', 'aws:SecureTransport', 'false') }))).toBe('allowed');
  });
});

describe('a policy does not let SES publish', () => {
  it.each([
    ['when it names another service', allow({ Principal: { Service: 'events.amazonaws.com' } })],
    ['when it names an account only', allow({ Principal: { AWS: '111122223333' } })],
    ['when the action is another', allow({ Action: 'sns:Subscribe' })],
    ['when the resource is another topic', allow({ Resource: `${TOPIC}-old` })],
    ['when the account is another', allow(when('StringEquals', 'aws:SourceAccount', '999999999999'))],
    [
      'when the source is the identity',
      allow(when('ArnEquals', 'aws:SourceArn', 'arn:aws:ses:ap-south-1:111122223333:identity/example.com')),
    ],
    ['when StringEquals is given a wildcard', allow(when('StringEquals', 'aws:SourceArn', 'arn:aws:ses:*'))],
    [
      'when an ARN wildcard would have to cross a colon',
      allow(when('ArnLike', 'aws:SourceArn', 'arn:aws:ses:*:configuration-set/squareos-main')),
    ],
    ['when it wants an organisation', allow(when('StringEquals', 'aws:PrincipalOrgID', 'o-1'))],
    ['when NotAction leaves it out', { ...allow({}), Action: undefined, NotAction: 'sns:Publish' }],
    ['when there is no statement for it', deny({ Action: 'sns:Subscribe' })],
  ])('%s', (_, statement) => {
    expect(decide(statement)).toBe('not-allowed');
  });

  it('when any statement denies it, whatever allows it', () => {
    expect(decide(allow({}), deny({ Principal: '*' }))).toBe('explicit-deny');
    expect(decide(deny({ Action: 'sns:*' }), allow({}))).toBe('explicit-deny');
  });
});

describe('a policy cannot be judged', () => {
  it.each([
    ['NotPrincipal', { ...allow({}), Principal: undefined, NotPrincipal: { AWS: '1' } }],
    ['an operator that is not known', allow(when('BinaryEquals', 'aws:SourceAccount', 'AAAA'))],
    ['a policy variable that is not known', allow(when('StringEquals', 'aws:SourceArn', '${aws:PrincipalTag/arn}'))],
    ['a key that is not known', allow(when('StringEquals', 'aws:FreshlyInvented', 'x'))],
  ])('by %s', (_, statement) => {
    expect(decide(statement)).toBe('cannot-judge');
  });

  it('by a deny that may apply', () => {
    expect(
      decide(allow({}), { Effect: 'Deny', NotPrincipal: { Service: 'ses.amazonaws.com' }, Action: '*', Resource: '*' }),
    ).toBe('cannot-judge');
  });

  it.each(['', '{', '[]', '{}', '{"Statement":"x"}', '{"Statement":[{"Effect":"Maybe"}]}'])('when %j is no policy', (text) => {
    expect(parsePolicy(text)).toBeNull();
  });
});

describe('a condition', () => {
  const context = new Map([
    ['aws:currenttime', ['2026-11-20T10:00:00Z']],
    ['aws:username', ['sender']],
    ['s3:max-keys', ['10']],
  ]);
  const met = (operator: string, name: string, ...values: readonly string[]) =>
    conditionMatches({ operator, name, key: name.toLowerCase(), values }, context);

  it.each([
    ['DateLessThan', 'aws:CurrentTime', '2027-01-01T00:00:00Z', true],
    ['DateGreaterThan', 'aws:CurrentTime', '2027-01-01T00:00:00Z', false],
    ['DateNotEquals', 'aws:CurrentTime', '2027-01-01T00:00:00Z', true],
    ['NumericLessThanEquals', 's3:max-keys', '10', true],
    ['NumericGreaterThan', 's3:max-keys', '10', false],
    ['StringEquals', 'aws:username', '${aws:username}', true],
    ['StringLike', 'aws:username', '${*}', null],
    ['IpAddress', 'aws:SourceIp', '203.0.113.0/24', null],
  ])('%s on %s with %s is %s', (operator, name, value, expected) => {
    expect(met(operator, name, value)).toBe(expected);
  });
});

describe('matching', () => {
  it('takes regular expression characters literally', () => {
    expect(wildcardMatches('a.b+c', 'a.b+c')).toBe(true);
    expect(wildcardMatches('a.b', 'axb')).toBe(false);
    expect(wildcardMatches('(x)*', '(x)y')).toBe(true);
    expect(wildcardMatches('a*b*', 'aXbXb')).toBe(true);
    expect(wildcardMatches('a*b', 'aXbX')).toBe(false);
    expect(wildcardMatches('', 'a')).toBe(false);
  });

  it('compares ARNs part by part', () => {
    expect(arnMatches('arn:aws:ses:*:*:identity/*', 'arn:aws:ses:ap-south-1:1:identity/a:b')).toBe(true);
    expect(arnMatches('arn:aws:ses:ap-south-1:1', 'arn:aws:ses:ap-south-1:1:x')).toBe(false);
  });
});

describe('a statement lets in', () => {
  const OWN = '111122223333';
  const reach = (change: object) => reachOf(parsePolicy(JSON.stringify({ Statement: allow(change) }))![0]!, OWN);
  const anyone = { Principal: { AWS: '*' } };

  it.each([
    ['no condition', {}],
    ['secure transport alone', when('Bool', 'aws:SecureTransport', 'true')],
    ['a type of principal', when('StringEquals', 'aws:PrincipalType', 'User')],
    ['a wildcard', when('StringLike', 'aws:SourceAccount', '*')],
    ['an ARN of any account', when('ArnLike', 'aws:SourceArn', 'arn:aws:ses:*:*:*')],
    ['an account only where it exists', when('StringEqualsIfExists', 'aws:SourceAccount', OWN)],
    ['all of no values', when('ForAllValues:StringEquals', 'aws:SourceAccount', OWN)],
    ['another account than one', when('StringNotEquals', 'aws:PrincipalAccount', '999999999999')],
    ['every address', when('IpAddress', 'aws:SourceIp', '0.0.0.0/0')],
    ['a wildcard beside the account', when('StringLike', 'aws:SourceAccount', [OWN, '*'])],
  ])('everyone with %s', (_, condition) => {
    expect(reach({ ...anyone, ...condition })).toEqual({ kind: 'everyone' });
  });

  it.each([
    ['by the source account', { ...anyone, ...when('StringEquals', 'AWS:SourceOwner', OWN) }],
    ['by an ARN', { ...anyone, ...when('ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${OWN}:*`) }],
    ['by a VPC', { ...anyone, ...when('StringEquals', 'aws:SourceVpc', 'vpc-1') }],
    ['by name', { Principal: { AWS: `arn:aws:iam::${OWN}:root` } }],
    ['through a service', {}],
  ])('its own account %s', (_, change) => {
    expect(reach(change)).toEqual({ kind: 'own' });
  });

  it('other accounts and organizations by name', () => {
    expect(reach({ Principal: { AWS: ['999999999999', OWN] } })).toEqual({ kind: 'accounts', accounts: ['999999999999'] });
    expect(reach({ ...anyone, ...when('StringEquals', 'aws:PrincipalAccount', '999999999999') })).toMatchObject({
      kind: 'accounts',
    });
    expect(reach({ ...anyone, ...when('StringEquals', 'aws:PrincipalOrgID', 'o-1') })).toEqual({
      kind: 'organization',
      ids: ['o-1'],
    });
    expect(reach({ Principal: undefined, NotPrincipal: { AWS: OWN } })).toEqual({ kind: 'everyone' });
  });
});
