import { createRequire } from 'node:module';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { describe, expect, it } from 'vitest';
import { TOKEN_PLACE } from '../../../src/core/provision.ts';
import type { Answer } from '../../../src/core/observation.ts';
import { iamActs } from '../../../src/provision/iam.ts';
import { provisionPlan } from '../../../src/provision/plan.ts';
import { cloudFormation } from '../../../src/provision/templates/cloudformation.ts';
import { policiesCloudFormation, policiesTerraform } from '../../../src/provision/templates/policies.ts';
import { besides, hasTemplate, stackName } from '../../../src/provision/templates/creations.ts';
import { terraform } from '../../../src/provision/templates/terraform.ts';
import { empty, namedIam, seen, ses, tenant } from '../empty-account.ts';

const require = createRequire(import.meta.url);
/** Its own types bring those of a browser along. */
const { parse } = require('@cdktf/hcl2json') as { readonly parse: (name: string, text: string) => Promise<object> };

const PROFILE = `sha256:${'ab'.repeat(32)}`;
const stamp = (observed: Parameters<typeof provisionPlan>[2], iam: Parameters<typeof provisionPlan>[5] = null) => ({
  plan: provisionPlan(tenant, ses, observed, [], 'all', iam),
  profileDigest: PROFILE,
});
const nothing = stamp(empty);
/** The set stands, and lacks TLS. */
const set = {
  tlsPolicy: 'OPTIONAL',
  sendingPool: null,
  maxDeliverySeconds: null,
  suppressedReasons: null,
  reputationMetrics: true,
  sendingEnabled: true,
  vdm: null,
};
const half = stamp({
  ...empty,
  'ses.configurationSet': seen({ name: 'gym', source: 'explicit', detail: { state: 'observed', value: set } }),
  'ses.eventDestinations': seen({ configurationSet: 'gym', destinations: [] }),
});

/** User, roles and delivery logging as well. */
const named = stamp(empty, namedIam);
const held = (tags: object, policy: 'absent' | 'observed') => ({
  state: 'observed' as const,
  value: { tags: tags as { readonly [key: string]: string }, trust: null, policy: { ...NONE, state: policy } as Answer<string> },
});
const NONE = { state: 'absent', code: 'NoSuchEntity', message: 'none' } as const;
/** All stands, and lacks what a resource of its own can add: policies of user and topic, the MAIL FROM domain. */
const standing = stamp(
  {
    ...empty,
    'ses.identity': seen({
      governing: 'example.com',
      candidates: [
        { name: 'example.com', level: 'domain', answer: { state: 'observed', value: { dkim: null, mailFrom: null } } },
      ],
    }),
    'sns.topic': seen({ arn: ses.snsTopicArn, signatureVersion: '2', policy: '{"Version":"2012-10-17","Statement":[]}' }),
    'sns.subscriptions': seen({ topicArn: ses.snsTopicArn, subscriptions: [], complete: true }),
  },
  {
    ...namedIam,
    user: namedIam.user === null ? null : { ...namedIam.user, seen: held({ 'certify:tenant': 'main-gym' }, 'absent') },
    role: null,
    log: null,
  },
);

const spec = loadAwsServiceSpecSync();

type Properties = ReturnType<typeof spec.all<'typeDefinition'>>[number]['properties'];

/** What the registry does not know, or misses, in a value; a function of CloudFormation stands for anything. */
const strangers = (given: object, known: Properties, place: string): readonly string[] => [
  ...Object.keys(known).flatMap((name) =>
    known[name]?.required === true && !(name in given) ? [`${place}.${name} is missing`] : [],
  ),
  ...Object.entries(given).flatMap(([name, value]) => {
    const property = known[name];
    if (property === undefined) return [`${place}.${name} is not known`];
    const { type } = property;
    if (type.type === 'array' && type.element.type === 'ref' && Array.isArray(value)) {
      const { properties } = spec.get('typeDefinition', type.element.reference.$ref);
      return value.flatMap((one: object, n) => strangers(one, properties, `${place}.${name}[${n}]`));
    }
    if (value === undefined || typeof value !== 'object' || property.type.type !== 'ref') return [];
    const definition = spec.get('typeDefinition', property.type.reference.$ref);
    return strangers(value as object, definition.properties, `${place}.${name}`);
  }),
];

