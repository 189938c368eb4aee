import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../src/aws/policy/policy.ts';
import { evaluatePolicy } from '../../../src/aws/policy/evaluate.ts';
import { ownContext, requestContext, sendContext } from '../../../src/aws/policy/principal-context.ts';
import { reaching, reachOf } from '../../../src/aws/policy/reach.ts';
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
    ['when the topic is written in capitals', allow({ Resource: TOPIC.replace('squareos', 'SQUAREOS') })],
    ['when the source is written in capitals', allow(when('StringLike', 'aws:SourceArn', `${SET.slice(0, -4)}MAI?`))],
  ])('%s', (_, statement) => {
    expect(decide(statement)).toBe('not-allowed');
  });

  /** A service has none of them (IAM User Guide, "AWS global condition context keys"). */
  it.each([
    'PrincipalArn',
    'PrincipalAccount',
    'PrincipalOrgID',
    'SourceVpc',
    'SourceVpce',
    'username',
    'MultiFactorAuthPresent',
  ])('when it wants a value of aws:%s', (key) => {
    expect(decide(allow(when('StringLike', `aws:${key}`, '*')))).toBe('not-allowed');
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

  it.each([
    '',
    '{',
    '[]',
    '{}',
    '{"Statement":"x"}',
    '{"Statement":[{"Effect":"Maybe"}]}',
    '{"Statement":[null]}',
    '{"Statement":null}',
    'null',
  ])('when %j is no policy', (text) => {
    expect(parsePolicy(text)).toBeNull();
  });
});

describe('a condition', () => {
  const context = new Map([
    ['aws:currenttime', ['2026-11-20T10:00:00Z']],
    ['aws:username', ['sender']],
    ['s3:max-keys', ['10']],
    ['aws:securetransport', ['true']],
    ['aws:principalarn', ['arn:aws:iam::111122223333:role/sender']],
    ['ses:recipients', ['a@example.com', 'b@example.net']],
    ['aws:sourcevpc', []],
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
    // Whoever asks comes from some address.
    ['IpAddress', 'aws:SourceIp', '0.0.0.0/0', true],
    ['IpAddressIfExists', 'aws:SourceIp', '0.0.0.0/0', true],
    ['NotIpAddress', 'aws:SourceIp', '0.0.0.0/0', false],
    ['Bool', 'aws:SecureTransport', 'TRUE', true],
    ['Bool', 'aws:SecureTransport', 'false', false],
    ['StringEqualsIgnoreCase', 'aws:username', 'SENDER', true],
    ['StringEqualsIgnoreCase', 'aws:username', 'other', false],
    ['StringNotEqualsIgnoreCase', 'aws:username', 'SENDER', false],
    ['StringEquals', 'aws:username', 'SENDER', false],
    ['StringLike', 'aws:username', 'SEND*', false],
    ['StringNotLike', 'aws:username', 'send*', false],
    ['ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::111122223333:role/*', true],
    ['ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::111122223333:role/*', false],
    ['ArnNotEquals', 'aws:PrincipalArn', 'arn:aws:iam::999999999999:role/*', true],
    ['ForAllValues:StringLike', 'ses:Recipients', '*@example.com', false],
    ['ForAllValues:StringLike', 'ses:Recipients', '*@example.*', true],
    ['ForAnyValue:StringLike', 'ses:Recipients', '*@example.net', true],
    ['ForAnyValue:StringNotLike', 'ses:Recipients', '*@example.*', false],
    // A key that the request does not have (IAM User Guide, "Condition operators").
    ['StringEquals', 'aws:SourceVpc', 'vpc-1', false],
    ['StringNotEquals', 'aws:SourceVpc', 'vpc-1', true],
    ['StringEqualsIfExists', 'aws:SourceVpc', 'vpc-1', true],
    ['ForAllValues:StringEquals', 'aws:SourceVpc', 'vpc-1', true],
    ['forallvalues:stringequals', 'aws:SourceVpc', 'vpc-1', true],
    ['ForAnyValue:StringEquals', 'aws:SourceVpc', 'vpc-1', false],
    ['ForAnyValue:StringNotEquals', 'aws:SourceVpc', 'vpc-1', false],
    ['StringEquals', 'aws:username', '${aws:SourceVpc}', false],
    ['Null', 'aws:SourceVpc', 'true', true],
    ['Null', 'aws:SourceVpc', 'false', false],
    ['Null', 'aws:username', 'TRUE', false],
    ['Null', 'aws:username', 'false', true],
    ['Null', 'aws:FreshlyInvented', 'true', null],
  ])('%s on %s with %s is %s', (operator, name, value, expected) => {
    expect(met(operator, name, value)).toBe(expected);
  });
});

