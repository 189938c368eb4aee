// The mapping from GetCallerIdentity's answer to a fact, for both credentials.
import type { GetCallerIdentityCommandOutput } from '@aws-sdk/client-sts';
import { ObservationError } from '../../core/errors.ts';
import type { CredentialRole } from '../../core/observation.ts';
import type { CallerIdentity } from '../../facts/iam.ts';
import { parseArn } from '../../aws/arn.ts';

const kindOf = (arn: string): CallerIdentity['kind'] => {
  const resource = parseArn(arn)?.resource ?? '';
  if (resource === 'root') return 'root';
  if (resource.startsWith('user/')) return 'user';
  if (resource.startsWith('assumed-role/')) return 'assumed-role';
  return resource.startsWith('federated-user/') ? 'federated-user' : 'unknown';
};

type Answer = Pick<GetCallerIdentityCommandOutput, 'Account' | 'Arn'> & { readonly serverDate?: string };

/** Throws ObservationError (`failed`) when the answer names no account. */
export const callerIdentity = (answer: Answer, role: CredentialRole, now: Date): CallerIdentity => {
  const arn = answer.Arn ?? '';
  const account = answer.Account ?? parseArn(arn)?.account ?? '';
  if (account === '') {
    throw new ObservationError({
      state: 'failed',
      code: 'unparsable',
      message: 'STS answered GetCallerIdentity without an account.',
      credential: role,
    });
  }
  const served = Date.parse(answer.serverDate ?? '');
  return { account, arn, kind: kindOf(arn), clockSkewMs: Number.isNaN(served) ? null : now.getTime() - served };
};
