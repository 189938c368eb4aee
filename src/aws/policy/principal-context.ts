// What is known of the condition keys of a principal's requests, before it makes one (IAM User Guide, "AWS global condition context keys").
import { parseArn } from '../arn.ts';

type ContextKeyType = 'string' | 'stringList' | 'boolean' | 'date' | 'numeric';

/** A condition key with its values, as the policy simulator takes it. */
export interface ContextValue {
  /** As AWS writes it, such as `aws:RequestedRegion`. */
  readonly key: string;
  readonly type: ContextKeyType;
  readonly values: readonly string[];
}

export interface RequestingPrincipal {
  /** Of the user or role. */
  readonly arn: string;
  readonly region: string;
  /** null: they could not be read. */
  readonly tags: readonly { readonly key: string; readonly value: string }[] | null;
  readonly now: Date;
}

const one = (key: string, type: ContextKeyType, value: string): ContextValue => ({ key, type, values: [value] });

/** Of every request: over TLS, to the region, now, with the principal's tags. Where from, and with which second factor, is not known. */
export const requestContext = ({ region, tags, now }: RequestingPrincipal): readonly ContextValue[] => [
  one('aws:SecureTransport', 'boolean', 'true'),
  one('aws:RequestedRegion', 'string', region),
  one('aws:CurrentTime', 'date', now.toISOString()),
  one('aws:EpochTime', 'numeric', String(Math.floor(now.getTime() / 1000))),
  ...(tags ?? []).map(({ key, value }) => one(`aws:PrincipalTag/${key}`, 'string', value)),
];

/** What AWS takes from the principal itself; the simulator is not told it. */
export const ownContext = ({ arn }: RequestingPrincipal): readonly ContextValue[] => {
  const { account = '', resource = '' } = parseArn(arn) ?? {};
  const isUser = resource.startsWith('user/');
  return [
    one('aws:PrincipalArn', 'string', arn),
    one('aws:PrincipalAccount', 'string', account),
    one('aws:PrincipalType', 'string', isUser ? 'User' : 'AssumedRole'),
    one('aws:PrincipalIsAWSService', 'boolean', 'false'),
    one('aws:ViaAWSService', 'boolean', 'false'),
    // A role's session has no user name: a variable that asks for it fits nothing.
    { key: 'aws:username', type: 'string', values: isUser ? [resource.split('/').at(-1) ?? ''] : [] },
  ];
};

/** Of a send beside those (Service Authorization Reference, Amazon SES). */
export const sendContext = (from: string, recipient: string): readonly ContextValue[] => [
  one('ses:FromAddress', 'string', from),
  one('ses:FeedbackAddress', 'string', from),
  { key: 'ses:Recipients', type: 'stringList', values: [recipient] },
];

/** Of every send that names an SES tenant; nothing is known of it where the profile names none. */
export const tenantContext = (tenant: string | null): readonly ContextValue[] =>
  tenant === null ? [] : [one('ses:TenantName', 'string', tenant)];

/** A service that acts for somebody sets them. */
const OF_SERVICES = [
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceowner',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:principalservicename',
  'aws:principalservicenameslist',
  'aws:calledvia',
  'aws:calledviafirst',
  'aws:calledvialast',
];

/** Temporary credentials alone carry them: a policy that asks for a second factor refuses every user's access key. */
const OF_SESSIONS = [
  'aws:multifactorauthpresent',
  'aws:multifactorauthage',
  'aws:tokenissuetime',
  'aws:federatedprovider',
  'aws:sourceidentity',
  'aws:ec2instancesourcevpc',
  'aws:ec2instancesourceprivateipv4',
  'ec2:roledelivery',
  'ec2:sourceinstancearn',
  'lambda:sourcefunctionarn',
];

/** Keys, in lower case, that a principal's requests surely lack. */
export const neverSet = (byAccessKey: boolean): readonly string[] => [...OF_SERVICES, ...(byAccessKey ? OF_SESSIONS : [])];
