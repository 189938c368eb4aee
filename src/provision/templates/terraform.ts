// The plan as Terraform configuration (HCL, provider hashicorp/aws 5). The webhook's token is a sensitive variable.
import { TOKEN_PLACE } from '../../core/provision.ts';
import { block, encoded, quoted, ref, resource, type Value, valueText } from './hcl.ts';
import { madeIn, principalsTerraform } from './principals.ts';
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

const SET = 'aws_sesv2_configuration_set';
const IDENTITY = 'aws_sesv2_email_identity';

const head = (stamped: Stamped): readonly string[] => {
  const { plan } = stamped;
  return [
    [
      `# Email of ${plan.tenant} in ${plan.region}, as certify provision ses plans it (${stackName(stamped)}).`,
      '# The state of Terraform holds the endpoint with its token: keep it encrypted, and let few read it.',
      ...besides(plan, 'terraform').map(
        (command) => `# Not in here, because it stands already: ${command.replaceAll(/[\r\n]+/g, ' ')}`,
      ),
    ].join('\n'),
    block('terraform', {
      required_version: '>= 1.5.0',
      required_providers: { block: { aws: { source: 'hashicorp/aws', version: '>= 5.60' } } },
    }),
    block('provider "aws"', {
      region: plan.region,
      ...(plan.account === null ? {} : { allowed_account_ids: [plan.account] }),
      default_tags: { block: { tags: { 'certify:tenant': plan.tenant, 'certify:profile': shortDigest(stamped) } } },
    }),
  ];
};

const configurationSet = ({ plan }: Stamped): readonly string[] => {
  const input = inputOf(plan, 'ses:CreateConfigurationSet');
  if (input === null) return [];
  return [
    resource(SET, 'gym', {
      configuration_set_name: input.ConfigurationSetName ?? '',
      delivery_options: { block: { tls_policy: input.DeliveryOptions?.TlsPolicy ?? 'REQUIRE' } },
      reputation_options: { block: { reputation_metrics_enabled: input.ReputationOptions?.ReputationMetricsEnabled ?? true } },
      sending_options: { block: { sending_enabled: input.SendingOptions?.SendingEnabled ?? true } },
      suppression_options: { block: { suppressed_reasons: input.SuppressionOptions?.SuppressedReasons ?? [] } },
    }),
  ];
};

const identity = ({ plan }: Stamped): readonly string[] => {
  const input = inputOf(plan, 'ses:CreateEmailIdentity');
  const mailFrom = inputOf(plan, 'ses:PutEmailIdentityMailFromAttributes');
  const length = input?.DkimSigningAttributes?.NextSigningKeyLength;
  return [
    ...(input === null
      ? []
      : [
          resource(IDENTITY, 'gym', {
            email_identity: input.EmailIdentity ?? '',
            ...(length === undefined ? {} : { dkim_signing_attributes: { block: { next_signing_key_length: length } } }),
          }),
        ]),
    ...(mailFrom === null
      ? []
      : [
          resource('aws_sesv2_email_identity_mail_from_attributes', 'gym', {
            email_identity: input === null ? (mailFrom.EmailIdentity ?? '') : ref(`${IDENTITY}.gym.email_identity`),
            mail_from_domain: mailFrom.MailFromDomain ?? '',
            behavior_on_mx_failure: mailFrom.BehaviorOnMxFailure ?? 'USE_DEFAULT_VALUE',
          }),
        ]),
  ];
};

const topic = ({ plan }: Stamped): readonly string[] => {
  const input = inputOf(plan, 'sns:CreateTopic');
  const standing = policyOfStanding(plan);
  if (standing !== null)
    return [resource('aws_sns_topic_policy', 'events', { arn: standing.topicArn, policy: encoded(standing.policy) })];
  if (input === null) return [];
  const policy = policyIn(input.Attributes);
  const logs = feedbackOf(plan);
  const role = logs !== null && madeIn(actsIn(plan)).has('Logging') ? ref('aws_iam_role.logging.arn') : logs;
  return [
    resource('aws_sns_topic', 'events', {
      name: input.Name ?? '',
      signature_version: Number(input.Attributes?.['SignatureVersion'] ?? '2'),
      ...(policy === null ? {} : { policy: encoded(policy) }),
      ...(role === null ? {} : { http_failure_feedback_role_arn: role, http_success_feedback_role_arn: role }),
    }),
  ];
};

