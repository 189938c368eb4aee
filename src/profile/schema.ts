// The one statement of a profile: keys, values, what a key left out means, and so the types; `runbooks/profile.schema.json` is made from it.
import { check, literal, pipe, transform, union, type InferOutput } from 'valibot';
import { mistypedRegion, sesSmtpRegion } from '../aws/region.ts';
import { ENVIRONMENTS } from '../core/profile.ts';
import {
  domain,
  domainOrAddress,
  ehloName,
  ipAddress,
  hostName,
  identifier,
  listOf,
  matching,
  maybe,
  oneOf,
  pathBelow,
  orElse,
  section,
  text,
  topicArn,
  whole,
  yesNo,
} from './fields.ts';
import {
  attestationSchema,
  callbackSchema,
  dnsSchema,
  limitationSchema,
  liveSchema,
  sendingSchema,
  squareosSchema,
} from './schema-parts.ts';
import { secretRef } from './secret-ref.ts';
import { webUrl } from './urls.ts';

/** certify writes there: nothing but a sheet may be named. */
const sheetPath = () => matching(/^[^\r\n\0]{0,1000}\.(ya?ml|csv)$/i, 'a path that ends in .yaml, .yml or .csv');

const region = () =>
  pipe(
    matching(/^[a-z]{2,4}(-[a-z]+){1,2}-\d{1,2}$/, 'an AWS region such as ap-south-1'),
    check((value) => mistypedRegion(value) === null, 'must be an AWS region such as ap-south-1'),
  );

/** Letters, digits, `_` and `-` (SES API, CreateConfigurationSet); empty means none is attached. */
export const configurationSet = () =>
  pipe(
    union(
      [literal(''), matching(/^[A-Za-z0-9_-]{1,64}$/, 'a configuration set name')],
      'must be a configuration set name: letters, digits, `_` and `-`; leave it out when none is attached',
    ),
    transform((name) => (name === '' ? null : name)),
  );

/** AWS's own begin with AKIA or ASIA; emulators take short words, which a rule allows only with endpoints of their own. */
const accessKeyId = () =>
  matching(
    /^((AKIA|ASIA)[A-Z0-9]{12,124}|[A-Za-z0-9_]{3,32})$/,
    'an access key id, which begins with AKIA or ASIA; the secret key never stands here',
  );

export const endpointsSchema = section({
  sesv2: maybe(webUrl()),
  ses: maybe(webUrl()),
  sns: maybe(webUrl()),
  iam: maybe(webUrl()),
  sts: maybe(webUrl()),
  kms: maybe(webUrl()),
  sqs: maybe(webUrl()),
  cloudwatch: maybe(webUrl()),
});

/** What sends name beside the set; over SMTP in headers. */
const named = () => ({
  tenant: maybe(matching(/^[A-Za-z0-9_-]{1,64}$/, 'the name of an SES tenant')),
  identityArn: maybe(
    matching(/^arn:aws[a-z-]*:ses:[a-z0-9-]+:\d{12}:identity\/\S{1,320}$/, 'the ARN of an SES identity of another account'),
  ),
});

const sesSchema = section({
  region: region(),
  identity: domainOrAddress(),
  mailFrom: maybe(domain()),
  configurationSet: maybe(configurationSet()),
  snsTopicArn: maybe(topicArn()),
  requireSnsSignature: yesNo(),
  ...named(),
  globalEndpoint: maybe(matching(/^[A-Za-z0-9_-]{1,64}$/, 'the name of a multi-region endpoint')),
  endpoints: orElse(endpointsSchema, {}),
});

/** Where a credential to look with comes from, without naming one. */
export const probeSource = {
  profile: maybe(matching(/^[A-Za-z0-9_.@/+:=,-]{1,128}$/, 'the name of an AWS profile')),
  roleArn: maybe(matching(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'the ARN of an IAM role')),
  externalId: maybe(matching(/^[\w+=,.@:/-]{2,1224}$/, 'an external id')),
};

const probeSchema = section({
  ...probeSource,
  accessKeyId: maybe(accessKeyId()),
  secretAccessKey: maybe(secretRef()),
  sessionToken: maybe(secretRef()),
});

