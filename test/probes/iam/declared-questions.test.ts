import { describe, expect, it } from 'vitest';
import { declaredQuestions } from '../../../src/probes/iam/declared-questions.ts';

const SES = 'arn:aws:ses:ap-south-1:111122223333';
const sender = {
  scope: { partition: 'aws', region: 'ap-south-1', account: '111122223333' },
  principal: 'arn:aws:iam::111122223333:user/sender',
  tags: null,
  address: 'billing@example.com',
  domain: 'example.com',
  identity: 'example.com',
  identityArn: 'arn:aws:ses:ap-south-1:111122223333:identity/example.com',
  configurationSet: 'main',
  templates: [],
  topicArn: 'arn:aws:sns:ap-south-1:111122223333:events',
  keyArn: null,
  recipient: 'ops@example.com',
  action: 'ses:SendEmail',
};
const asked = (...statements: readonly object[]) =>
  declaredQuestions(
    [
      {
        name: 'p',
        kind: 'inline',
        group: null,
        document: { state: 'observed', value: JSON.stringify({ Statement: statements }) },
      },
    ],
    sender,
  ).map(({ purpose, actions, resources }) => `${purpose} ${actions.join(' ')} ${resources.join(' ')}`.trimEnd());
const allow = (Action: unknown, Resource: unknown) => ({ Effect: 'Allow', Action, Resource });

describe('the questions that a sending policy raises', () => {
  it.each([
    ['one bucket', allow('s3:GetObject', 'arn:aws:s3:::gym/*'), ['beyond-ses s3:GetObject arn:aws:s3:::gym/certify-canary']],
    [
      'a service by wildcard',
      allow('sqs:Send*', 'arn:aws:sqs:*:*:q'),
      ['beyond-ses sqs:SendMessage arn:aws:sqs:ap-south-1:111122223333:q'],
    ],
    [
      'a role',
      allow('sts:AssumeRole', 'arn:aws:iam::111122223333:role/deploy'),
      ['beyond-ses sts:AssumeRole arn:aws:iam::111122223333:role/deploy'],
    ],
    [
      'another identity',
      allow('ses:SendEmail', `${SES}:identity/other.example`),
      [`other-identity ses:SendEmail ${SES}:identity/other.example`],
    ],
    [
      'a write on a template',
      allow('ses:UpdateEmailTemplate', `${SES}:template/x`),
      [`ses-write ses:UpdateEmailTemplate ${SES}:template/x`],
    ],
    ['an action of a service nobody thought of', allow('braket:CreateJob', '*'), ['beyond-ses braket:CreateJob']],
  ])('name %s', (_, statement, expected) => {
    expect(asked(statement)).toEqual(expected);
  });

  it.each([
    ['what a send needs', allow('ses:SendEmail', [`${SES}:identity/example.com`, `${SES}:configuration-set/main`])],
    ['a raw send as the same identity', allow('ses:SendRawEmail', `${SES}:identity/example.com`)],
    ['a send as the sender’s own address', allow('ses:SendRawEmail', `${SES}:identity/billing@example.com`)],
    ['reads of SES', allow(['ses:Get*', 'ses:ListEmailIdentities'], '*')],
    ['what is denied', { ...allow('s3:GetObject', '*'), Effect: 'Deny' }],
  ])('leave out %s', (_, statement) => {
    expect(asked(statement)).toEqual([]);
  });

  it('are each asked once, and not without end', () => {
    const many = Array.from({ length: 80 }, (_, index) => allow('s3:GetObject', `arn:aws:s3:::b${index % 60}/*`));
    expect(asked(...many)).toHaveLength(24);
  });
});