describe('a number and a date', () => {
  const context = new Map([
    ['n', ['10']],
    ['d', ['2026-11-20T10:00:00Z']],
    ['epoch', [String(Date.UTC(2026, 10, 20, 10) / 1000)]],
  ]);
  const met = (operator: string, key: string, value: string) =>
    conditionMatches({ operator, name: key, key, values: [value] }, context);
  /** Beside a smaller value, the same, and a larger one. */
  const COMPARED: readonly (readonly [string, readonly boolean[]])[] = [
    ['Equals', [false, true, false]],
    ['NotEquals', [true, false, true]],
    ['LessThan', [false, false, true]],
    ['LessThanEquals', [false, true, true]],
    ['GreaterThan', [true, false, false]],
    ['GreaterThanEquals', [true, true, false]],
  ];

  it.each(COMPARED)('%s', (operator, holds) => {
    expect(['9', '10.0', '11'].map((value) => met(`Numeric${operator}`, 'n', value))).toEqual(holds);
    const dates = ['2026-11-20T09:59:59Z', '2026-11-20T11:00:00+01:00', '2026-11-20T10:00:01Z'];
    expect(dates.map((value) => met(`Date${operator}`, 'd', value))).toEqual(holds);
    expect(dates.map((value) => met(`Date${operator}`, 'epoch', value))).toEqual(holds);
  });
});

describe('who is named', () => {
  const OWN = '111122223333';
  const user = `arn:aws:iam::${OWN}:user/sender`;
  const may = (principal: unknown) =>
    evaluatePolicy(
      parsePolicy(
        JSON.stringify({ Statement: { Effect: 'Allow', Principal: principal, Action: 'ses:SendEmail', Resource: '*' } }),
      )!,
      { principal: { kind: 'AWS', value: user }, action: 'ses:SendEmail', resource: SET, context: new Map() },
    ).decision;

  it.each([
    ['the user', { AWS: user }, 'allowed'],
    ['another user of its account', { AWS: `arn:aws:iam::${OWN}:user/other` }, 'not-allowed'],
    ['its account by number', { AWS: OWN }, 'allowed'],
    ['its account by root', { AWS: `arn:aws:iam::${OWN}:root` }, 'allowed'],
    ['another account by number', { AWS: '999999999999' }, 'not-allowed'],
    ['another account by root', { AWS: 'arn:aws:iam::999999999999:root' }, 'not-allowed'],
    ['everyone', '*', 'allowed'],
    ['everyone of AWS', { AWS: '*' }, 'allowed'],
    ['a service of that name', { Service: user }, 'not-allowed'],
    ['a number of more digits', { AWS: `${OWN}4` }, 'not-allowed'],
  ])('%s', (_, principal, decision) => {
    expect(may(principal)).toBe(decision);
  });

  it('nobody, in an identity-based policy, which speaks of whoever has it', () => {
    const statement = { Effect: 'Allow', Action: 'ses:*', Resource: '*' };
    expect(
      evaluatePolicy(parsePolicy(JSON.stringify({ Statement: [statement] }))!, {
        principal: { kind: 'AWS', value: user },
        action: 'ses:SendEmail',
        resource: SET,
        context: new Map(),
      }).decision,
    ).toBe('allowed');
  });
});

