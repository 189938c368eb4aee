import { describe, expect, it } from 'vitest';
import { snsTopicPolicy } from '../../../src/checks/sns/sns-topic-policy.ts';
import { sesTopicStatement } from '../../../src/aws/policy/ses-publish.ts';
import { absent, judged, observed, skipped, TOPIC } from '../aws-builders.ts';

const SET = 'arn:aws:ses:ap-south-1:111122223333:configuration-set/squareos-main';
const IDENTITY = 'arn:aws:ses:ap-south-1:111122223333:identity/example.com';
const right = sesTopicStatement(TOPIC, { account: '111122223333', sourceArn: SET });
const bare = { Effect: 'Allow', Principal: { Service: 'ses.amazonaws.com' }, Action: 'sns:Publish', Resource: TOPIC };
const when = (condition: object) => ({ ...bare, Condition: { StringEquals: condition } });

const facts = (policy: string | null, set: object, feedback: { readonly state: string } = skipped) => ({
  'sns.topic': observed({ arn: TOPIC, policy }),
  'ses.configurationSet': observed(set),
  'ses.feedbackTopics': feedback,
  'sts.probeIdentity': observed({ account: '111122223333' }),
});
const inForce = { name: 'squareos-main', source: 'explicit', detail: null };
const judge = (...statements: readonly object[]) =>
  judged(snsTopicPolicy, facts(JSON.stringify({ Statement: statements }), inForce));

describe('sns-topic-policy', () => {
  it.each([
    ['the statement certify writes', [right]],
    [
      'the console’s own, by the owner’s account',
      [{ ...bare, Principal: { AWS: '*' }, Condition: { StringEquals: { 'AWS:SourceOwner': '111122223333' } } }],
    ],
    [
      'a wildcard over the account’s sets',
      [{ ...bare, Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:ses:ap-south-1:111122223333:configuration-set/*' } } }],
    ],
    [
      'a deny of plain HTTP beside it',
      [
        right,
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'sns:Publish',
          Resource: TOPIC,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    ],
  ])('passes with %s', (_, statements) => {
    expect(judge(...statements)).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['nothing is for SES', [{ ...bare, Principal: { Service: 'events.amazonaws.com' } }], 'ses-not-allowed'],
    ['the source is the identity, copied from the other page', [when({ 'aws:SourceArn': IDENTITY })], 'wrong-source-arn'],
    ['the source is another set', [when({ 'aws:SourceArn': `${SET}-old` })], 'wrong-source-arn'],
    ['the account is another', [when({ 'aws:SourceAccount': '999999999999' })], 'wrong-source-account'],
    [
      'a deny covers SES',
      [right, { Sid: 'No', Effect: 'Deny', Principal: '*', Action: 'sns:*', Resource: '*' }],
      'explicit-deny',
    ],
    ['everyone may publish', [right, { ...bare, Principal: '*' }], 'open-to-everyone'],
    [
      'everyone may publish over TLS',
      [right, { ...bare, Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
      'open-to-everyone',
    ],
    [
      'another account may do everything',
      [right, { ...bare, Principal: { AWS: '999999999999' }, Action: 'sns:*' }],
      'other-account-administers',
    ],
    ['everyone may subscribe', [right, { ...bare, Principal: '*', Action: 'sns:Subscribe' }], 'open-to-everyone'],
  ])('fails when %s', (_, statements, reason) => {
    expect(judge(...statements)).toMatchObject({ status: 'fail', reason });
  });

  it('gives the statement to paste', () => {
    expect(judge({ ...bare, Action: 'sns:Subscribe' }).fix).toContain(JSON.stringify(right, null, 2));
  });

  it.each([
    ['another account may subscribe', { Principal: { AWS: '999999999999' }, Action: 'sns:Subscribe' }, 'other-account-uses'],
    [
      'an organization may publish',
      { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } },
      'open-to-organization',
    ],
  ])('warns when %s', (_, change, reason) => {
    expect(judge(right, { ...bare, ...change })).toMatchObject({ status: 'warn', reason });
  });

  it('takes a source condition that any source meets for none', () => {
    const like = { ...bare, Condition: { StringLike: { 'aws:SourceAccount': '*' } } };
    expect(judge(like)).toMatchObject({ status: 'warn', reason: 'no-source-condition' });
  });

  it('warns when nothing ties SES to this account', () => {
    expect(judge(bare)).toMatchObject({ status: 'warn', reason: 'no-source-condition' });
  });

  it('asks for the identity’s ARN when its feedback topics are the route', () => {
    const feedback = observed({ identity: 'example.com', bounce: TOPIC, complaint: null, delivery: null, forwarding: true });
    const none = { name: null, source: 'none', detail: null };
    const policy = JSON.stringify({ Statement: when({ 'aws:SourceArn': IDENTITY }) });
    expect(judged(snsTopicPolicy, facts(policy, none, feedback)).status).toBe('pass');
  });

  it('does not apply where SES publishes by no known route', () => {
    expect(judged(snsTopicPolicy, facts('{}', { name: null, source: 'none', detail: null })).reason).toBe('no-route');
  });

  it('does not judge what it cannot read', () => {
    expect(judged(snsTopicPolicy, facts(null, inForce)).status).toBe('inconclusive');
    expect(judge({ ...bare, Principal: undefined, NotPrincipal: { AWS: '1' } }).status).toBe('inconclusive');
    expect(judged(snsTopicPolicy, { ...facts(null, inForce), 'sns.topic': absent }).status).toBe('not-applicable');
  });

  it.each([
    ['Allow', [{ ...bare, Sid: 'ByOrg', Condition: { StringEquals: { 'aws:SourceOrgID': 'o-1' } } }], [right]],
    [
      'Deny',
      [right, { ...bare, Sid: 'ByOrg', Effect: 'Deny', Condition: { StringNotEquals: { 'aws:SourceOrgID': 'o-1' } } }],
      undefined,
    ],
  ])(
    'names what a statement with %s rests on where that cannot be known, and the statement that rests on nothing of it',
    (_, statements, instead) => {
      const finding = judge(...statements);
      expect(finding).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
      expect(finding.fix).toMatch(/ByOrg.*aws:SourceOrgID o-1/);
      expect(finding.remedy[0]?.statement).toEqual(instead);
    },
  );
});
