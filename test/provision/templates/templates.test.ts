import { createRequire } from 'node:module';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { describe, expect, it } from 'vitest';
import { TOKEN_PLACE } from '../../../src/core/provision.ts';
import { provisionPlan } from '../../../src/provision/plan.ts';
import { cloudFormation } from '../../../src/provision/templates/cloudformation.ts';
import { policiesCloudFormation, policiesTerraform } from '../../../src/provision/templates/policies.ts';
import { besides, creates, stackName } from '../../../src/provision/templates/creations.ts';
import { terraform } from '../../../src/provision/templates/terraform.ts';
import { empty, seen, ses, tenant } from '../empty-account.ts';

const require = createRequire(import.meta.url);
/** Its own types bring those of a browser along. */
const { parse } = require('@cdktf/hcl2json') as { readonly parse: (name: string, text: string) => Promise<object> };

const PROFILE = `sha256:${'ab'.repeat(32)}`;
const stamp = (observed: Parameters<typeof provisionPlan>[2]) => ({
  plan: provisionPlan(tenant, ses, observed, []),
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
    if (value === undefined || typeof value !== 'object' || property.type.type !== 'ref') return [];
    const definition = spec.get('typeDefinition', property.type.reference.$ref);
    return strangers(value as object, definition.properties, `${place}.${name}`);
  }),
];

describe('cloudFormation', () => {
  const plain = (stamped: typeof nothing) =>
    JSON.parse(JSON.stringify(cloudFormation(stamped))) as ReturnType<typeof cloudFormation>;

  it('holds to the resource specification', () => {
    const { Resources } = plain(nothing);
    const wrong = Object.entries(Resources).flatMap(([id, { Type, Properties: given }]) => {
      const found = spec.lookup('resource', 'cloudFormationType', 'equals', Type).only();
      return strangers(given, found.properties, id);
    });
    expect(wrong).toEqual([]);
    expect(Object.keys(Resources)).toEqual([
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
    expect(besides(half.plan)).toEqual([expect.stringContaining('put-configuration-set-delivery-options')]);
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

  it('begins no template of its own in a name', async () => {
    const odd = { ...nothing, plan: { ...nothing.plan, tenant: 'a${b}%{c}"d' } };
    const read = (await parse('main.tf', terraform(odd))) as { readonly provider: object };
    expect(JSON.stringify(read.provider)).toContain('a$${b}%%{c}');
  });
});

describe('creates', () => {
  it('is false where every resource stands', () => {
    expect(creates({ ...nothing.plan, changes: [] })).toBe(false);
    expect(creates(half.plan)).toBe(true);
  });
});

describe('policies as templates', () => {
  const condition = { StringEquals: { 'ses:FromAddress': '${aws:username}@example.com' } };
  const statement = { Effect: 'Allow', Action: ['ses:SendEmail'], Resource: ['*'], Condition: condition };
  const one = { Version: '2012-10-17', Statement: [statement] } as const;
  const owner = { tenant: 'main.gym', topicArn: 'arn:aws:sns:ap-south-1:111122223333:gym-email' };
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

  it('are HCL that another parser reads, with the policy’s own variables left to IAM', async () => {
    const text = policiesTerraform(documents, owner);
    const parsed = (await parse('policies.tf', text)) as { readonly resource: { readonly [type: string]: object } };
    expect(Object.keys(parsed.resource)).toEqual(['aws_iam_policy', 'aws_sns_topic_policy']);
    expect(text).toContain('$${aws:username}');
  });
});
