// Which key of the profile a finding is about: where an annotation stands beside the value that somebody would change.
import type { Finding } from '../core/finding.ts';
import { isObject } from '../text/unknown-json.ts';
import { readYaml, type YamlPath } from '../text/yaml/located-yaml.ts';

/** The first that stands in the profile is meant. */
type Keys = readonly string[];

const SENDER: Keys = ['squareos.sender.senderValue'];
const SIGNERS: Keys = ['ses.identity', 'squareos.sender.dkim', ...SENDER];
const SET: Keys = ['ses.configurationSet', 'smtp.ses.configurationSet', 'ses.identity'];
const TOPIC: Keys = ['ses.snsTopicArn', 'smtp.ses.snsTopicArn', 'callback.url'];
const REGION: Keys = ['ses.region', 'smtp.ses.region'];
const STATE: Keys = ['squareos.state', 'squareos.accountName'];

/** Checks of which the facts they rest on tell nothing, or another key than theirs. */
const BY_CHECK: { readonly [check: string]: Keys } = {
  'bulk-sender-rules': ['sending.mailType', ...SENDER],
  'callback-url': ['callback.url'],
  'channel-account': ['squareos.accountName'],
  'credential-not-shared': ['aws.send', 'smtp.username'],
  'customer-email-off': STATE,
  'fake-mode-off': ['squareos.fakeModeEnabled'],
  'live-rows': ['callback.ledger', 'callback.url'],
  'opt-in-recorded': ['live.optIn'],
  'personal-mailbox': ['smtp.personalMailboxApproval', ...SENDER],
  'platform-backlog': ['callback.ledger', 'callback.url'],
  'provider-routing': ['routing', 'provider'],
  'secret-handling': ['aws.send', 'smtp.password', 'callback.verifyToken'],
  'sender-account': ['squareos.sender'],
  'ses-mail-from-status': ['ses.mailFrom', 'ses.identity'],
  'ses-region': REGION,
  'smtp-adapter': ['smtp.adapter', 'smtp.host'],
  'smtp-auth': ['smtp.username'],
  'smtp-queued-id': ['smtp.queueIdPattern', 'smtp.relay', 'smtp.host'],
  'smtp-recipient-accepted': ['live.recipient'],
  'smtp-sender-accepted': SENDER,
  'smtp-tls-mode': ['smtp.secure', 'smtp.port'],
  'sns-signature-required': ['ses.requireSnsSignature', 'smtp.ses'],
  'squareos-ready': STATE,
  'template-form': ['squareos.templates'],
  'template-links': ['squareos.templates'],
  'template-messages': ['squareos.templates'],
  'template-renders': ['squareos.templates'],
  'template-variables': ['squareos.templates'],
  'templates-mapped': ['squareos.templates'],
};

/** By `party.noun`, else by the party alone. */
const BY_FACT: { readonly [fact: string]: Keys } = {
  cloudwatch: REGION,
  dns: SENDER,
  'dns.dkim': SIGNERS,
  'dns.dkimKeys': SIGNERS,
  'dns.mailFrom': ['ses.mailFrom', 'squareos.sender.returnPath', ...SENDER],
  'dns.sendingAddresses': ['smtp.sendsFrom', 'smtp.host', ...SENDER],
  iam: ['aws.send'],
  'iam.smtpCredential': ['smtp.username'],
  kms: TOPIC,
  live: ['live'],
  message: SENDER,
  profile: ['tenant'],
  'run.history': ['live'],
  'run.sheet': ['extraction'],
  ses: REGION,
  'ses.configurationSet': SET,
  'ses.eventDestinations': SET,
  'ses.globalEndpoint': ['ses.globalEndpoint'],
  'ses.identity': ['ses.identity', ...SENDER],
  'ses.recipientIdentity': ['live.recipient'],
  'ses.trackingIdentity': SET,
  'ses.suppressedRecipient': ['live.recipient'],
  'ses.tenant': ['ses.tenant'],
  smtp: ['smtp.host'],
  sns: TOPIC,
  sts: ['aws.probe'],
  webhook: ['callback.url'],
};

type About = Pick<Finding, 'check' | 'observations'> & Partial<Pick<Finding, 'remedy'>>;

/** Keys that the finding may be about, the likeliest first. */
export const keysAbout = ({ check, observations, remedy = [] }: About): Keys => {
  const fields = remedy.flatMap(({ field }) => (field?.in === 'profile' ? [field.name] : []));
  if (check.startsWith('attestation-')) return [...fields, 'attestations', 'live'];
  const facts = observations.flatMap((key) => BY_FACT[key] ?? BY_FACT[key.split('.')[0] ?? ''] ?? []);
  return [...fields, ...(BY_CHECK[check] ?? []), ...facts, 'tenant'];
};

const stands = (value: unknown, path: YamlPath): boolean => {
  const [key, ...rest] = path;
  return key === undefined || (isObject(value) && Object.hasOwn(value, key) && stands(value[key], rest));
};

/** Line and column, 1-based, of the keys that these findings are about, by check. Empty for a text that is no profile. */
export const placesAbout = (
  text: string,
  findings: readonly About[],
): { readonly [check: string]: { readonly line: number; readonly column: number } } => {
  const yaml = readYaml(text, Buffer.byteLength(text, 'utf8'));
  return Object.fromEntries(
    findings.flatMap((finding) => {
      const path = keysAbout(finding)
        .map((key) => key.split('.'))
        .find((one) => stands(yaml.value, one));
      return path === undefined ? [] : [[finding.check, yaml.keyAt(path)] as const];
    }),
  );
};
