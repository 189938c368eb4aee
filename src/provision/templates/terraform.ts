// The plan as Terraform configuration (HCL, provider hashicorp/aws 5). The webhook's token is a sensitive variable.
import { TOKEN_PLACE } from '../../core/provision.ts';
import { besides, inputOf, mailFromOfNew, policyIn, shortDigest, type Stamped, stackName } from './creations.ts';

/** Written as it stands: a reference, a call. */
class Expression {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const ref = (text: string): Expression => new Expression(text);

type Value = string | number | boolean | Expression | readonly Value[] | { readonly [key: string]: Value };

/** `block`: nested, without an equals sign. */
interface Body {
  readonly [key: string]: Value | { readonly block: Body } | undefined;
}

/** `${` and `%{` begin templates in HCL. */
const quoted = (text: string): string => JSON.stringify(text).replaceAll(/[$%](?={)/g, (sign) => sign + sign);

const valueText = (value: Value, indent: string): string => {
  if (value instanceof Expression) return value.text;
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map((one) => valueText(one, indent)).join(', ')}]`;
  const inner = `${indent}  `;
  const lines = Object.entries(value as { readonly [key: string]: Value }).map(
    ([key, one]) => `${inner}${/^\w+$/.test(key) ? key : quoted(key)} = ${valueText(one, inner)}`,
  );
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
};

const isBlock = (value: NonNullable<Body[string]>): value is { readonly block: Body } =>
  typeof value === 'object' && 'block' in value;

const bodyLines = (body: Body, indent: string): readonly string[] =>
  Object.entries(body).flatMap(([key, value]) => {
    if (value === undefined) return [];
    if (!isBlock(value)) return [`${indent}${key} = ${valueText(value, indent)}`];
    return [`${indent}${key} {`, ...bodyLines(value.block, `${indent}  `), `${indent}}`];
  });

const block = (head: string, body: Body): string => [`${head} {`, ...bodyLines(body, '  '), '}'].join('\n');
export const resource = (type: string, name: string, body: Body): string => block(`resource "${type}" "${name}"`, body);

const SET = 'aws_sesv2_configuration_set';
const IDENTITY = 'aws_sesv2_email_identity';

const head = (stamped: Stamped): readonly string[] => {
  const { plan } = stamped;
  return [
    [
      `# Email of ${plan.tenant} in ${plan.region}, as certify provision ses plans it (${stackName(stamped)}).`,
      '# The state of Terraform holds the endpoint with its token: keep it encrypted, and let few read it.',
      ...besides(plan).map((command) => `# Not in here, because it stands already: ${command.replaceAll(/[\r\n]+/g, ' ')}`),
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
  if (input === null) return [];
  const mailFrom = mailFromOfNew(plan);
  const length = input.DkimSigningAttributes?.NextSigningKeyLength;
  const own = resource(IDENTITY, 'gym', {
    email_identity: input.EmailIdentity ?? '',
    ...(length === undefined ? {} : { dkim_signing_attributes: { block: { next_signing_key_length: length } } }),
  });
  if (mailFrom === null) return [own];
  return [
    own,
    resource('aws_sesv2_email_identity_mail_from_attributes', 'gym', {
      email_identity: ref(`${IDENTITY}.gym.email_identity`),
      mail_from_domain: mailFrom.MailFromDomain ?? '',
      behavior_on_mx_failure: mailFrom.BehaviorOnMxFailure ?? 'USE_DEFAULT_VALUE',
    }),
  ];
};

export const encoded = (policy: object): Expression =>
  ref(`jsonencode(${valueText(policy as { readonly [key: string]: Value }, '  ')})`);

const topic = ({ plan }: Stamped): readonly string[] => {
  const input = inputOf(plan, 'sns:CreateTopic');
  if (input === null) return [];
  const policy = policyIn(input.Attributes);
  return [
    resource('aws_sns_topic', 'events', {
      name: input.Name ?? '',
      signature_version: Number(input.Attributes?.['SignatureVersion'] ?? '2'),
      ...(policy === null ? {} : { policy: encoded(policy) }),
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
  ];
};

/** For a plan that creates something. Ends with a line feed. */
export const terraform = (stamped: Stamped): string => {
  const parts = [head, configurationSet, identity, topic, destination, queue, subscription, outputs];
  return `${parts.flatMap((part) => part(stamped)).join('\n\n')}\n`;
};
