// Rules about credentials: which forms they take, and where they may be sent.
import { isAwsEndpoint, sesSmtpRegion } from '../aws/region.ts';
import { one, type Rule } from './rule.ts';
import type { GivenProfile } from './schema.ts';

/** How certify signs in, to look and to provision. */
const SIGN_IN = ['probe', 'provision'] as const;

const signInForm: Rule = (given) =>
  SIGN_IN.flatMap((role) => {
    const source = given.aws?.[role];
    if (source === undefined) return [];
    const [place, code] = [`aws.${role}`, `${role}-credential-form`];
    const forms = [source.profile, source.roleArn, source.accessKeyId].filter((form) => form !== undefined);
    const fix =
      'Keep one form: {profile}, {roleArn, externalId}, {accessKeyId, secretAccessKey, sessionToken}, or {} for the default chain.';
    if (forms.length > 1) return one(place, code, `\`${place}\` mixes several ways to sign in.`, fix);
    const keyed = source.accessKeyId !== undefined;
    if (keyed !== (source.secretAccessKey !== undefined))
      return one(place, code, `\`${place}\` needs \`accessKeyId\` and \`secretAccessKey\` together.`, fix);
    if (!keyed && source.sessionToken !== undefined)
      return one(`${place}.sessionToken`, code, `\`${place}.sessionToken\` stands without its access key.`, fix);
    if (source.externalId !== undefined && source.roleArn === undefined)
      return one(`${place}.externalId`, code, `\`${place}.externalId\` stands without \`roleArn\`.`, fix);
    return [];
  });

const temporaryKeys: Rule = (given) =>
  (['probe', 'send', 'provision'] as const).flatMap((role) => {
    const key = given.aws?.[role];
    if (key?.accessKeyId?.startsWith('ASIA') !== true || key.secretAccessKey === undefined || key.sessionToken !== undefined)
      return [];
    return one(
      `aws.${role}.accessKeyId`,
      'session-token-missing',
      `\`aws.${role}.accessKeyId\` is temporary (ASIA…) and has no session token.`,
      `Add \`sessionToken: "env:CERTIFY_…"\` to \`aws.${role}\`, or use a long-term key (AKIA…).`,
    );
  });

const AWS_KEY_ID = /^(AKIA|ASIA)[A-Z0-9]{12,124}$/;

const endpointsOf = (given: GivenProfile): readonly string[] =>
  [given.ses?.endpoints, given.smtp?.ses?.endpoints].flatMap((one) =>
    Object.values(one ?? {}).filter((url): url is string => url !== undefined),
  );

/** Emulators take any word as a key id; AWS does not. */
const keyIds: Rule = (given) => {
  if (endpointsOf(given).some((url) => !isAwsEndpoint(url))) return [];
  return (['probe', 'send', 'provision'] as const).flatMap((role) => {
    const id = given.aws?.[role]?.accessKeyId;
    if (id === undefined || AWS_KEY_ID.test(id)) return [];
    return one(
      `aws.${role}.accessKeyId`,
      'wrong-value',
      `\`aws.${role}.accessKeyId\` must be an access key id, which begins with AKIA or ASIA; the secret key never stands here.`,
      `Copy the access key id from IAM; the secret key belongs into \`aws.${role}.secretAccessKey\` as a reference.`,
    );
  });
};

/** A profile from a ticket must not carry the user's own AWS credentials to somebody's server. */
const foreignEndpoint: Rule = (given) => {
  const ambient = SIGN_IN.find(
    (role) => (role === 'probe' || given.aws?.[role] !== undefined) && given.aws?.[role]?.accessKeyId === undefined,
  );
  if (ambient === undefined) return [];
  const places = [
    ['ses.endpoints', given.ses?.endpoints],
    ['smtp.ses.endpoints', given.smtp?.ses?.endpoints],
  ] as const;
  const foreign = places.flatMap(([place, endpoints]) =>
    Object.entries(endpoints ?? {}).flatMap(([name, url]) =>
      url === undefined || isAwsEndpoint(url) ? [] : [`${place}.${name}`],
    ),
  );
  return foreign
    .slice(0, 1)
    .flatMap((name) =>
      one(
        name,
        'foreign-endpoint',
        `\`${name}\` is not a host of AWS: your own AWS credentials are never sent there.`,
        `Remove the endpoint, or name a key pair for it under \`aws.${ambient}\` (accessKeyId, secretAccessKey).`,
      ),
    );
};

const smtpAccount: Rule = (given) =>
  given.smtp?.password !== undefined && given.smtp.username === undefined
    ? one('smtp.password', 'username-missing', '`smtp.password` stands without `smtp.username`.', 'Add `username:` to `smtp`.')
    : [];

/** Without a region nobody knows which SES stands behind the relay. */
const sesBehindSmtp: Rule = (given) =>
  given.smtp?.ses !== undefined && given.smtp.ses.region === undefined && sesSmtpRegion(given.smtp.host) === null
    ? one(
        'smtp.ses',
        'missing-key',
        '`smtp.ses.region` is missing, and `smtp.host` does not tell it.',
        'Add `region:` to `smtp.ses`, or use a host such as email-smtp.ap-south-1.amazonaws.com.',
      )
    : [];

export const credentialRules: readonly Rule[] = [signInForm, keyIds, temporaryKeys, foreignEndpoint, smtpAccount, sesBehindSmtp];
