// SESv2 SendEmail: who may send what, and the MessageId in SES's shape.
import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../core/json.ts';
import { evaluatePolicy, statementsOf } from './policy.ts';
import { AwsError, type AwsCall, type Caller, type Operations } from './call.ts';
import type { Cloud } from './cloud.ts';
import { type AcceptedMessage, bareAddress, type Composed, compose } from './message.ts';
import { requireTenant } from './sesv2-tenants.ts';
import { governingIdentity, requireAddress, requireSendable } from './send-rules.ts';

/** Takes an accepted message; what it returns is awaited before SES answers (so that the message is durable first). */
export type Accept = (message: AcceptedMessage) => void;

const PREFIXES: { readonly [region: string]: string } = {
  'us-east-1': '0100',
  'us-west-2': '0101',
  'eu-west-1': '0102',
  'ap-south-1': '0109',
};

/** 16 hex digits (region, epoch milliseconds), UUID, `-000000`. */
export const newMessageId = (region: string, at: Date): string =>
  `${PREFIXES[region] ?? '010f'}${at.getTime().toString(16).padStart(12, '0')}-${randomUUID()}-000000`;

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);

/** SendEmail words its denial with an opening backtick and a closing apostrophe. */
const authorizeSend = (
  cloud: Cloud,
  caller: Caller,
  region: string,
  action: string,
  resource: string,
  context: { readonly [key: string]: string | readonly string[] },
): void => {
  const actions = action === 'ses:SendTemplatedEmail' ? [action, 'ses:SendEmail'] : [action];
  const allowed = actions.some((name) => cloud.decide(caller, region, { action: name, resource, context }) === 'allowed');
  if (allowed) return;
  throw new AwsError(
    'AccessDeniedException',
    403,
    `User \`${caller.arn}' is not authorized to perform \`${action}' on resource \`${resource}'`,
  );
};

interface DeniedQuestion {
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  readonly context: { readonly [key: string]: string | readonly string[] };
}

/** A Deny in a policy of the identity wins over what the caller's own policies allow. */
const forbidDenied = (cloud: Cloud, region: string, name: string | null, { caller, ...asked }: DeniedQuestion): void => {
  const policies = name === null ? {} : (cloud.identity(region, name)?.policies ?? {});
  const principal = { kind: 'AWS' as const, names: [caller.arn, cloud.spec.account] };
  const statements = Object.values(policies).flatMap(statementsOf);
  if (evaluatePolicy(statements, { ...asked, principal }) !== 'explicitDeny') return;
  throw new AwsError(
    'AccessDeniedException',
    403,
    `User \`${caller.arn}' is not authorized to perform \`${asked.action}' on resource \`${asked.resource}' with an explicit deny in a resource-based policy`,
  );
};

const tagsOf = (given: unknown, composed: Composed): { readonly name: string; readonly value: string }[] => {
  const list = (Array.isArray(given) ? given : []) as readonly { readonly Name?: string; readonly Value?: string }[];
  const tags = list.length > 0 ? list.map(({ Name = '', Value = '' }) => ({ name: Name, value: Value })) : [...composed.tags];
  for (const { name, value } of tags) {
    if (!/^[A-Za-z0-9_-]{1,256}$/.test(name)) throw new AwsError('BadRequestException', 400, `Invalid tag name <${name}>`);
    if (!/^[A-Za-z0-9_.@-]{1,256}$/.test(value))
      throw new AwsError('BadRequestException', 400, `Invalid tag value for <${name}>`);
  }
  return tags;
};

/** One send, however it came in (API or SMTP). */
export interface Submission {
  readonly region: string;
  readonly caller: Caller;
  readonly from: string;
  readonly recipients: readonly string[];
  readonly to: readonly string[];
  readonly composed: Composed;
  readonly configurationSet: string | null;
  readonly tags: readonly { readonly name: string; readonly value: string }[];
  readonly feedbackAddress?: string | null;
  readonly tenant?: string | null;
  /** Identities of other accounts that the send names; the first is the one that it is sent as. */
  readonly identityArns?: readonly string[];
  readonly replyTo?: string | null;
}

interface Settled {
  readonly messageId: string;
  readonly from: string;
  readonly recipients: readonly string[];
  readonly identity: string;
  readonly set: string | null;
}

/** Tags that SES adds by itself (SES guide, event-publishing-retrieving-sns-examples). */
const automaticTags = (given: Submission, { from, set }: Settled): AcceptedMessage['tags'] => ({
  'ses:source-tls-version': ['TLSv1.3'],
  'ses:operation': [given.composed.action === 'ses:SendRawEmail' ? 'SendRawEmail' : 'SendEmail'],
  ...(set === null ? {} : { 'ses:configuration-set': [set] }),
  'ses:source-ip': ['127.0.0.1'],
  'ses:from-domain': [from.split('@')[1] ?? ''],
  'ses:caller-identity': [given.caller.userName ?? given.caller.arn.split('/').at(-1) ?? ''],
});

