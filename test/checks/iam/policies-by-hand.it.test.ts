// Policies as somebody writes them who wants the check to say nothing: for each what AWS answers, worked out by hand from the IAM User Guide, and what must be said.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checks } from '../../../src/checks/index.ts';
import type { Reads } from '../../../src/core/ports/reads.ts';
import { Secret } from '../../../src/core/secret.ts';
import type { Sender } from '../../../src/core/sender.ts';
import { probes as listed } from '../../../src/probes/index.ts';
import { judge } from '../../../src/run/evaluate.ts';
import { gather } from '../../../src/run/gather.ts';
import { planFor } from '../../../src/run/plan.ts';
import { createPacer } from '../../../src/world/aws/pacer.ts';
import { createAwsReads } from '../../../src/world/aws/reads.ts';
import { PROBE, REGION, type StartedLab, started, TOPIC, worldWith } from '../../lab/sdk.ts';

const I = 'arn:aws:ses:ap-south-1:111122223333:identity/example.com';
const S = 'arn:aws:ses:ap-south-1:111122223333:configuration-set/squareos-main';
const FROM = { StringEquals: { 'ses:FromAddress': 'billing@example.com' } };

type Statement = Readonly<Record<string, unknown>>;
const allow = (Action: unknown, Resource: unknown = '*', Condition?: object): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});
const deny = (Action: unknown, Resource: unknown = '*', Condition?: object): Statement => ({
  ...allow(Action, Resource, Condition),
  Effect: 'Deny',
});
/** The statement that is enough. */
const SEND = allow('ses:SendEmail', [I, S], FROM);

