// The least-privilege policies of a tenant as resources of CloudFormation or Terraform, for whoever keeps IAM in such a tool.
import type { Act } from '../../core/provision.ts';
import { LOG_POLICY, PROBE_POLICY, SEND_POLICY } from '../iam.ts';
import { TENANT_TAG } from '../wanted.ts';
import type { PolicyDocument } from '../policies.ts';
import { encoded, resource } from './hcl.ts';
import { principalsCloudFormation, principalsTerraform } from './principals.ts';

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
  /** What makes the user and the roles that the profile's `aws.iam` names, each with its policy. */
  readonly principals: readonly Act[];
}

/** The principal that a document is for carries it, under the name by which provisioning knows it again. */
const CARRIED = { probe: PROBE_POLICY, send: SEND_POLICY, topic: LOG_POLICY } as const;

const policyNameIn = ({ action, input }: Act): string | null =>
  action === 'iam:PutUserPolicy' || action === 'iam:PutRolePolicy' ? (input.PolicyName ?? null) : null;

/** The acts of those principals alone whose document is asked for. */
const principalsFor = (documents: PolicyDocuments, { principals }: PolicyOwner): readonly Act[] => {
  const wanted = (Object.keys(CARRIED) as (keyof typeof CARRIED)[]).filter((kind) => documents[kind] !== null);
  const names = wanted.map((kind): string => CARRIED[kind]);
  return principals.filter((act) => {
    const name = policyNameIn(act);
    return name === null || names.includes(name);
  });
};

/** Nobody of the profile's carries it: a policy of its own, to be attached. */
const isManaged = ({ principals }: PolicyOwner, kind: (typeof KINDS)[number]): boolean =>
  kind === 'provision' || !principals.some((act) => policyNameIn(act) === CARRIED[kind]);

const FOR = { probe: 'certify looks', send: 'SquareOS sends', provision: 'certify provisions' } as const;
const KINDS = ['probe', 'send', 'provision'] as const;

const nameOf = ({ tenant }: PolicyOwner, kind: keyof typeof FOR): string =>
  `certify-${kind}-${tenant.replaceAll(/[^A-Za-z0-9-]/g, '-')}`;

const description = ({ tenant }: PolicyOwner, kind: keyof typeof FOR): string => `What ${FOR[kind]} with for ${tenant}`;

const capital = (kind: string): string => `${kind.charAt(0).toUpperCase()}${kind.slice(1)}Policy`;

export const policiesCloudFormation = (documents: PolicyDocuments, owner: PolicyOwner): object => {
  const managed = KINDS.flatMap((kind) => {
    const { [kind]: PolicyDocument } = documents;
    if (PolicyDocument === null || !isManaged(owner, kind)) return [];
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
    Resources: Object.fromEntries([
      ...managed,
      ...topic,
      ...principalsCloudFormation(principalsFor(documents, owner), [{ Key: TENANT_TAG, Value: owner.tenant }]),
    ]) as object,
  };
};

/** Ends with a line feed. */
export const policiesTerraform = (documents: PolicyDocuments, owner: PolicyOwner): string => {
  const managed = KINDS.flatMap((kind) => {
    const { [kind]: document } = documents;
    if (document === null || !isManaged(owner, kind)) return [];
    const body = { name: nameOf(owner, kind), description: description(owner, kind), policy: encoded(document) };
    return [resource('aws_iam_policy', kind, body)];
  });
  const topic =
    documents.topic === null || owner.topicArn === null
      ? []
      : [resource('aws_sns_topic_policy', 'events', { arn: owner.topicArn, policy: encoded(documents.topic) })];
  const principals = principalsTerraform(principalsFor(documents, owner), { [TENANT_TAG]: owner.tenant });
  return `${[...managed, ...topic, ...principals].join('\n\n')}\n`;
};