const topicRef = ({ plan }: Stamped, arn: string): Value =>
  inputOf(plan, 'sns:CreateTopic') === null ? arn : ref('aws_sns_topic.events.arn');

const destination = (stamped: Stamped): readonly string[] => {
  const input = inputOf(stamped.plan, 'ses:CreateConfigurationSetEventDestination');
  if (input === null) return [];
  const { ConfigurationSetName = '', EventDestinationName = '', EventDestination: given } = input;
  const isNew = inputOf(stamped.plan, 'ses:CreateConfigurationSet') !== null;
  return [
    resource('aws_sesv2_configuration_set_event_destination', 'events', {
      configuration_set_name: isNew ? ref(`${SET}.gym.configuration_set_name`) : ConfigurationSetName,
      event_destination_name: EventDestinationName,
      event_destination: {
        block: {
          enabled: true,
          matching_event_types: given?.MatchingEventTypes ?? [],
          sns_destination: { block: { topic_arn: topicRef(stamped, given?.SnsDestination?.TopicArn ?? '') } },
        },
      },
    }),
  ];
};

const queue = ({ plan }: Stamped): readonly string[] => {
  const input = inputOf(plan, 'sqs:CreateQueue');
  if (input === null) return [];
  return [
    resource('aws_sqs_queue', 'dead_letters', {
      name: input.QueueName ?? '',
      message_retention_seconds: Number(input.Attributes?.MessageRetentionPeriod),
      sqs_managed_sse_enabled: true,
      policy: encoded(policyIn(input.Attributes) ?? {}),
    }),
  ];
};

const subscription = (stamped: Stamped): readonly string[] => {
  const input = inputOf(stamped.plan, 'sns:Subscribe');
  if (input === null) return [];
  const { TopicArn = '', Protocol = 'https', Endpoint = '', Attributes } = input;
  const endpoint = quoted(Endpoint).replace(TOKEN_PLACE, '${urlencode(var.webhook_verify_token)}');
  const redrive = JSON.parse(Attributes?.['RedrivePolicy'] ?? '{}') as { readonly deadLetterTargetArn?: string };
  const made = inputOf(stamped.plan, 'sqs:CreateQueue') !== null;
  const target = made ? ref('aws_sqs_queue.dead_letters.arn') : (redrive.deadLetterTargetArn ?? '');
  return [
    block('variable "webhook_verify_token"', {
      description: 'The verify token of the webhook',
      type: ref('string'),
      sensitive: true,
    }),
    resource('aws_sns_topic_subscription', 'webhook', {
      topic_arn: topicRef(stamped, TopicArn),
      protocol: Protocol,
      endpoint: ref(endpoint),
      endpoint_auto_confirms: true,
      redrive_policy: ref(`jsonencode(${valueText({ deadLetterTargetArn: target }, '  ')})`),
    }),
  ];
};

const principals = ({ plan }: Stamped): readonly string[] => principalsTerraform(actsIn(plan), undefined);

const outputs = ({ plan }: Stamped): readonly string[] => {
  const named = inputOf(plan, 'ses:CreateEmailIdentity')?.EmailIdentity ?? '';
  return [
    ...(named === '' || named.includes('@')
      ? []
      : [
          block('output "dkim_tokens"', {
            description: `For each of them: <token>._domainkey.${named} CNAME <token>.dkim.amazonses.com`,
            value: ref(`${IDENTITY}.gym.dkim_signing_attributes[0].tokens`),
          }),
        ]),
    ...(inputOf(plan, 'sns:CreateTopic') === null
      ? []
      : [block('output "topic_arn"', { description: 'ses.snsTopicArn of the profile', value: ref('aws_sns_topic.events.arn') })]),
    ...(madeIn(actsIn(plan)).has('Probing')
      ? [
          block('output "probing_role_arn"', {
            description: 'aws.probe.roleArn of the profile',
            value: ref('aws_iam_role.probing.arn'),
          }),
        ]
      : []),
  ];
};

/** For a plan that creates something. Ends with a line feed. */
export const terraform = (stamped: Stamped): string => {
  const parts = [head, configurationSet, identity, topic, destination, queue, subscription, principals, outputs];
  return `${parts.flatMap((part) => part(stamped)).join('\n\n')}\n`;
};
