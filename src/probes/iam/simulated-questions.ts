// What IAM is asked to simulate of the sending principal: what it needs, and what it must not be able to do (IAM API reference, SimulatePrincipalPolicy).
// Resources are real ARNs: IAM takes `*` as a literal, so a right on one ARN would stay invisible; `*` only for actions without resource types.
import type { Grant } from '../../facts/iam.ts';
import { configurationSetArn, formatArn, identityArn, templateArn } from '../../aws/arn.ts';
import { type ContextValue, sendContext } from '../../aws/policy/principal-context.ts';

export interface SimulatedQuestion {
  readonly purpose: Grant['purpose'];
  readonly actions: readonly string[];
  /** Empty: `*`. */
  readonly resources: readonly string[];
  /** What is known of the request beside the principal. */
  readonly context: readonly ContextValue[];
}

export interface Sender {
  readonly scope: { readonly partition: string; readonly region: string; readonly account: string };
  /** ARN of the user or role. */
  readonly principal: string;
  /** null: they could not be read. */
  readonly tags: readonly { readonly key: string; readonly value: string }[] | null;
  /** From address. */
  readonly address: string;
  readonly domain: string;
  /** Name of the identity that governs the sender. */
  readonly identity: string;
  /** Its ARN; of another account where sends name that account's identity. */
  readonly identityArn: string;
  readonly configurationSet: string | null;
  /** Names of the templates that sends name. */
  readonly templates: readonly string[];
  readonly topicArn: string | null;
  /** Of the key that encrypts the topic. */
  readonly keyArn: string | null;
  readonly recipient: string;
  /** `ses:SendEmail` for the API, `ses:SendRawEmail` for SMTP. */
  readonly action: string;
}

/** Nobody's name. */
export const CANARY = 'certify-canary';
/** A domain that cannot be anybody's (RFC 2606). */
const CANARY_DOMAIN = `${CANARY}.invalid`;

const SENDS = ['ses:SendEmail', 'ses:SendRawEmail'];

const sending = (sender: Sender): readonly SimulatedQuestion[] => {
  const { scope, action, address, recipient, domain, identityArn: identity } = sender;
  const set = sender.configurationSet === null ? [] : [configurationSetArn(scope, sender.configurationSet)];
  const templates = sender.templates.map((name) => templateArn(scope, name));
  const other = {
    purpose: 'other-sender' as const,
    actions: SENDS,
    resources: [identity],
    context: sendContext(`${CANARY}@${domain}`, recipient),
  };
  return [
    {
      purpose: 'needed',
      actions: [action],
      resources: [identity, ...set, ...templates],
      context: sendContext(address, recipient),
    },
    // An address identity sends as that address alone, whatever the policy says.
    ...(sender.identity.includes('@') ? [] : [other]),
    {
      purpose: 'other-identity',
      actions: SENDS,
      resources: [identityArn(scope, CANARY_DOMAIN)],
      context: sendContext(`certify@${CANARY_DOMAIN}`, recipient),
    },
  ];
};

const changingSes = (sender: Sender): readonly (readonly [readonly string[], readonly string[]])[] => {
  const { scope, configurationSet } = sender;
  return [
    [
      ['ses:DeleteEmailIdentity', 'ses:CreateEmailIdentityPolicy', 'ses:CreateEmailIdentity'],
      [identityArn(scope, sender.identity), identityArn(scope, CANARY_DOMAIN)],
    ],
    [
      ['ses:DeleteConfigurationSet', 'ses:UpdateConfigurationSetEventDestination'],
      [configurationSetArn(scope, configurationSet ?? CANARY)],
    ],
    [
      [
        'ses:PutAccountDetails',
        'ses:PutAccountSendingAttributes',
        'ses:PutSuppressedDestination',
        'ses:DeleteSuppressedDestination',
      ],
      [],
    ],
  ];
};

const beyondSes = (sender: Sender): readonly (readonly [readonly string[], readonly string[]])[] => {
  const { scope } = sender;
  const arn = (service: string, resource: string): string => formatArn({ ...scope, service, resource });
  const global = (service: string, resource: string): string => formatArn({ ...scope, service, region: '', resource });
  return [
    [['sns:Publish', 'sns:SetTopicAttributes', 'sns:Subscribe', 'sns:DeleteTopic'], [sender.topicArn ?? arn('sns', CANARY)]],
    [['iam:CreateAccessKey', 'iam:AttachUserPolicy', 'iam:PutUserPolicy'], [sender.principal]],
    [['iam:CreateUser', 'iam:CreateAccessKey', 'iam:AttachUserPolicy'], [global('iam', `user/${CANARY}`)]],
    [['sts:AssumeRole', 'iam:PassRole'], [global('iam', `role/${CANARY}`)]],
    [
      ['s3:GetObject', 's3:PutObject'],
      [formatArn({ ...scope, account: '', service: 's3', region: '', resource: `${CANARY}/${CANARY}` })],
    ],
    [['kms:Decrypt'], [sender.keyArn ?? arn('kms', `key/${CANARY}`)]],
    [['secretsmanager:GetSecretValue'], [arn('secretsmanager', `secret:${CANARY}`)]],
    [['sqs:SendMessage'], [arn('sqs', CANARY)]],
    [['lambda:InvokeFunction'], [arn('lambda', `function:${CANARY}`)]],
    [['ec2:DescribeInstances', 's3:ListAllMyBuckets', 'iam:ListUsers'], []],
  ];
};

export const simulatedQuestions = (sender: Sender): readonly SimulatedQuestion[] => [
  ...sending(sender),
  ...changingSes(sender).map(([actions, resources]) => ({ purpose: 'ses-write' as const, actions, resources, context: [] })),
  ...beyondSes(sender).map(([actions, resources]) => ({ purpose: 'beyond-ses' as const, actions, resources, context: [] })),
];
