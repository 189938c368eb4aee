// The plan as a CloudFormation template (resource types of the CloudFormation registry). The webhook's token is a parameter that is not echoed.
import { TOKEN_PLACE } from '../../core/provision.ts';
import {
  actsIn,
  besides,
  feedbackOf,
  inputOf,
  policyIn,
  policyOfStanding,
  shortDigest,
  type Stamped,
  stackName,
} from './creations.ts';
import { madeIn, principalsCloudFormation } from './principals.ts';

interface Resource {
  readonly Type: string;
  readonly DependsOn?: readonly string[];
  readonly Properties: object;
}

interface Template {
  readonly AWSTemplateFormatVersion: '2010-09-09';
  readonly Description: string;
  readonly Metadata: object;
  readonly Parameters?: object;
  readonly Resources: { readonly [id: string]: Resource };
  readonly Outputs: { readonly [id: string]: { readonly Description: string; readonly Value: unknown } };
}

const tagsOf = (stamped: Stamped) => [
  { Key: 'certify:tenant', Value: stamped.plan.tenant },
  { Key: 'certify:profile', Value: shortDigest(stamped) },
];

/** The registry writes events in another form than the API: `RENDERING_FAILURE` is `renderingFailure` (AWS::SES::ConfigurationSetEventDestination). */
const eventName = (type: string): string =>
  type.toLowerCase().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const identity = (stamped: Stamped): readonly (readonly [string, Resource])[] => {
  const input = inputOf(stamped.plan, 'ses:CreateEmailIdentity');
  if (input === null) return [];
  const mailFrom = inputOf(stamped.plan, 'ses:PutEmailIdentityMailFromAttributes');
  const { EmailIdentity, DkimSigningAttributes } = input;
  const MailFromAttributes =
    mailFrom === null
      ? undefined
      : { MailFromDomain: mailFrom.MailFromDomain, BehaviorOnMxFailure: mailFrom.BehaviorOnMxFailure };
  const Properties = { EmailIdentity, DkimSigningAttributes, MailFromAttributes, Tags: tagsOf(stamped) };
  return [['Identity', { Type: 'AWS::SES::EmailIdentity', Properties }]];
};

const configurationSet = (stamped: Stamped): readonly (readonly [string, Resource])[] => {
  const input = inputOf(stamped.plan, 'ses:CreateConfigurationSet');
  if (input === null) return [];
  const { ConfigurationSetName: Name, DeliveryOptions, ReputationOptions, SendingOptions, SuppressionOptions } = input;
  const Properties = { Name, DeliveryOptions, ReputationOptions, SendingOptions, SuppressionOptions, Tags: tagsOf(stamped) };
  return [['ConfigurationSet', { Type: 'AWS::SES::ConfigurationSet', Properties }]];
};

const topic = (stamped: Stamped): readonly (readonly [string, Resource])[] => {
  const { plan } = stamped;
  const input = inputOf(plan, 'sns:CreateTopic');
  const standing = policyOfStanding(plan);
  if (standing !== null) {
    const Properties = { Topics: [standing.topicArn], PolicyDocument: standing.policy };
    return [['TopicPolicy', { Type: 'AWS::SNS::TopicPolicy', Properties }]];
  }
  if (input === null) return [];
  const { Name: TopicName, Attributes } = input;
  const PolicyDocument = policyIn(Attributes);
  const logs = feedbackOf(plan);
  const role = madeIn(actsIn(plan)).has('Logging') ? { 'Fn::GetAtt': ['LoggingRole', 'Arn'] } : logs;
  const DeliveryStatusLogging =
    logs === null ? undefined : [{ Protocol: 'http/s', FailureFeedbackRoleArn: role, SuccessFeedbackRoleArn: role }];
  const version = { SignatureVersion: Attributes?.['SignatureVersion'] };
  const Properties = { TopicName, ...version, DeliveryStatusLogging, Tags: tagsOf(stamped) };
  return [
    ['Topic', { Type: 'AWS::SNS::Topic', Properties }],
    ...(PolicyDocument === null
      ? []
      : ([
          ['TopicPolicy', { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: [{ Ref: 'Topic' }], PolicyDocument } }],
        ] as const)),
  ];
};

const queue = (stamped: Stamped): readonly (readonly [string, Resource])[] => {
  const input = inputOf(stamped.plan, 'sqs:CreateQueue');
  if (input === null) return [];
  const { QueueName, Attributes } = input;
  const Properties = {
    QueueName,
    MessageRetentionPeriod: Number(Attributes?.MessageRetentionPeriod),
    SqsManagedSseEnabled: true,
    Tags: tagsOf(stamped),
  };
  const PolicyDocument = policyIn(Attributes) ?? {};
  return [
    ['DeadLetterQueue', { Type: 'AWS::SQS::Queue', Properties }],
    [
      'DeadLetterQueuePolicy',
      { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'DeadLetterQueue' }], PolicyDocument } },
    ],
  ];
};

/** Of another resource of the same template, so that they are made in order; else as it stands. */
const topicRef = ({ plan }: Stamped, arn: string | undefined): unknown =>
  inputOf(plan, 'sns:CreateTopic') === null ? arn : { Ref: 'Topic' };