const relaySchema = section({
  host: hostName(),
  port: whole(1, 65_535, 'port number'),
  secure: yesNo(),
  username: maybe(identifier()),
  password: maybe(secretRef()),
  relay: maybe(matching(/^[a-z0-9][a-z0-9-]*$/, 'the name of a relay, such as postfix')),
  ehloName: maybe(ehloName()),
  sendsFrom: orElse(listOf(ipAddress()), []),
  queueIdPattern: maybe(matching(/^(?=[^{}]*\{id\}[^{}]*$)[^\r\n]{5,200}$/, 'text with `{id}` in it once')),
  adapter: maybe(section({ name: text(), version: maybe(text()), certifiedBy: maybe(text()), reference: maybe(text()) })),
  ses: maybe(
    section({
      region: maybe(region()),
      configurationSet: maybe(configurationSet()),
      snsTopicArn: maybe(topicArn()),
      ...named(),
      endpoints: maybe(endpointsSchema),
    }),
  ),
  /** 0.1.0 wrote `by`; both are read. */
  personalMailboxApproval: maybe(section({ approvedBy: maybe(text()), by: maybe(text()), reference: text() })),
});

/** SES's SMTP hosts name their region; from here on it stands in the profile either way. */
const smtpSchema = pipe(
  relaySchema,
  transform((smtp) => {
    const region = smtp.ses === undefined ? null : sesSmtpRegion(smtp.host);
    return smtp.ses === undefined || region === null ? smtp : { ...smtp, ses: { region, ...smtp.ses } };
  }),
);

const EXTERNAL_ID = 'an external id: 2 to 1,224 letters, digits and + = , . @ : / - (IAM User Guide)';
const iamName = () => matching(/^[\w+=,.@-]{1,64}$/, 'a name of IAM: letters, digits and + = , . @ _ -');
const iamArn = () =>
  matching(/^arn:aws[\w-]*:iam::\d{12}:(?:root|(?:user|role)\/.+)$/, 'the ARN of an IAM user, a role or an account’s root');

/** Who acts, by name: told beside the role in findings, hand-off and sheet. */
const ownersSchema = section({ dns: maybe(text()), aws: maybe(text()), relay: maybe(text()), squareos: maybe(text()) });

export const profileSchema = section({
  version: literal(1, 'must be 1'),
  tenant: matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'a short name: letters, digits, `.`, `_` and `-`'),
  environment: oneOf(ENVIRONMENTS),
  provider: oneOf(['SES', 'SMTP']),
  routing: maybe(section({ documentedBy: text(), ticket: text(), otherProfile: pathBelow() })),
  owners: orElse(ownersSchema, {}),
  ses: maybe(sesSchema),
  aws: maybe(
    section({
      probe: orElse(probeSchema, {}),
      provision: maybe(probeSchema),
      iam: maybe(
        section({
          sendUser: maybe(iamName()),
          topicLogRole: maybe(iamName()),
          probeRole: maybe(
            section({ name: iamName(), trusts: iamArn(), externalId: maybe(matching(/^[\w+=,.@:/-]{2,1224}$/, EXTERNAL_ID)) }),
          ),
        }),
      ),
      send: maybe(section({ accessKeyId: accessKeyId(), secretAccessKey: maybe(secretRef()), sessionToken: maybe(secretRef()) })),
      sharing: maybe(section({ with: listOf(text()), approvedBy: text(), reference: text() })),
    }),
  ),
  smtp: maybe(smtpSchema),
  sending: orElse(sendingSchema, {}),
  dns: orElse(dnsSchema, {}),
  trust: orElse(section({ caFile: maybe(pathBelow()) }), {}),
  lab: maybe(
    section({
      scenario: text(),
      startedAt: maybe(text()),
      mailPorts: maybe(section({ https: whole(1, 65_535, 'port number'), smtp: whole(1, 65_535, 'port number') })),
    }),
  ),
  squareos: squareosSchema,
  callback: callbackSchema,
  live: liveSchema,
  extraction: maybe(section({ sheet: sheetPath(), row: text(), ticket: maybe(text()) })),
  attestations: orElse(listOf(attestationSchema), []),
  limitations: orElse(listOf(limitationSchema), []),
});

/** As the file says it, section by section. */
export type GivenProfile = InferOutput<typeof profileSchema>;

/** Whether certify itself could send: the sending credential is complete. */
const canSend = ({ provider, aws, smtp }: GivenProfile): boolean =>
  provider === 'SES' ? aws?.send?.secretAccessKey !== undefined : smtp?.password !== undefined;

/** What depends on several sections: whoever asks AWS has a credential to look with, and somebody sends. */
export const settled = (given: GivenProfile) => {
  const { aws, live, ...rest } = given;
  const asksAws = given.provider === 'SES' || given.smtp?.ses !== undefined;
  // In production the platform sends, because that is what is being certified; elsewhere whoever can.
  const sends = given.environment === 'production' || !canSend(given) ? ('squareos' as const) : ('provider' as const);
  return {
    ...rest,
    ...(aws !== undefined ? { aws } : asksAws ? { aws: { probe: {} } } : {}),
    live: { ...live, via: live.via ?? sends },
  };
};