describe('what is known of a request', () => {
  const told = (arn: string) =>
    Object.fromEntries(
      ownContext({ arn, region: 'eu-west-1', tags: null, now: new Date(0) }).map(({ key, values }) => [key, values]),
    );

  it('is who asks', () => {
    expect(told('arn:aws:iam::111122223333:user/mail/sender')).toEqual({
      'aws:PrincipalArn': ['arn:aws:iam::111122223333:user/mail/sender'],
      'aws:PrincipalAccount': ['111122223333'],
      'aws:PrincipalType': ['User'],
      'aws:PrincipalIsAWSService': ['false'],
      'aws:ViaAWSService': ['false'],
      'aws:username': ['sender'],
    });
    expect(told('arn:aws:iam::111122223333:role/sender')).toMatchObject({
      'aws:PrincipalType': ['AssumedRole'],
      'aws:username': [],
    });
  });

  it('is when and where it is asked, over TLS, with the tags that could be read', () => {
    const given = { arn: 'arn:aws:iam::1:user/x', region: 'eu-west-1', now: new Date('2026-11-20T10:00:00.900Z') };
    const values = requestContext({ ...given, tags: [{ key: 'Team', value: 'mail' }] });
    expect(Object.fromEntries(values.map((one) => [one.key, one.values[0]]))).toEqual({
      'aws:SecureTransport': 'true',
      'aws:RequestedRegion': 'eu-west-1',
      'aws:CurrentTime': '2026-11-20T10:00:00.900Z',
      'aws:EpochTime': String(Date.UTC(2026, 10, 20, 10) / 1000),
      'aws:PrincipalTag/Team': 'mail',
    });
    expect(requestContext({ ...given, tags: null })).toHaveLength(4);
  });

  it('is from whom, to whom, and where bounces go', () => {
    expect(sendContext('a@example.com', 'b@example.net').map(({ key, values }) => [key, ...values])).toEqual([
      ['ses:FromAddress', 'a@example.com'],
      ['ses:FeedbackAddress', 'a@example.com'],
      ['ses:Recipients', 'b@example.net'],
    ]);
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
    expect(wildcardMatches('ab*c', 'abc')).toBe(true);
    expect(wildcardMatches('a?c', 'ac')).toBe(false);
    expect(wildcardMatches('a**', 'a')).toBe(true);
    expect(wildcardMatches('A*', 'abc')).toBe(false);
    expect(wildcardMatches('A*', 'aBC', true)).toBe(true);
  });

  it('compares ARNs part by part', () => {
    expect(arnMatches('arn:aws:ses:*:*:identity/*', 'arn:aws:ses:ap-south-1:1:identity/a:b')).toBe(true);
    expect(arnMatches('arn:aws:ses:ap-south-1:1', 'arn:aws:ses:ap-south-1:1:x')).toBe(false);
    expect(arnMatches('arn:aws:ses:*', 'arn:aws:ses:ap-south-1:1:x')).toBe(false);
    expect(arnMatches('arn:aws:ses:*:*:*', 'arn:aws:ses:ap-south-1')).toBe(false);
    expect(arnMatches('arn:aws:ses:eu-west-1:1:x', 'arn:aws:ses:ap-south-1:1:x')).toBe(false);
    expect(arnMatches('*', 'arn:aws:ses:ap-south-1:1:x')).toBe(true);
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
    ['several stars', when('StringLike', 'aws:SourceAccount', '**')],
    ['every address of IPv6', when('IpAddress', 'aws:SourceIp', '::/0')],
    ['what is no account', when('StringEquals', 'aws:SourceAccount', 'x111122223333')],
    ['a wildcard beside the account', when('StringLike', 'aws:SourceAccount', [OWN, '*'])],
  ])('everyone with %s', (_, condition) => {
    expect(reach({ ...anyone, ...condition })).toEqual({ kind: 'everyone' });
  });

  it.each([
    ['by the source account', { ...anyone, ...when('StringEquals', 'AWS:SourceOwner', OWN) }],
    ['by an ARN', { ...anyone, ...when('ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${OWN}:*`) }],
    // A bucket's ARN names no account, and one bucket is nobody but its owner.
    ['by a bucket', { ...anyone, ...when('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::mail') }],
    ['by a network', { ...anyone, ...when('IpAddress', 'aws:SourceIp', '203.0.113.0/24') }],
    ['by all addresses of one network', { ...anyone, ...when('IpAddress', 'aws:SourceIp', '0.0.0.0/08') }],
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
    expect(reach({ Principal: { Federated: 'arn:aws:iam::999999999999:saml-provider/x' } })).toEqual({
      kind: 'accounts',
      accounts: ['999999999999'],
    });
    expect(reach({ Principal: undefined, NotPrincipal: { AWS: OWN } })).toEqual({ kind: 'everyone' });
  });
});

describe('the statements that reach an action', () => {
  const OWN = '111122223333';
  const reached = (...statements: readonly object[]) =>
    reaching(parsePolicy(JSON.stringify({ Statement: statements }))!, ['sns:Publish', 'sns:Subscribe'], OWN).length;

  it.each([
    ['one of the actions', allow({}), 1],
    ['all of them', allow({ Action: 'SNS:*' }), 1],
    ['another', allow({ Action: ['sns:GetTopicAttributes', 'sns:ListTagsForResource'] }), 0],
    ['all but one of them', { ...allow({}), Action: undefined, NotAction: ['sns:Publish', 'sns:Get*'] }, 1],
    ['neither', { ...allow({}), Action: undefined, NotAction: ['sns:Publish', 'sns:Subscribe'] }, 0],
    ['a deny', deny({}), 0],
  ])('%s', (_, statement, count) => {
    expect(reached(statement)).toBe(count);
  });
});
