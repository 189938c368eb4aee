// Asks IAM about the user whose access key SquareOS sends with: its keys, their age and last use, a console password.
import { ObservationError } from '../../core/errors.ts';
import type { Answer } from '../../core/observation.ts';
import { NotAsked } from '../../core/probe.ts';
import type { GetAccessKeyLastUsedCommandOutput } from '@aws-sdk/client-iam';
import type { Facts } from '../../facts/index.ts';
import { parseArn } from '../../aws/arn.ts';
import { accessKeyForm } from '../../aws/access-key.ts';
import { textOr, timeOr } from '../../text/unknown-json.ts';
import { answerOf } from '../answer.ts';
import { defineProbe } from '../probe.ts';

type LastUsed = Facts['iam.sendUser']['lastUsed'];

/** IAM says `N/A` for the service and the region of a key that was never used. */
const known = (value: unknown): string | null => (value === 'N/A' ? null : textOr(value));

export const lastUsedFact = (answer: Answer<GetAccessKeyLastUsedCommandOutput>): LastUsed => {
  if (answer.state !== 'observed') return answer;
  const used = answer.value.AccessKeyLastUsed;
  return {
    state: 'observed',
    value: { at: timeOr(used?.LastUsedDate), service: known(used?.ServiceName), region: known(used?.Region) },
  };
};

/** `user/<path><name>` → the name. */
const nameIn = (arn: string): string | null => {
  const resource = parseArn(arn)?.resource ?? '';
  return resource.startsWith('user/') ? (resource.split('/').at(-1) ?? null) : null;
};

export const sendUserProbe = defineProbe({
  key: 'iam.sendUser',
  needs: [],
  uses: ['sts.sendIdentity'],
  permissions: [
    { action: 'iam:GetAccessKeyLastUsed', on: 'user' },
    { action: 'iam:GetUser', on: 'user' },
    { action: 'iam:ListAccessKeys', on: 'user' },
  ],
  ask: async ({ aws, sender: { accessKey } }, facts) => {
    if (accessKey === null) return new NotAsked('The profile names no sending credential (aws.send).');
    if (accessKeyForm(accessKey.id).kind !== 'long-term')
      return new NotAsked('The sending credential is no access key of an IAM user.');
    const lastUsed = await answerOf(aws.iam.getAccessKeyLastUsed(accessKey.id));
    const identity = facts['sts.sendIdentity'];
    const userName =
      (identity.state === 'observed' ? nameIn(identity.value.arn) : null) ??
      (lastUsed.state === 'observed' ? textOr(lastUsed.value.UserName) : null);
    if (userName === null) {
      if (lastUsed.state !== 'observed') throw new ObservationError(lastUsed);
      return new NotAsked('IAM names no user for the access key.');
    }
    const [user, keys] = await Promise.all([aws.iam.getUser(userName), aws.iam.listAccessKeys(userName)]);
    return {
      userName,
      arn: textOr(user.User?.Arn) ?? '',
      passwordLastUsed: timeOr(user.User?.PasswordLastUsed),
      permissionsBoundary: textOr(user.User?.PermissionsBoundary?.PermissionsBoundaryArn),
      tags: (user.User?.Tags ?? []).map(({ Key, Value }) => ({ key: textOr(Key) ?? '', value: textOr(Value) ?? '' })),
      keys: (keys.AccessKeyMetadata ?? []).map((key) => ({
        accessKeyId: accessKeyForm(key.AccessKeyId ?? '').shown,
        isSendKey: key.AccessKeyId === accessKey.id,
        status: textOr(key.Status),
        created: timeOr(key.CreateDate),
      })),
      lastUsed: lastUsedFact(lastUsed),
    };
  },
});
