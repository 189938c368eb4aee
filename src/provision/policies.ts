// Least-privilege policies of one tenant: for the credential that looks, for the one that sends, and for the topic.
import type { Permission } from '../core/probe.ts';
import type { Act } from '../core/provision.ts';
import { deadLetterQueue } from '../aws/desired/account.ts';
import { configurationSetArn, formatArn, identityArn, templateArn } from '../aws/arn.ts';
import { partitionOf } from '../aws/region.ts';
import { sesKeyStatement, sesTopicStatement, type SesSource } from '../aws/policy/ses-publish.ts';
import { sendStatement } from '../aws/policy/ses-send.ts';
import { appliesTo, type PermissionContext, statementsFor } from '../probes/permissions.ts';

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly object[];
}

/** What the documents are written for. */
export interface PolicyScope extends PermissionContext {
  /** `aws.iam.sendUser`. */
  readonly ownUser: string | null;
  /** `aws.iam.probeRole.name`. */
  readonly ownRole: string | null;
  /** `aws.iam.topicLogRole`. */
  readonly logRole: string | null;
  /** The From address. */
  readonly from: string;
  /** Name of the identity that governs the sender. */
  readonly identity: string;
  /** Names of those that sends may fall under: the one that is declared, or all that may govern the sender. */
  readonly sendIdentities: readonly string[];
  /** Its ARN where it belongs to another account. */
  readonly identityArn: string | null;
  /** `ses:SendEmail`; `ses:SendRawEmail` for raw messages and the SMTP interface. */
  readonly sendActions: readonly string[];
  /** The credential is a role's session. */
  readonly sendsAsRole: boolean;
  /** True when the identity's feedback topics are the route, instead of a configuration set. */
  readonly feedbackTopics: boolean;
}

const document = (statements: readonly object[]): PolicyDocument => ({ Version: '2012-10-17', Statement: statements });

/** Only kinds that this tenant has: no key without an encrypted topic. */
const applies = (permission: Permission, scope: PolicyScope): boolean => {
  if (permission.on === 'key') return scope.keyArn !== null;
  if (permission.on === 'queue') return scope.queueArn !== null;
  const { sendsAsRole: role, tenant, globalEndpoint, topicArn, templates } = scope;
  const having = {
    role,
    tenant: tenant !== null,
    globalEndpoint: globalEndpoint !== null,
    topic: topicArn !== null,
    templates: templates.length > 0,
  };
  return appliesTo(permission.on, having);
};

/** Whose a topic is, which provisioning alone asks. */
const TAGS_OF = (topicArn: string) => ({
  Sid: 'CertifyReadsTopicTags',
  Effect: 'Allow' as const,
  Action: ['sns:ListTagsForResource'],
  Resource: [topicArn],
});

/** What certify's probes ask, and nothing else. `permissions` are those of the probes in use. */
export const probePolicy = (permissions: readonly Permission[], scope: PolicyScope): PolicyDocument =>
  document([
    ...statementsFor(
      permissions.filter((permission) => applies(permission, scope)),
      scope,
    ).map((statement, index) => ({ Sid: `CertifyReads${index + 1}`, ...statement })),
    ...(scope.topicArn === null ? [] : [TAGS_OF(scope.topicArn)]),
    ...iamStatements(scope, 'CertifyReads', ['iam:GetUser', 'iam:GetUserPolicy'], ['iam:GetRole', 'iam:GetRolePolicy']),
  ]);

/** Users and roles that the profile's `aws.iam` names, by what is granted on them beside the probes' own reads. */
const iamStatements = (
  { region, account, ownUser, ownRole, logRole }: PolicyScope,
  sid: string,
  user: readonly string[],
  role: readonly string[],
) => {
  const arn = (resource: string): string =>
    formatArn({ partition: partitionOf(region).id, service: 'iam', region: '', account: account ?? '*', resource });
  const statement = (of: string, actions: readonly string[], resource: string) => ({
    Sid: `${sid}${of}`,
    Effect: 'Allow' as const,
    Action: [...actions],
    Resource: [arn(resource)],
  });
  return [
    ...(ownUser === null ? [] : [statement('SendingUser', user, `user/${ownUser}`)]),
    ...(ownRole === null ? [] : [statement('ProbingRole', role, `role/${ownRole}`)]),
    ...(logRole === null
      ? []
      : [statement('LoggingRole', [...role, ...(role.includes('iam:CreateRole') ? ['iam:PassRole'] : [])], `role/${logRole}`)]),
  ];
};