const accepted = (cloud: Cloud, given: Submission, settled: Settled): AcceptedMessage => ({
  messageId: settled.messageId,
  region: given.region,
  source: given.from,
  identity: settled.identity,
  destination: settled.recipients,
  to: given.to,
  subject: given.composed.subject,
  headers: given.composed.headers,
  tags: { ...automaticTags(given, settled), ...Object.fromEntries(given.tags.map(({ name, value }) => [name, [value]])) },
  configurationSet: settled.set,
  callerArn: given.caller.arn,
  acceptedAt: cloud.now().toISOString(),
  trouble: given.composed.trouble,
  templateName: given.composed.templateName,
  content: { replyTo: given.replyTo ?? null, text: given.composed.text, raw: given.composed.raw },
  ...(given.composed.renderingError === undefined ? {} : { renderingError: given.composed.renderingError }),
});

/** Applies SES's rules and hands the message over; throws AwsError when it is refused. */
export const submit = (cloud: Cloud, accept: Accept, given: Submission): string => {
  const { region, composed } = given;
  const from = requireAddress(given.from);
  const recipients = given.recipients.map((text) => requireAddress(text));
  const identity = governingIdentity(cloud, region, from);
  const set = given.configurationSet ?? (identity === null ? null : (cloud.identity(region, identity)?.configurationSet ?? null));
  const context = {
    'ses:fromaddress': from,
    'ses:recipients': recipients,
    ...(given.feedbackAddress ? { 'ses:feedbackaddress': given.feedbackAddress } : {}),
  };
  const named = given.identityArns ?? [];
  const [shared = null] = named;
  const foreign = named.find((arn) => !cloud.region(region).sharedIdentities.includes(arn));
  if (foreign !== undefined) {
    throw new AwsError('MessageRejected', 400, `User is not authorized to send with the identity ${foreign}`);
  }
  const identityArn = shared ?? cloud.arn('ses', region, `identity/${identity ?? from.split('@')[1] ?? from}`);
  authorizeSend(cloud, given.caller, region, composed.action, identityArn, context);
  forbidDenied(cloud, region, identity, { caller: given.caller, action: composed.action, resource: identityArn, context });
  const setArn = set === null ? [] : [cloud.arn('ses', region, `configuration-set/${set}`)];
  const template = composed.templateName ?? '';
  const templateArn = template === '' ? [] : [cloud.arn('ses', region, `template/${template}`)];
  for (const arn of [...setArn, ...templateArn]) authorizeSend(cloud, given.caller, region, composed.action, arn, context);
  if (given.tenant) requireTenant(cloud, region, given.tenant, [identityArn, ...setArn]);
  requireSendable(cloud, {
    region,
    from,
    identity,
    recipients,
    configurationSet: set,
    explicitSet: given.configurationSet !== null,
    shared: shared !== null,
  });
  const messageId = newMessageId(region, cloud.now());
  accept(accepted(cloud, given, { messageId, from, recipients, identity: identity ?? from, set }));
  return messageId;
};

const sendEmail = (cloud: Cloud, accept: Accept, call: AwsCall): JsonObject => {
  const { json, region, caller } = call;
  const templates = cloud.region(region).templates;
  const composed = compose((json['Content'] ?? {}) as JsonObject, (name) => templates[name]);
  const destination = (json['Destination'] ?? {}) as JsonObject;
  const to = strings(destination['ToAddresses']);
  const named = [...to, ...strings(destination['CcAddresses']), ...strings(destination['BccAddresses'])];
  const from = typeof json['FromEmailAddress'] === 'string' ? json['FromEmailAddress'] : composed.from;
  if (from === null) throw new AwsError('BadRequestException', 400, 'FromEmailAddress is missing.');
  const set = typeof json['ConfigurationSetName'] === 'string' ? json['ConfigurationSetName'] : composed.configurationSet;
  const feedback = json['FeedbackForwardingEmailAddress'];
  const identityArn = textOf(json['FromEmailAddressIdentityArn']);
  const MessageId = submit(cloud, accept, {
    region,
    caller,
    from,
    recipients: named.length > 0 ? named : composed.to,
    to: named.length > 0 ? to : composed.to,
    composed,
    configurationSet: set,
    tags: tagsOf(json['EmailTags'], composed),
    feedbackAddress: typeof feedback === 'string' ? bareAddress(feedback) : null,
    tenant: textOf(json['TenantName']) ?? composed.tenant,
    identityArns: identityArn === null ? composed.identityArns : [identityArn],
    replyTo: strings(json['ReplyToAddresses'])[0] ?? null,
  });
  return { MessageId };
};

/** SendEmail as the only write of SESv2 that the lab serves. */
export const sesv2Send = (cloud: Cloud, accept: Accept): Operations => ({ SendEmail: (call) => sendEmail(cloud, accept, call) });