interface Row {
  readonly title: string;
  readonly statements: readonly Statement[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly boundary?: readonly Statement[];
  /** What AWS does with the live send: sure yes, sure no, or by what only the request shows. */
  readonly sends: 'yes' | 'no' | 'depends';
  /** What the check of the sending right says. */
  readonly permissions: string;
  /** What the check of everything else says. */
  readonly privilege: string;
}
const row = (
  title: string,
  statements: readonly Statement[],
  sends: Row['sends'],
  permissions: string,
  privilege: string,
  more: Pick<Row, 'tags' | 'boundary'> = {},
): Row => ({ title, statements, sends, permissions, privilege, ...more });

const GIVEN = 'inconclusive cannot-judge';
const ROWS: readonly Row[] = [
  row('the least', [SEND], 'yes', 'pass ok', 'pass ok'),
  // Whatever is not named is given.
  row(
    'NotAction without IAM and STS',
    [{ Effect: 'Allow', NotAction: ['iam:*', 'sts:*'], Resource: '*' }],
    'yes',
    'pass ok',
    'fail beyond-ses',
  ),
  row(
    'NotAction without every service that is usually asked about',
    [
      SEND,
      {
        Effect: 'Allow',
        NotAction: ['ses:*', 'iam:*', 'sts:*', 's3:*', 'sns:*', 'sqs:*', 'kms:*', 'lambda:*', 'ec2:*', 'secretsmanager:*'],
        Resource: '*',
      },
    ],
    'yes',
    'pass ok',
    'fail beyond-ses',
  ),
  row(
    'a Deny with NotAction that leaves sending',
    [allow('*'), { Effect: 'Deny', NotAction: ['ses:SendEmail'], Resource: '*' }],
    'yes',
    'pass ok',
    'warn sends-as-anyone',
  ),
  row(
    'NotResource with one identity',
    [SEND, { Effect: 'Allow', Action: 'ses:SendEmail', NotResource: 'arn:aws:ses:*:*:identity/other.example' }],
    'yes',
    'pass ok',
    'warn sends-as-anyone',
  ),
  row('a service that no question names', [SEND, allow('athena:*')], 'yes', 'pass ok', 'fail beyond-ses'),
  row('IAM by a narrow pattern', [SEND, allow('iam:Up*')], 'yes', 'pass ok', 'fail beyond-ses'),
  row(
    'an action behind thirty others',
    [SEND, allow([...Array.from({ length: 30 }, (_, at) => `glue:GetTable${at}`), 'cloudformation:CreateStack'])],
    'yes',
    'pass ok',
    'fail beyond-ses',
  ),
  row('PassRole for everything', [SEND, allow('iam:PassRole')], 'yes', 'pass ok', 'fail beyond-ses'),
  row('AssumeRole everywhere', [SEND, allow('sts:AssumeRole')], 'yes', 'pass ok', 'fail beyond-ses'),
  row(
    'AssumeRole of another account',
    [SEND, allow('sts:AssumeRole', 'arn:aws:iam::999900001111:role/deploy')],
    'yes',
    'pass ok',
    'fail beyond-ses',
  ),
  row('everything of SES on the identity', [SEND, allow('ses:*', I)], 'yes', 'pass ok', 'fail changes-ses'),
  row('letters in any case', [SEND, allow('S3:gEtObJeCt', 'arn:aws:s3:::gym/*')], 'yes', 'pass ok', 'fail beyond-ses'),
  row(
    'one’s own keys, by a variable',
    [SEND, allow('iam:CreateAccessKey', 'arn:aws:iam::*:user/${aws:username}')],
    'yes',
    'pass ok',
    'fail beyond-ses',
  ),
  row(
    'a bucket of one’s own name, by a variable',
    [SEND, allow('s3:*', 'arn:aws:s3:::home-${aws:username}/*')],
    'yes',
    'pass ok',
    'fail beyond-ses',
  ),
  // Conditions that keep nobody away.
  row(
    'aws:PrincipalArn like anything',
    [SEND, allow('s3:*', '*', { StringLike: { 'aws:PrincipalArn': '*' } })],
    'yes',
    'pass ok',
    'fail beyond-ses',
  ),
  row(
    'every user of the account',
    [SEND, allow('dynamodb:*', '*', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:user/*' } })],
    'yes',
    'pass ok',
    'fail beyond-ses',
  ),
  row(
    'a user and no service',
    [SEND, allow('sns:*', '*', { StringEquals: { 'aws:PrincipalType': 'User' } })],
    'yes',
    'pass ok',
    'fail beyond-ses',
  ),
  row('TLS', [SEND, allow('iam:*', '*', { Bool: { 'aws:SecureTransport': 'true' } })], 'yes', 'pass ok', 'fail administrator'),
  row(
    'any address',
    [SEND, allow('iam:*', '*', { IpAddress: { 'aws:SourceIp': ['0.0.0.0/0', '::/0'] } })],
    'yes',
    'pass ok',
    'fail administrator',
  ),
  row(
    'after 1970',
    [SEND, allow('iam:*', '*', { NumericGreaterThan: { 'aws:EpochTime': '0' } })],
    'yes',
    'pass ok',
    'fail administrator',
  ),
  row(
    'what the caller calls itself',
    [SEND, allow('iam:*', '*', { StringLike: { 'aws:UserAgent': 'SquareOS*' } })],
    'yes',
    'pass ok',
    'fail administrator',
  ),
  row(
    'ForAllValues of nothing',
    [SEND, allow('s3:*', '*', { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['gym'] } })],
    'yes',
    'pass ok',
    'fail beyond-ses',
  ),
  row(
    'ForAnyValue of nothing',
    [SEND, allow('s3:*', '*', { 'ForAnyValue:StringEquals': { 'ses:Recipients': ['gym'] } })],
    'yes',
    'pass ok',
    'pass ok',
  ),
  row(
    'a second factor, if the request tells of one',
    [SEND, allow('iam:*', '*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } })],
    'yes',
    'pass ok',
    'fail administrator',
  ),
  row(
    'a VPC endpoint, if the request came by one',
    [SEND, allow('iam:*', '*', { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } })],
    'yes',
    'pass ok',
    'fail administrator',
  ),
  row(
    'not that VPC endpoint',
    [SEND, allow('iam:*', '*', { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } })],
    'yes',
    'pass ok',
    'fail administrator',
  ),
  row(
    'a From address that is told',
    [allow('ses:SendEmail', [I, S], { Null: { 'ses:FromAddress': 'false' } })],
    'yes',
    'pass ok',
    'warn any-from-address',
  ),
  row(
    'any From address but one',
    [allow('ses:SendEmail', [I, S], { StringNotEquals: { 'ses:FromAddress': 'x@example.com' } })],
    'yes',
    'pass ok',
    'warn any-from-address',
  ),
  row(
    'a Deny that never holds',
    [SEND, allow('s3:*'), deny('s3:*', '*', { StringEquals: { 'aws:RequestedRegion': 'us-gov-west-1' } })],
    'yes',
    'pass ok',
    'fail beyond-ses',
  ),
  row(
    'a Deny that the caller evades',
    [SEND, allow('s3:*'), deny('s3:*', '*', { StringLike: { 'aws:UserAgent': 'curl*' } })],
    'yes',
    'pass ok',
    'fail beyond-ses',
  ),
  // What only a request shows.
  row('an address', [allow('*', '*', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })], 'depends', GIVEN, GIVEN),
  row(
    'an address, IfExists, which every request has',
    [allow('*', '*', { IpAddressIfExists: { 'aws:SourceIp': '203.0.113.0/24' } })],
    'depends',
    GIVEN,
    GIVEN,
  ),
  row('a VPC endpoint', [SEND, allow('iam:*', '*', { StringEquals: { 'aws:SourceVpce': 'vpce-1' } })], 'yes', 'pass ok', GIVEN),
  row(
    'a second factor',
    [SEND, allow('iam:*', '*', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } })],
    'yes',
    'pass ok',
    GIVEN,
  ),
  row('an organization', [SEND, allow('s3:*', '*', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } })], 'yes', 'pass ok', GIVEN),
  row(
    'sending by a VPC endpoint alone, by a Deny',
    [SEND, deny('*', '*', { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } })],
    'depends',
    GIVEN,
    'pass ok',
  ),
  // Sending itself.
  row(
    'a tag that the user has',
    [allow('ses:SendEmail', [I, S], { StringEquals: { 'aws:PrincipalTag/app': 'squareos', ...FROM.StringEquals } })],
    'yes',
    'pass ok',
    'pass ok',
    { tags: { app: 'squareos' } },
  ),
  row(
    'a tag that it has with another value',
    [allow('ses:SendEmail', [I, S], { StringEquals: { 'aws:PrincipalTag/app': 'squareos' } })],
    'no',
    'fail condition-not-met',
    'pass ok',
    { tags: { app: 'other' } },
  ),
  row(
    'a time that is over',
    [allow('ses:SendEmail', [I, S], { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } })],
    'no',
    'fail condition-not-met',
    'pass ok',
  ),
  row(
    'other recipients',
    [allow('ses:SendEmail', [I, S], { 'ForAllValues:StringLike': { 'ses:Recipients': '*@elsewhere.example' } })],
    'no',
    'fail condition-not-met',
    'pass ok',
  ),
  row(
    'the live recipient’s domain alone',
    [allow('ses:SendEmail', [I, S], { ...FROM, 'ForAllValues:StringLike': { 'ses:Recipients': '*@example.com' } })],
    'yes',
    'warn recipients-limited',
    'pass ok',
  ),
  row(
    'the live recipient’s domain alone, by any of them',
    [allow('ses:SendEmail', [I, S], { ...FROM, 'ForAnyValue:StringLike': { 'ses:Recipients': '*@example.com' } })],
    'yes',
    'warn recipients-limited',
    'pass ok',
  ),
  row(
    'the live recipient’s domain alone, by a Deny',
    [SEND, deny('ses:SendEmail', '*', { 'ForAnyValue:StringNotLike': { 'ses:Recipients': '*@example.com' } })],
    'yes',
    'warn recipients-limited',
    'pass ok',
  ),
  row(
    'every domain but one',
    [allow('ses:SendEmail', [I, S], { ...FROM, 'ForAllValues:StringNotLike': { 'ses:Recipients': '*@elsewhere.example' } })],
    'yes',
    'pass ok',
    'pass ok',
  ),
  row(
    'every recipient, in words',
    [allow('ses:SendEmail', [I, S], { ...FROM, 'ForAllValues:StringLike': { 'ses:Recipients': '*' } })],
    'yes',
    'pass ok',
    'pass ok',
  ),
  row(
    'the live recipient’s domain beside a statement for all',
    [SEND, allow('ses:SendEmail', [I, S], { 'ForAllValues:StringLike': { 'ses:Recipients': '*@example.com' } })],
    'yes',
    'pass ok',
    'warn any-from-address',
  ),
  row('the live recipient’s domain alone, by the boundary', [SEND], 'yes', 'warn recipients-limited', 'pass ok', {
    boundary: [allow('ses:*', '*', { 'ForAllValues:StringLike': { 'ses:Recipients': '*@example.com' } })],
  }),
  row(
    'anything but one endpoint, of a request that names none, by any of its values',
    [SEND, allow('s3:*', '*', { 'ForAnyValue:StringNotEquals': { 'aws:SourceVpce': 'vpce-1' } })],
    'yes',
    'pass ok',
    GIVEN,
  ),
  row(
    'another user',
    [allow('ses:SendEmail', [I, S], { StringEquals: { 'aws:username': 'somebody' } })],
    'no',
    'fail condition-not-met',
    'pass ok',
  ),
  row('a boundary without SES', [SEND], 'no', 'fail boundary-denies', 'pass ok', { boundary: [allow('s3:*')] }),
  row('a boundary that takes the width away', [allow('*')], 'yes', 'pass ok', 'pass ok', { boundary: [SEND] }),
  row(
    'a second factor for sending, which an access key has not',
    [allow('ses:SendEmail', [I, S], { ...FROM, Bool: { 'aws:MultiFactorAuthPresent': 'true' } })],
    'no',
    'fail condition-not-met',
    'pass ok',
  ),
  row(
    'a second factor of everybody, by a Deny',
    [
      SEND,
      {
        ...deny('x'),
        Action: undefined,
        NotAction: 'iam:*',
        Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
      },
    ],
    'no',
    'fail explicit-deny',
    'pass ok',
  ),
  row(
    'a Deny of another From address, in other letters',
    [SEND, deny('ses:Send*', '*', { StringNotEquals: { 'ses:FromAddress': 'Billing@example.com' } })],
    'no',
    'fail explicit-deny',
    'pass ok',
  ),
  row('raw messages alone', [allow('ses:SendRawEmail', [I, S], FROM)], 'no', 'fail identity-not-allowed', 'pass ok'),
  row('a Deny in the boundary', [SEND], 'no', 'fail boundary-denies', 'pass ok', { boundary: [allow('*'), deny('ses:*')] }),
  row('a Deny of one’s own', [SEND, deny('ses:*')], 'no', 'fail explicit-deny', 'pass ok'),
];

describe('a policy written by hand', () => {
  let lab: StartedLab;
  const keyOf = (index: number): string => `AKIALABHAND${String(index).padStart(9, '0')}`;

  beforeAll(async () => {
    const users = Object.fromEntries(
      ROWS.map(({ statements, tags = {}, boundary = null }, index) => [
        `hand-${index}`,
        { keys: [{ id: keyOf(index) }], statements, tags, boundary },
      ]),
    );
    const readsAll = { statements: [{ Effect: 'Allow', Action: ['iam:*', 'ses:Get*', 'sns:Get*', 'kms:*'], Resource: '*' }] };
    lab = await started(worldWith({ users: { ...users, 'certify-probe': readsAll } }));
  });
  afterAll(() => lab.end());

  const look = async (index: number) => {
    const endpoint = lab.lab.endpoints.aws ?? '';
    const clock = { now: () => new Date(), elapsed: () => performance.now(), sleep: () => Promise.resolve() };
    const signs = (id: string) => ({
      kind: 'static' as const,
      accessKeyId: id,
      secretAccessKey: new Secret('env:CERTIFY_X', lab.lab.secrets[id] ?? ''),
    });
    const aws = createAwsReads({
      region: REGION,
      endpoints: { sesv2: endpoint, ses: endpoint, sns: endpoint, iam: endpoint, sts: endpoint, kms: endpoint },
      probeCredentials: signs(PROBE),
      sendCredentials: signs(keyOf(index)),
      pacer: createPacer({ clock, intervalMs: 0 }),
    });
    const sender: Partial<Sender> = {
      templates: { named: [], look: false },
      address: 'billing@example.com',
      domain: 'example.com',
      recipient: 'ops@example.com',
      accessKey: { id: keyOf(index), sameAsProbe: false },
      ses: {
        region: REGION,
        identity: 'example.com',
        mailFrom: null,
        configurationSet: 'squareos-main',
        topicArn: TOPIC,
        tenant: null,
        identityArn: null,
        globalEndpoint: null,
        action: 'ses:SendEmail',
      },
    };
    try {
      const { probes } = await planFor(['iam.sendGrants', 'iam.sendPolicies', 'ses.identity', 'sns.topic'], listed);
      const facts = await gather({
        probes,
        reads: { aws, clock, sender, secrets: { has: () => true } } as unknown as Reads,
        known: new Map(),
        mask: (value) => value,
        onObserved: async () => undefined,
        signal: new AbortController().signal,
      });
      const told = { squareos: { senderValue: 'billing@example.com' } };
      return new Map([...facts, ['profile.tenant', { state: 'observed', value: told, at: '', durationMs: 0 }]]) as typeof facts;
    } finally {
      await aws.close();
    }
  };
  const said = (id: string, facts: Awaited<ReturnType<typeof look>>): string => {
    const check = checks.find((one) => one.id === id);
    if (check === undefined) throw new Error(id);
    const { status, reason } = judge(check, facts);
    return `${status} ${reason}`;
  };

  it.each(ROWS.map((one, index) => [one.title, index, one] as const))('%s', async (_, index, one) => {
    const facts = await look(index);
    expect({
      permissions: said('send-permissions', facts),
      privilege: said('send-least-privilege', facts),
    }).toEqual({ permissions: one.permissions, privilege: one.privilege });
    const { grants } = (
      facts.get('iam.sendGrants') as unknown as { value: { grants: readonly { purpose: string; decision: string }[] } }
    ).value;
    const allowed = grants.filter(({ purpose }) => purpose === 'needed').every(({ decision }) => decision === 'allowed');
    if (one.sends !== 'depends') expect(allowed).toBe(one.sends === 'yes');
  });
});
