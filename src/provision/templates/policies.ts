// The least-privilege policies of a tenant as resources of CloudFormation or Terraform, for whoever keeps IAM in such a tool.
import type { PolicyDocument } from '../policies.ts';
import { encoded, resource } from './terraform.ts';

/** By whom each is for; null: not for this tenant. */
export interface PolicyDocuments {
  readonly probe: PolicyDocument | null;
  readonly send: PolicyDocument | null;
  readonly provision: PolicyDocument | null;
  readonly topic: PolicyDocument | null;
}

/** Whose they are. */
export interface PolicyOwner {
  readonly tenant: string;
  readonly topicArn: string | null;
}

const FOR = { probe: 'certify looks', send: 'SquareOS sends', provision: 'certify provisions' } as const;
const KINDS = ['probe', 'send', 'provision'] as const;

const nameOf = ({ tenant }: PolicyOwner, kind: keyof typeof FOR): string =>
  `certify-${kind}-${tenant.replaceAll(/[^A-Za-z0-9-]/g, '-')}`;

const description = ({ tenant }: PolicyOwner, kind: keyof typeof FOR): string => `What ${FOR[kind]} with for ${tenant}`;

const capital = (kind: string): string => `${kind.charAt(0).toUpperCase()}${kind.slice(1)}Policy`;

export const policiesCloudFormation = (documents: PolicyDocuments, owner: PolicyOwner): object => {
  const managed = KINDS.flatMap((kind) => {
    const { [kind]: PolicyDocument } = documents;
    if (PolicyDocument === null) return [];
    const Properties = { ManagedPolicyName: nameOf(owner, kind), Description: description(owner, kind), PolicyDocument };
    return [[capital(kind), { Type: 'AWS::IAM::ManagedPolicy', Properties }] as const];
  });
  const topic =
    documents.topic === null || owner.topicArn === null
      ? []
      : [
          [
            'TopicPolicy',
            { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: [owner.topicArn], PolicyDocument: documents.topic } },
          ],
        ];
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Least-privilege policies of ${owner.tenant}, as certify policy writes them`,
    Resources: Object.fromEntries([...managed, ...topic]) as object,
  };
};

/** Ends with a line feed. */
export const policiesTerraform = (documents: PolicyDocuments, owner: PolicyOwner): string => {
  const managed = KINDS.flatMap((kind) => {
    const { [kind]: document } = documents;
    if (document === null) return [];
    const body = { name: nameOf(owner, kind), description: description(owner, kind), policy: encoded(document) };
    return [resource('aws_iam_policy', kind, body)];
  });
  const topic =
    documents.topic === null || owner.topicArn === null
      ? []
      : [resource('aws_sns_topic_policy', 'events', { arn: owner.topicArn, policy: encoded(documents.topic) })];
  return `${[...managed, ...topic].join('\n\n')}\n`;
};
