// Finds out who signed a request, and refuses as AWS does when nobody we know did.
import type { Cloud } from './cloud.ts';
import { AwsError, type Caller, type Protocol } from './call.ts';
import {
  type Authorization,
  basicTime,
  parseBasicTime,
  readAuthorization,
  signatureMatches,
  type SignedRequest,
} from './sigv4.ts';

const FIVE_MINUTES = 5 * 60_000;

/** The same refusal has one name in the JSON protocols and another in the Query protocol. */
const CODES = {
  missing: { json: 'MissingAuthenticationTokenException', query: 'MissingAuthenticationToken' },
  incomplete: { json: 'IncompleteSignatureException', query: 'IncompleteSignature' },
  unknownKey: { json: 'UnrecognizedClientException', query: 'InvalidClientTokenId' },
  signature: { json: 'InvalidSignatureException', query: 'SignatureDoesNotMatch' },
  expired: { json: 'ExpiredTokenException', query: 'ExpiredToken' },
} as const;

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

const refuse = (protocol: Protocol, why: keyof typeof CODES, message: string): AwsError =>
  new AwsError(CODES[why][protocol === 'query' ? 'query' : 'json'], protocol === 'json' ? 400 : 403, message);

const checkTime = (protocol: Protocol, authorization: Authorization, now: Date): void => {
  const signedAt = parseBasicTime(authorization.timestamp);
  if (signedAt === null)
    throw refuse(protocol, 'incomplete', `Date must be in ISO-8601 'basic format'. Got '${authorization.timestamp}'.`);
  const { timestamp } = authorization;
  const edge = (ms: number): string =>
    `${basicTime(new Date(now.getTime() + ms))} (${basicTime(now)} ${ms < 0 ? '-' : '+'} 5 min.)`;
  if (signedAt < now.getTime() - FIVE_MINUTES) {
    throw refuse(protocol, 'signature', `Signature expired: ${timestamp} is now earlier than ${edge(-FIVE_MINUTES)}`);
  }
  if (signedAt > now.getTime() + FIVE_MINUTES) {
    throw refuse(protocol, 'signature', `Signature not yet current: ${timestamp} is still later than ${edge(FIVE_MINUTES)}`);
  }
};

const known = (
  cloud: Cloud,
  protocol: Protocol,
  authorization: Authorization,
): { readonly caller: Caller; readonly secret: string } => {
  const unknown = refuse(protocol, 'unknownKey', 'The security token included in the request is invalid.');
  const temporary = cloud.temporary.get(authorization.accessKeyId);
  if (temporary !== undefined) {
    if (authorization.sessionToken !== temporary.sessionToken) throw unknown;
    if (temporary.expires < cloud.now().getTime()) {
      throw refuse(protocol, 'expired', 'The security token included in the request is expired');
    }
    return { caller: temporary.caller, secret: temporary.secret };
  }
  const found = cloud.userOf(authorization.accessKeyId);
  const key = found?.user.keys.find((candidate) => candidate.id === authorization.accessKeyId);
  if (found === null || key?.status !== 'Active' || authorization.sessionToken !== null) throw unknown;
  const caller = cloud.callerOf(found.name, key.id);
  return { caller, secret: cloud.secretOf(key.id) };
};

/** AWS's regions (AWS General Reference, 2026), and what the scenario has besides. */
const REGIONS =
  'af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2'.split(
    ' ',
  );

const isRegion = (cloud: Cloud, region: string): boolean => REGIONS.includes(region) || cloud.spec.regions[region] !== undefined;

/** The caller and the region of the credential scope; throws AwsError. */
export const authenticate = (
  cloud: Cloud,
  protocol: Protocol,
  service: string | null,
  request: SignedRequest,
): { readonly caller: Caller; readonly authorization: Authorization } => {
  const authorization = readAuthorization(request.headers);
  if (authorization === null) throw refuse(protocol, 'missing', 'Missing Authentication Token');
  if (authorization === 'malformed') {
    throw refuse(
      protocol,
      'incomplete',
      'Authorization header requires existence of Credential, SignedHeaders and Signature, and a X-Amz-Date header.',
    );
  }
  const { caller, secret } = known(cloud, protocol, authorization);
  if (service !== null && authorization.service !== service) {
    throw refuse(protocol, 'signature', `Credential should be scoped to correct service: '${service}'.`);
  }
  if (!isRegion(cloud, authorization.region)) {
    throw refuse(protocol, 'signature', `Credential should be scoped to a valid region, not '${authorization.region}'.`);
  }
  if (!authorization.signedHeaders.includes('host'))
    throw refuse(protocol, 'signature', "'Host' must be a 'SignedHeader' in the AWS Authorization.");
  checkTime(protocol, authorization, cloud.now());
  if (!signatureMatches(request, authorization, secret)) throw refuse(protocol, 'signature', MISMATCH);
  return { caller, authorization };
};