/** What each act of provisioning is granted on (Service Authorization Reference). */
const ACTS_ON: { readonly [A in Exclude<Act['action'], `iam:${string}`>]: Permission['on'] } = {
  'ses:CreateConfigurationSet': 'configuration-set',
  'ses:CreateConfigurationSetEventDestination': 'configuration-set',
  'ses:CreateEmailIdentity': 'identity',
  'ses:PutConfigurationSetDeliveryOptions': 'configuration-set',
  'ses:PutConfigurationSetReputationOptions': 'configuration-set',
  'ses:PutConfigurationSetSuppressionOptions': 'configuration-set',
  'ses:PutConfigurationSetVdmOptions': 'configuration-set',
  'ses:PutEmailIdentityDkimAttributes': 'identity',
  'ses:PutEmailIdentityDkimSigningAttributes': 'identity',
  'ses:PutEmailIdentityMailFromAttributes': 'identity',
  'ses:UpdateConfigurationSetEventDestination': 'configuration-set',
  'sns:CreateTopic': 'topic',
  'sns:SetSubscriptionAttributes': 'topic',
  'sns:SetTopicAttributes': 'topic',
  'sns:Subscribe': 'topic',
  'sqs:CreateQueue': 'queue',
};

/** What is made is tagged with whose it is. */
const TAGS_ON: readonly Pick<Permission, 'action' | 'on'>[] = [
  { action: 'ses:TagResource', on: 'configuration-set' },
  { action: 'ses:TagResource', on: 'identity' },
  { action: 'sns:TagResource', on: 'topic' },
];

/** What provisioning may create and change: the tenant's own identity, set, topic and queue; it deletes nothing and reads nothing. */
export const provisionPolicy = (given: PolicyScope): PolicyDocument => {
  const queueArn = given.topicArn === null ? null : deadLetterQueue(given.topicArn).arn;
  const scope = { ...given, identities: [given.identity], queueArn };
  const permissions = [...Object.entries(ACTS_ON).map(([action, on]) => ({ action, on })), ...TAGS_ON];
  const own = permissions.filter(
    (one) => applies(one, scope) && (one.on !== 'configuration-set' || scope.configurationSet !== null),
  );
  const users = ['iam:CreateUser', 'iam:PutUserPolicy', 'iam:TagUser'];
  const roles = ['iam:CreateRole', 'iam:PutRolePolicy', 'iam:TagRole'];
  return document([
    ...statementsFor(own, scope).map((statement, index) => ({ Sid: `CertifyProvisions${index + 1}`, ...statement })),
    ...iamStatements(scope, 'CertifyMakes', users, roles),
  ]);
};

const sesScope = (scope: PolicyScope) => ({
  partition: partitionOf(scope.region).id,
  region: scope.region,
  account: scope.account ?? '*',
});

/** The identity, one configuration set, one From address. */
export const sendPolicy = (scope: PolicyScope): PolicyDocument => {
  const ses = sesScope(scope);
  const set = scope.configurationSet === null ? [] : [configurationSetArn(ses, scope.configurationSet)];
  const identities =
    scope.identityArn === null ? scope.sendIdentities.map((name) => identityArn(ses, name)) : [scope.identityArn];
  return document([
    sendStatement({
      actions: scope.sendActions,
      resources: [...identities, ...set, ...scope.templates.map((name) => templateArn(ses, name))],
      from: scope.from,
    }),
  ]);
};

/** For whom SES publishes; null while the account, or the set and the identity's topics, are not known. */
const sourceOf = (scope: PolicyScope): SesSource | null => {
  if (scope.account === null) return null;
  const ses = sesScope(scope);
  if (scope.configurationSet !== null) {
    return { account: scope.account, sourceArn: configurationSetArn(ses, scope.configurationSet) };
  }
  return scope.feedbackTopics ? { account: scope.account, sourceArn: identityArn(ses, scope.identity) } : null;
};

/** Lets SES publish to the topic; null while topic, account or route are not known. */
export const topicPolicy = (scope: PolicyScope): PolicyDocument | null => {
  const source = sourceOf(scope);
  return source === null || scope.topicArn === null ? null : document([sesTopicStatement(scope.topicArn, source)]);
};

/** The statement to add to the policy of the key that encrypts the topic; null as for the topic. */
export const keyPolicyStatement = (scope: PolicyScope): object | null => {
  const source = sourceOf(scope);
  return source === null || scope.keyArn === null ? null : sesKeyStatement(source);
};
