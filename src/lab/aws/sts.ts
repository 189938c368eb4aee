// STS (Query): who am I, and assuming a role.
import { randomBytes } from 'node:crypto';
import { AwsError, type AwsCall, type Operations } from './call.ts';
import type { Cloud } from './cloud.ts';
import { element, leaf } from './xml.ts';

const getCallerIdentity = (cloud: Cloud, call: AwsCall): string =>
  `${leaf('Arn', call.caller.arn)}${leaf('UserId', call.caller.userId)}${leaf('Account', cloud.spec.account)}`;

const getAccessKeyInfo = (cloud: Cloud, call: AwsCall): string => {
  if (cloud.userOf(call.params.get('AccessKeyId') ?? '') === null)
    throw new AwsError('ValidationError', 400, 'Invalid access key');
  return leaf('Account', cloud.spec.account);
};

const base32 = (length: number): string =>
  [...randomBytes(length)].map((byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte % 32]).join('');

/** The role that the caller may assume. AWS does not say whether the role, the trust or the external id is the reason of a refusal. */
const requireAssumable = (cloud: Cloud, call: AwsCall, arn: string): void => {
  const role = cloud.spec.roles[arn.split('/').at(-1) ?? ''];
  const { caller, params } = call;
  const trusted = role?.trusts.some((name) => name === '*' || name === caller.userName) ?? false;
  const externalFits = role === undefined || role.externalId === null || role.externalId === params.get('ExternalId');
  if (role === undefined || !trusted || !externalFits) {
    throw new AwsError(
      'AccessDenied',
      403,
      `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
    );
  }
};

const assumeRole = (cloud: Cloud, call: AwsCall): string => {
  const arn = call.params.get('RoleArn') ?? '';
  const session = call.params.get('RoleSessionName') ?? '';
  const name = arn.split('/').at(-1) ?? '';
  requireAssumable(cloud, call, arn);
  if (!/^[\w+=,.@-]{2,64}$/.test(session)) throw new AwsError('ValidationError', 400, 'Invalid RoleSessionName');
  const accessKeyId = `ASIA${base32(16)}`;
  const expires = cloud.now().getTime() + Number(call.params.get('DurationSeconds') ?? 3600) * 1000;
  const assumed = cloud.sessionOf(name, session, accessKeyId);
  const secret = randomBytes(30).toString('base64');
  const sessionToken = randomBytes(192).toString('base64');
  cloud.temporary.set(accessKeyId, { accessKeyId, secret, sessionToken, expires, caller: assumed });
  const credentials = element(
    'Credentials',
    leaf('AccessKeyId', accessKeyId),
    leaf('SecretAccessKey', secret),
    leaf('SessionToken', sessionToken),
    leaf('Expiration', new Date(expires).toISOString()),
  );
  return `${credentials}${element('AssumedRoleUser', leaf('Arn', assumed.arn), leaf('AssumedRoleId', assumed.userId))}`;
};

/** STS operations. */
export const sts = (cloud: Cloud): Operations => ({
  GetCallerIdentity: (call) => getCallerIdentity(cloud, call),
  GetAccessKeyInfo: (call) => getAccessKeyInfo(cloud, call),
  AssumeRole: (call) => assumeRole(cloud, call),
});
