// The sending user and the roles of a plan as resources of CloudFormation and Terraform; an access key is in neither.
import type { Act } from '../../core/provision.ts';
import { LOG_POLICY, PROBE_POLICY, SEND_POLICY } from '../iam.ts';
import { inputsOf } from './creations.ts';
import { encoded, ref, resource } from './hcl.ts';

/** By the policy that belongs to each. */
const IDS: { readonly [policy: string]: string } = {
  [SEND_POLICY]: 'Sending',
  [PROBE_POLICY]: 'Probing',
  [LOG_POLICY]: 'Logging',
};

interface Principal {
  readonly kind: 'User' | 'Role';
  /** Such as `Probing`. */
  readonly id: string;
  readonly name: string;
  readonly policyName: string;
  readonly policy: object;
  /** null: it stands already, and lacks the policy alone. */
  readonly made: { readonly trust: object | null } | null;
}

const principalsIn = (acts: readonly Act[]): readonly Principal[] => {
  const user = (name: string | undefined) => inputsOf(acts, 'iam:CreateUser').find(({ UserName }) => UserName === name);
  const role = (name: string | undefined) => inputsOf(acts, 'iam:CreateRole').find(({ RoleName }) => RoleName === name);
  const one = (
    kind: Principal['kind'],
    name = '',
    policyName = '',
    policy = '{}',
    made: Principal['made'] = null,
  ): Principal => ({
    kind,
    name,
    policyName,
    made,
    id: IDS[policyName] ?? policyName,
    policy: JSON.parse(policy) as object,
  });
  return [
    ...inputsOf(acts, 'iam:PutUserPolicy').map(({ UserName, PolicyName, PolicyDocument }) =>
      one('User', UserName, PolicyName, PolicyDocument, user(UserName) === undefined ? null : { trust: null }),
    ),
    ...inputsOf(acts, 'iam:PutRolePolicy').map(({ RoleName, PolicyName, PolicyDocument }) => {
      const trust = role(RoleName)?.AssumeRolePolicyDocument;
      return one(
        'Role',
        RoleName,
        PolicyName,
        PolicyDocument,
        trust === undefined ? null : { trust: JSON.parse(trust) as object },
      );
    }),
  ];
};

/** IAM resources with names of their own: CloudFormation wants CAPABILITY_NAMED_IAM. */
export const principalsCloudFormation = (acts: readonly Act[], Tags: readonly object[]) =>
  principalsIn(acts).flatMap(({ kind, id, name, policyName: PolicyName, policy: PolicyDocument, made }) => {
    const logicalId = `${id}${kind}`;
    const trust = made?.trust == null ? {} : { AssumeRolePolicyDocument: made.trust };
    const named = made === null ? name : { Ref: logicalId };
    return [
      ...(made === null
        ? []
        : [[logicalId, { Type: `AWS::IAM::${kind}`, Properties: { [`${kind}Name`]: name, ...trust, Tags } }] as const]),
      [
        `${logicalId}Policy`,
        { Type: `AWS::IAM::${kind}Policy`, Properties: { [`${kind}Name`]: named, PolicyName, PolicyDocument } },
      ] as const,
    ];
  });

/** `tags` undefined: the provider's default tags hold. */
export const principalsTerraform = (
  acts: readonly Act[],
  tags: { readonly [key: string]: string } | undefined,
): readonly string[] =>
  principalsIn(acts).flatMap(({ kind, id, name, policyName, policy, made }) => {
    const [type, own] = [`aws_iam_${kind.toLowerCase()}`, id.toLowerCase()];
    const trust = made?.trust == null ? {} : { assume_role_policy: encoded(made.trust) };
    const named = made === null ? name : ref(`${type}.${own}.name`);
    return [
      ...(made === null ? [] : [resource(type, own, { name, ...trust, tags })]),
      resource(`${type}_policy`, own, { name: policyName, [kind.toLowerCase()]: named, policy: encoded(policy) }),
    ];
  });

/** `Sending`, `Probing`, `Logging`: which of them the same template makes. */
export const madeIn = (acts: readonly Act[]): ReadonlySet<string> =>
  new Set(principalsIn(acts).flatMap(({ id, made }) => (made === null ? [] : [id])));
