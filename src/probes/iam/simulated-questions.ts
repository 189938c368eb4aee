// What IAM is asked to simulate of the sending principal: what it needs, and what it must not be able to do (IAM API reference, SimulatePrincipalPolicy).
import type { ContextEntry } from '@aws-sdk/client-iam';
import type { Grant } from '../../facts/iam.ts';
import { configurationSetArn, identityArn } from '../../aws/arn.ts';

export interface SimulatedQuestion {
  readonly purpose: Grant['purpose'];
  readonly actions: readonly string[];
  /** Empty: `*`. */
  readonly resources: readonly string[];
  readonly context: readonly ContextEntry[];
}

export interface Sender {
  readonly scope: { readonly partition: string; readonly region: string; readonly account: string };
  /** From address. */
  readonly address: string;
  readonly domain: string;
  /** Name of the identity that governs the sender. */
  readonly identity: string;
  readonly configurationSet: string | null;
  readonly recipient: string;
  /** `ses:SendEmail` for the API, `ses:SendRawEmail` for SMTP. */
  readonly action: string;
}

/** A name that cannot be anybody's (RFC 2606). */
const CANARY_DOMAIN = 'certify-canary.invalid';

const SES_WRITES: readonly string[] = [
  'ses:DeleteEmailIdentity',
  'ses:CreateEmailIdentity',
  'ses:PutAccountDetails',
  'ses:PutAccountSendingAttributes',
  'ses:DeleteConfigurationSet',
  'ses:PutSuppressedDestination',
  'ses:DeleteSuppressedDestination',
];

const BEYOND_SES: readonly string[] = [
  'sns:Publish',
  'sns:SetTopicAttributes',
  'iam:CreateUser',
  'iam:CreateAccessKey',
  'iam:AttachUserPolicy',
  'sts:AssumeRole',
  's3:GetObject',
  'kms:Decrypt',
  'ec2:DescribeInstances',
];

const contextFor = (from: string, recipient: string): readonly ContextEntry[] => [
  { ContextKeyName: 'ses:FromAddress', ContextKeyType: 'string', ContextKeyValues: [from] },
  { ContextKeyName: 'ses:FeedbackAddress', ContextKeyType: 'string', ContextKeyValues: [from] },
  { ContextKeyName: 'ses:Recipients', ContextKeyType: 'stringList', ContextKeyValues: [recipient] },
  { ContextKeyName: 'aws:SecureTransport', ContextKeyType: 'boolean', ContextKeyValues: ['true'] },
];

export const simulatedQuestions = (sender: Sender): readonly SimulatedQuestion[] => {
  const { scope, action, address, recipient, domain } = sender;
  const identity = identityArn(scope, sender.identity);
  const set = sender.configurationSet === null ? [] : [configurationSetArn(scope, sender.configurationSet)];
  const send = { actions: [action], context: contextFor(address, recipient) };
  return [
    { purpose: 'needed', ...send, resources: [identity, ...set] },
    {
      purpose: 'other-sender',
      actions: [action],
      resources: [identity],
      context: contextFor(`certify-canary@${domain}`, recipient),
    },
    {
      purpose: 'other-identity',
      actions: [action],
      resources: [identityArn(scope, CANARY_DOMAIN)],
      context: contextFor(`certify@${CANARY_DOMAIN}`, recipient),
    },
    { purpose: 'ses-write', actions: SES_WRITES, resources: [], context: [] },
    { purpose: 'beyond-ses', actions: BEYOND_SES, resources: [], context: [] },
  ];
};