const destination = (stamped: Stamped): readonly (readonly [string, Resource])[] => {
  const input = inputOf(stamped.plan, 'ses:CreateConfigurationSetEventDestination');
  if (input === null) return [];
  const { ConfigurationSetName, EventDestinationName: Name, EventDestination: given } = input;
  const isNew = inputOf(stamped.plan, 'ses:CreateConfigurationSet') !== null;
  const made = inputOf(stamped.plan, 'sns:CreateTopic') !== null;
  const EventDestination = {
    Name,
    Enabled: true,
    MatchingEventTypes: given?.MatchingEventTypes?.map(eventName),
    SnsDestination: { TopicARN: topicRef(stamped, given?.SnsDestination?.TopicArn) },
  };
  const Properties = { ConfigurationSetName: isNew ? { Ref: 'ConfigurationSet' } : ConfigurationSetName, EventDestination };
  // SES publishes at once, and must be let in before.
  const after = made ? { DependsOn: ['TopicPolicy'] } : {};
  return [['EventDestination', { Type: 'AWS::SES::ConfigurationSetEventDestination', ...after, Properties }]];
};

const subscription = (stamped: Stamped): readonly (readonly [string, Resource])[] => {
  const input = inputOf(stamped.plan, 'sns:Subscribe');
  if (input === null) return [];
  const { TopicArn, Protocol, Endpoint = '', Attributes } = input;
  const Properties = {
    TopicArn: topicRef(stamped, TopicArn),
    Protocol,
    Endpoint: { 'Fn::Sub': Endpoint.replaceAll('${', '${!').replace(TOKEN_PLACE, '${WebhookVerifyToken}') },
    RedrivePolicy: JSON.parse(Attributes?.['RedrivePolicy'] ?? '{}') as object,
  };
  const after = inputOf(stamped.plan, 'sqs:CreateQueue') === null ? {} : { DependsOn: ['DeadLetterQueuePolicy'] };
  return [['Subscription', { Type: 'AWS::SNS::Subscription', ...after, Properties }]];
};

const principals = (stamped: Stamped): readonly (readonly [string, Resource])[] =>
  principalsCloudFormation(actsIn(stamped.plan), tagsOf(stamped));

const outputs = ({ plan }: Stamped): Template['Outputs'] => {
  const named = inputOf(plan, 'ses:CreateEmailIdentity')?.EmailIdentity ?? '';
  const records = named === '' || named.includes('@') ? [] : ['1', '2', '3'];
  const attribute = (name: string) => ({ 'Fn::GetAtt': ['Identity', name] });
  return Object.fromEntries([
    ...records.flatMap((number) => [
      [`DkimName${number}`, { Description: `CNAME ${number} of 3 to publish`, Value: attribute(`DkimDNSTokenName${number}`) }],
      [`DkimValue${number}`, { Description: `Where CNAME ${number} leads`, Value: attribute(`DkimDNSTokenValue${number}`) }],
    ]),
    ...(inputOf(plan, 'sns:CreateTopic') === null
      ? []
      : [['TopicArn', { Description: 'ses.snsTopicArn of the profile', Value: { Ref: 'Topic' } }]]),
    ...(madeIn(actsIn(plan)).has('Probing')
      ? [['ProbingRoleArn', { Description: 'aws.probe.roleArn of the profile', Value: { 'Fn::GetAtt': ['ProbingRole', 'Arn'] } }]]
      : []),
    ...(inputOf(plan, 'sqs:CreateQueue') === null
      ? []
      : [
          [
            'DeadLetterQueueArn',
            { Description: 'What the webhook could not take', Value: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] } },
          ],
        ]),
  ]) as Template['Outputs'];
};

const TOKEN = {
  WebhookVerifyToken: {
    Type: 'String',
    NoEcho: true,
    MinLength: 12,
    AllowedPattern: '[A-Za-z0-9._~-]+',
    Description: 'The verify token of the webhook, percent-encoded where it has other characters',
  },
};

/** JSON, which CloudFormation reads as it reads YAML. For a plan that `hasTemplate`. */
export const cloudFormation = (stamped: Stamped): Template => {
  const { plan } = stamped;
  const all = [configurationSet, identity, topic, destination, queue, subscription, principals].flatMap((part) => part(stamped));
  const named = all.some(([, { Type }]) => /^AWS::IAM::(?:User|Role)$/.test(Type)) ? { Capability: 'CAPABILITY_NAMED_IAM' } : {};
  const Certify = { StackName: stackName(stamped), Profile: stamped.profileDigest, Account: plan.account, ...named };
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Email of ${plan.tenant} in ${plan.region}, as certify provision ses plans it`,
    Metadata: { Certify: { ...Certify, Besides: besides(plan, 'cloudformation') } },
    ...(inputOf(plan, 'sns:Subscribe') === null ? {} : { Parameters: TOKEN }),
    Resources: Object.fromEntries(all),
    Outputs: outputs(stamped),
  };
};
