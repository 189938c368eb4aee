// The profile as the file says it; `runbooks/profile.schema.json` is made from this.
import { literal, union, type InferOutput } from 'valibot';
import { ENVIRONMENTS } from '../core/profile.ts';
import { domain, domainOrAddress, listOf, matching, maybe, oneOf, section, text, topicArn, whole, yesNo } from './fields.ts';
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

/** A profile can come from a ticket: what it names stays beside it. */
const pathBelow = () =>
  matching(/^(?![/\\~]|[A-Za-z]:)(?!(?:.*[/\\])?\.\.(?:[/\\]|$))[^\r\n\0]{1,1000}$/, 'a path below the profile’s directory');

/** certify writes there: nothing but a sheet may be named. */
const sheetPath = () => matching(/^[^\r\n\0]{0,1000}\.(ya?ml|csv)$/i, 'a path that ends in .yaml, .yml or .csv');

const region = () => matching(/^[a-z]{2,4}(-[a-z]+){1,2}-\d{1,2}$/, 'an AWS region such as ap-south-1');

/** Letters, digits, `_` and `-` (SES API, CreateConfigurationSet); empty means none is attached. */
const configurationSet = () =>
  union(
    [literal(''), matching(/^[A-Za-z0-9_-]{1,64}$/, 'a configuration set name')],
    'must be a configuration set name: letters, digits, `_` and `-`; leave it out when none is attached',
  );

/** AWS's own begin with AKIA or ASIA; emulators take short words, which a rule allows only with endpoints of their own. */
const accessKeyId = () =>
  matching(
    /^((AKIA|ASIA)[A-Z0-9]{12,124}|[A-Za-z0-9_]{3,32})$/,
    'an access key id, which begins with AKIA or ASIA; the secret key never stands here',
  );

const endpointsSchema = section({
  sesv2: maybe(webUrl()),
  ses: maybe(webUrl()),
  sns: maybe(webUrl()),
  iam: maybe(webUrl()),
  sts: maybe(webUrl()),
  kms: maybe(webUrl()),
});

const sesSchema = section({
  region: region(),
  identity: domainOrAddress(),
  mailFrom: maybe(domain()),
  configurationSet: maybe(configurationSet()),
  snsTopicArn: maybe(topicArn()),
  requireSnsSignature: yesNo(),
  endpoints: maybe(endpointsSchema),
});

const probeSchema = section({
  profile: maybe(matching(/^[A-Za-z0-9_.@-]{1,128}$/, 'the name of an AWS profile')),
  roleArn: maybe(matching(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'the ARN of an IAM role')),
  externalId: maybe(matching(/^[\w+=,.@:/-]{2,1224}$/, 'an external id')),
  accessKeyId: maybe(accessKeyId()),
  secretAccessKey: maybe(secretRef()),
  sessionToken: maybe(secretRef()),
});

const smtpSchema = section({
  host: matching(/^(\[?[0-9A-Fa-f:.]+\]?|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)$/, 'a host name, without port or scheme'),
  port: whole(1, 65_535, 'port number'),
  secure: yesNo(),
  username: maybe(text()),
  password: maybe(secretRef()),
  relay: maybe(matching(/^[a-z0-9][a-z0-9-]*$/, 'the name of a relay, such as postfix')),
  queueIdPattern: maybe(matching(/^(?=[^{}]*\{id\}[^{}]*$)[^\r\n]{5,200}$/, 'text with `{id}` in it once')),
  adapter: maybe(section({ name: text(), version: maybe(text()), certifiedBy: maybe(text()), reference: maybe(text()) })),
  ses: maybe(
    section({
      region: maybe(region()),
      configurationSet: maybe(configurationSet()),
      snsTopicArn: maybe(topicArn()),
      endpoints: maybe(endpointsSchema),
    }),
  ),
  personalMailboxApproval: maybe(section({ by: text(), reference: text() })),
});

export const profileSchema = section({
  version: literal(1, 'must be 1'),
  tenant: matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'a short name: letters, digits, `.`, `_` and `-`'),
  environment: oneOf(ENVIRONMENTS),
  provider: oneOf(['SES', 'SMTP']),
  routing: maybe(section({ documentedBy: text(), ticket: text(), otherProfile: text() })),
  ses: maybe(sesSchema),
  aws: maybe(
    section({
      probe: maybe(probeSchema),
      send: maybe(section({ accessKeyId: accessKeyId(), secretAccessKey: maybe(secretRef()), sessionToken: maybe(secretRef()) })),
    }),
  ),
  smtp: maybe(smtpSchema),
  sending: maybe(sendingSchema),
  dns: maybe(dnsSchema),
  trust: maybe(section({ caFile: maybe(pathBelow()) })),
  lab: maybe(section({ scenario: text(), startedAt: maybe(text()) })),
  squareos: squareosSchema,
  callback: callbackSchema,
  live: liveSchema,
  extraction: maybe(section({ sheet: sheetPath(), row: text(), ticket: maybe(text()) })),
  attestations: maybe(listOf(attestationSchema)),
  limitations: maybe(listOf(limitationSchema)),
});

export type RawProfile = InferOutput<typeof profileSchema>;