describe('cloudFormation', () => {
  const plain = (stamped: typeof nothing) =>
    JSON.parse(JSON.stringify(cloudFormation(stamped))) as ReturnType<typeof cloudFormation>;

  it('holds to the resource specification', () => {
    for (const stamped of [nothing, half, named, standing]) {
      const wrong = Object.entries(plain(stamped).Resources).flatMap(([id, { Type, Properties: given }]) => {
        const found = spec.lookup('resource', 'cloudFormationType', 'equals', Type).only();
        return strangers(given, found.properties, id);
      });
      expect(wrong).toEqual([]);
    }
    expect(Object.keys(plain(nothing).Resources)).toEqual([
      'ConfigurationSet',
      'Identity',
      'Topic',
      'TopicPolicy',
      'EventDestination',
      'DeadLetterQueue',
      'DeadLetterQueuePolicy',
      'Subscription',
    ]);
  });

  it('makes the user and the roles that the profile names, and has SNS log by one of them, without a key', () => {
    const { Resources, Metadata, Outputs } = plain(named);
    expect(
      Object.entries(Resources).flatMap(([id, { Type }]) => (Type.startsWith('AWS::IAM::') ? [`${id} ${Type}`] : [])),
    ).toEqual([
      'SendingUser AWS::IAM::User',
      'SendingUserPolicy AWS::IAM::UserPolicy',
      'ProbingRole AWS::IAM::Role',
      'ProbingRolePolicy AWS::IAM::RolePolicy',
      'LoggingRole AWS::IAM::Role',
      'LoggingRolePolicy AWS::IAM::RolePolicy',
    ]);
    expect(JSON.stringify(Resources['Topic'])).toContain('"FailureFeedbackRoleArn":{"Fn::GetAtt":["LoggingRole","Arn"]}');
    expect([Metadata, Outputs['ProbingRoleArn'] !== undefined]).toMatchObject([
      { Certify: { Besides: [], Capability: 'CAPABILITY_NAMED_IAM' } },
      true,
    ]);
    expect(JSON.stringify(Resources)).not.toContain('AccessKey');
  });

  it('holds the changes that are resources of their own, and leaves the others to their commands', () => {
    const { Resources } = plain(standing);
    expect(Resources['SendingUserPolicy']).toMatchObject({ Properties: { UserName: 'gym-send' } });
    expect(Resources['TopicPolicy']).toMatchObject({ Properties: { Topics: [ses.snsTopicArn] } });
    expect([Resources['SendingUser'], Resources['Topic'], Resources['Identity']]).toEqual([undefined, undefined, undefined]);
    expect(besides(standing.plan, 'cloudformation')).toEqual([
      expect.stringContaining('put-email-identity-mail-from-attributes'),
    ]);
    expect(besides(standing.plan, 'terraform')).toEqual([]);
  });

  it('takes the token as a parameter that is not echoed, and makes no access key', () => {
    const template = plain(nothing);
    const text = JSON.stringify(template);
    expect(text).not.toContain(TOKEN_PLACE);
    expect(text).toContain('?token=${WebhookVerifyToken}');
    expect(template.Parameters).toMatchObject({ WebhookVerifyToken: { NoEcho: true } });
    expect(text).not.toContain('AWS::IAM::AccessKey');
  });

  it('refers only to what it holds', () => {
    const template = plain(nothing);
    const refs = [...JSON.stringify(template).matchAll(/"(?:Ref|Fn::GetAtt)":\["?(\w+)|"Ref":"(\w+)"/g)].map(
      ([, a, b]) => a ?? b ?? '',
    );
    const after = Object.values(template.Resources).flatMap(({ DependsOn = [] }) => DependsOn);
    expect([...refs, ...after].filter((id) => template.Resources[id] === undefined)).toEqual([]);
  });

  it('names tenant and profile in stack and tags', () => {
    expect(stackName(nothing)).toBe('certify-main-gym-abababababab');
    expect(JSON.stringify(plain(nothing).Resources['Topic'])).toContain('{"Key":"certify:tenant","Value":"main-gym"}');
  });

  it('leaves what stands already to its command, and refers to it by name', () => {
    const { Resources, Metadata } = plain(half);
    expect(Resources['ConfigurationSet']).toBeUndefined();
    expect(JSON.stringify(Resources['EventDestination'])).toContain('"ConfigurationSetName":"gym"');
    expect(besides(half.plan, 'cloudformation')).toEqual([expect.stringContaining('put-configuration-set-delivery-options')]);
    expect(JSON.stringify(Metadata)).toContain('put-configuration-set-delivery-options');
  });
});

describe('terraform', () => {
  it('is read by the parser of HCL, with the resources of the plan and the token as a sensitive variable', async () => {
    const text = terraform(nothing);
    const read = (await parse('main.tf', text)) as {
      readonly resource: object;
      readonly variable: { readonly webhook_verify_token: readonly { readonly sensitive: boolean }[] };
      readonly output: object;
    };
    expect(Object.keys(read.resource).sort()).toEqual([
      'aws_sesv2_configuration_set',
      'aws_sesv2_configuration_set_event_destination',
      'aws_sesv2_email_identity',
      'aws_sesv2_email_identity_mail_from_attributes',
      'aws_sns_topic',
      'aws_sns_topic_subscription',
      'aws_sqs_queue',
    ]);
    expect(read.variable.webhook_verify_token[0]?.sensitive).toBe(true);
    expect(Object.keys(read.output)).toEqual(['dkim_tokens', 'topic_arn']);
    expect(text).not.toContain(TOKEN_PLACE);
  });

  it('keeps what stands already out, with its command as a comment', async () => {
    const text = terraform(half);
    await parse('main.tf', text);
    expect(text).not.toContain('resource "aws_sesv2_configuration_set" ');
    expect(text).toMatch(/^# Not in here.*put-configuration-set-delivery-options/m);
  });

  it('makes the user and the roles that the profile names, and the changes that are resources of their own', async () => {
    const made = (await parse('main.tf', terraform(named))) as { readonly resource: { readonly [type: string]: object } };
    expect(
      Object.keys(made.resource)
        .filter((type) => type.startsWith('aws_iam_'))
        .sort(),
    ).toEqual(['aws_iam_role', 'aws_iam_role_policy', 'aws_iam_user', 'aws_iam_user_policy']);
    expect(Object.keys(made.resource['aws_iam_role'] ?? {})).toEqual(['logging', 'probing']);
    expect(JSON.stringify(made.resource['aws_sns_topic'])).toContain('aws_iam_role.logging.arn');
    expect(terraform(named)).not.toContain('Not in here');
    const changed = (await parse('main.tf', terraform(standing))) as typeof made;
    expect(changed.resource['aws_iam_user_policy']).toMatchObject({ sending: [{ user: 'gym-send' }] });
    expect(changed.resource['aws_sns_topic_policy']).toMatchObject({ events: [{ arn: ses.snsTopicArn }] });
    expect(changed.resource['aws_sesv2_email_identity_mail_from_attributes']).toMatchObject({
      gym: [{ email_identity: 'example.com' }],
    });
    expect(changed.resource['aws_iam_user']).toBeUndefined();
  });

  it('begins no template of its own in a name', async () => {
    const odd = { ...nothing, plan: { ...nothing.plan, tenant: 'a${b}%{c}"d' } };
    const read = (await parse('main.tf', terraform(odd))) as { readonly provider: object };
    expect(JSON.stringify(read.provider)).toContain('a$${b}%%{c}');
  });
});

describe('hasTemplate', () => {
  it('is false where nothing is to be made or changed', () => {
    for (const form of ['cloudformation', 'terraform'] as const) {
      expect(hasTemplate({ ...nothing.plan, changes: [] }, form)).toBe(false);
      expect(hasTemplate(half.plan, form)).toBe(true);
    }
  });
});

describe('policies as templates', () => {
  const condition = { StringEquals: { 'ses:FromAddress': '${aws:username}@example.com' } };
  const statement = { Effect: 'Allow', Action: ['ses:SendEmail'], Resource: ['*'], Condition: condition };
  const one = { Version: '2012-10-17', Statement: [statement] } as const;
  const owner = { tenant: 'main.gym', topicArn: 'arn:aws:sns:ap-south-1:111122223333:gym-email', principals: [] };
  const documents = { probe: one, send: one, provision: null, topic: one };

  it('hold to the resource specification, and leave out what is not for this tenant', () => {
    const { Resources } = JSON.parse(JSON.stringify(policiesCloudFormation(documents, owner))) as {
      readonly Resources: { readonly [id: string]: { readonly Type: string; readonly Properties: object } };
    };
    const wrong = Object.entries(Resources).flatMap(([id, { Type, Properties: given }]) =>
      strangers(given, spec.lookup('resource', 'cloudFormationType', 'equals', Type).only().properties, id),
    );
    expect([wrong, Object.keys(Resources)]).toEqual([[], ['ProbePolicy', 'SendPolicy', 'TopicPolicy']]);
  });

  it('stand on the user and the roles that the profile names, instead of policies that nobody carries', async () => {
    const own = { ...owner, principals: iamActs(namedIam) };
    const { Resources } = policiesCloudFormation(documents, own) as { readonly Resources: object };
    expect(Object.keys(Resources)).toEqual([
      'TopicPolicy',
      'SendingUser',
      'SendingUserPolicy',
      'ProbingRole',
      'ProbingRolePolicy',
      'LoggingRole',
      'LoggingRolePolicy',
    ]);
    const send = policiesCloudFormation({ ...documents, probe: null, topic: null }, own) as { readonly Resources: object };
    expect(Object.keys(send.Resources)).toEqual(['SendingUser', 'SendingUserPolicy']);
    const read = (await parse('policies.tf', policiesTerraform(documents, own))) as { readonly resource: object };
    expect(Object.keys(read.resource).sort()).toEqual([
      'aws_iam_role',
      'aws_iam_role_policy',
      'aws_iam_user',
      'aws_iam_user_policy',
      'aws_sns_topic_policy',
    ]);
  });

  it('are HCL that another parser reads, with the policy’s own variables left to IAM', async () => {
    const text = policiesTerraform(documents, owner);
    const parsed = (await parse('policies.tf', text)) as { readonly resource: { readonly [type: string]: object } };
    expect(Object.keys(parsed.resource)).toEqual(['aws_iam_policy', 'aws_sns_topic_policy']);
    expect(text).toContain('$${aws:username}');
  });
});
