// Asks IAM about the role whose session SquareOS sends with: its ARN with the path, and its permissions boundary.
import { NotAsked } from '../../core/probe.ts';
import { roleNameIn } from '../../facts/derived.ts';
import { textOr } from '../../text/unknown-json.ts';
import { defineProbe } from '../probe.ts';

export const sendRoleProbe = defineProbe({
  key: 'iam.sendRole',
  needs: ['sts.sendIdentity'],
  permissions: [{ action: 'iam:GetRole', on: 'role' }],
  ask: async ({ aws }, facts) => {
    const roleName = roleNameIn(facts['sts.sendIdentity'].value);
    if (roleName === null) return new NotAsked('The sending credential is no session of a role.');
    const { Role } = await aws.iam.getRole(roleName);
    return {
      roleName,
      arn: textOr(Role?.Arn) ?? '',
      permissionsBoundary: textOr(Role?.PermissionsBoundary?.PermissionsBoundaryArn),
    };
  },
});
