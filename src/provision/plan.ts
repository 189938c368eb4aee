// What a tenant's account lacks, from what was seen of it: pure, by the values that the checks judge by.
import type { Finding } from '../core/finding.ts';
import type { ProvisionPlan } from '../core/provision.ts';
import type { LeftOut } from '../core/provision.ts';
import { fact, observationOf, type Observed } from '../facts/fact.ts';
import type { Facts } from '../facts/index.ts';
import { isObject } from '../text/unknown-json.ts';
import { destinationPart, setPart } from './configuration-set.ts';
import { iamParts, iamUnseen, type IamWanted } from './iam.ts';
import { identityPart } from './identity.ts';
import { subscriptionPart } from './subscription.ts';
import { topicPart } from './topic.ts';
import { NOTHING, owned, type Part, type TagsSeen, type Wanted } from './wanted.ts';

const UNANSWERED = 'A part of it was not answered.';

/** What the party said to the question within it that was not answered. */
const whyWithin = (value: unknown): string | null => {
  if (Array.isArray(value)) return value.map(whyWithin).find((one) => one !== null) ?? null;
  if (!isObject(value)) return null;
  const { state, message } = value;
  if (typeof state === 'string' && ['denied', 'unreachable', 'failed'].includes(state) && typeof message === 'string')
    return message;
  return whyWithin(Object.values(value));
};

const why = (observed: Observed, key: string): string => {
  const observation = observationOf(observed, key);
  if (observation === undefined) return UNANSWERED;
  return observation.state === 'observed' ? (whyWithin(observation.value) ?? UNANSWERED) : observation.message;
};

const AWS_DECIDES = 'AWS decides it, and asks a person.';
const OF_SOMEBODY = 'somebody set it, and certify takes nothing away that it did not make.';

const WHY_LEFT: { readonly [check: string]: string } = {
  'ses-production-access': AWS_DECIDES,
  'ses-enforcement': AWS_DECIDES,
  'ses-quota': AWS_DECIDES,
  'ses-sending-statistics': AWS_DECIDES,
  'ses-sandbox-recipient': AWS_DECIDES,
  'ses-dedicated-ips': AWS_DECIDES,
  'ses-sending-enabled': 'somebody, or an alarm, stopped it: certify lets nothing go on that was stopped.',
  'ses-tenant': 'who sends as which SES tenant is decided where the tenants are made.',
  'ses-global-endpoint': 'certify provisions the one region that the profile names.',
  'sns-topic-encryption': 'a key belongs to whoever administers it; certify changes no key.',
  'send-permissions': 'what the sending user may do is given by whoever administers IAM.',
  'send-credential': 'keys are made, changed and deleted by people alone.',
  'send-access-key': 'keys are made, changed and deleted by people alone.',
};

const whyLeft = (check: string, owner: LeftOut['owner']): string =>
  WHY_LEFT[check] ?? (owner === 'AWS admin' ? OF_SOMEBODY : 'it lies outside the account.');

const STANDS_WRONG: readonly Finding['status'][] = ['fail', 'warn', 'pending'];

/** What still stands wrong, or is on its way, and is none of the changes. */
const remaining = (findings: readonly Finding[], mended: ReadonlySet<string>): readonly LeftOut[] =>
  findings
    .filter(({ status, cause }) => STANDS_WRONG.includes(status) && cause === null)
    .filter(({ check, reason }) => !mended.has(check) && !mended.has(`${check}/${reason}`))
    .map(({ check, fix, owner, status }) => ({
      what: (fix ?? check).split('\n')[0] ?? check,
      why: `${check}: ${status === 'pending' ? 'AWS, or a cache, is still at it.' : whyLeft(check, owner)}`,
      owner,
    }));

const ownIdentity = (wanted: Wanted, name: string): Part => owned(wanted, 'identity', name, identityPart(wanted));

const NO_TAGS: TagsSeen = { 'configuration set': null, identity: null, topic: null };

const tagsUnseen = (tags: TagsSeen, need: string): string | null => {
  const seen = Object.entries(tags).find(([what]) => need === `tags.${what.replace(' ', '-')}`)?.[1] ?? null;
  return seen === null || seen.state === 'observed' ? null : `Whose it is could not be seen: ${seen.message}`;
};

const everyPart = (wanted: Wanted, iam: IamWanted | null): readonly Part[] => {
  const { part: topic, arn } = topicPart(wanted);
  const { identity, configurationSet } = wanted.ses;
  const ofSet = (part: Part): Part => owned(wanted, 'configuration set', configurationSet, part);
  const ofTopic = (part: Part): Part => owned(wanted, 'topic', arn, part);
  const onTopic: readonly Part[] =
    arn === null ? [NOTHING] : [ofTopic(ofSet(destinationPart(wanted, arn))), ofTopic(subscriptionPart(wanted, arn))];
  const logs = (part: Part): boolean => part.changes.some(({ resource }) => resource === 'delivery logging');
  const principals = iamParts(iam, arn).map((part) => (logs(part) ? ofTopic(part) : part));
  return [ofSet(setPart(wanted)), ownIdentity(wanted, identity), ofTopic(topic), ...onTopic, ...principals];
};

/** The findings are those of the same look. `scope`: of the whole account, or of the identity and its MAIL FROM domain alone. */
export const provisionPlan = (
  tenant: Facts['profile.tenant'],
  ses: NonNullable<Facts['profile.tenant']['ses']>,
  observed: Observed,
  findings: readonly Finding[],
  scope: 'all' | 'identity' = 'all',
  iam: IamWanted | null = null,
  tags: TagsSeen = NO_TAGS,
): ProvisionPlan => {
  const wanted: Wanted = {
    observed,
    ses,
    tenant: tenant.tenant,
    tags,
    callback: tenant.callback,
    marketing: tenant.sending.mailType === 'MARKETING',
    account: fact(observed, 'sts.probeIdentity')?.account ?? null,
    failed: new Set(findings.filter(({ status }) => status === 'fail').map(({ check }) => check)),
  };
  const parts = scope === 'identity' ? [ownIdentity(wanted, ses.identity)] : everyPart(wanted, iam);
  const changes = parts.flatMap((part) => part.changes);
  const told = new Map(parts.flatMap(({ leftOut }) => leftOut).map((one) => [one.what, one]));
  const mended = new Set(changes.flatMap(({ mends }) => mends));
  const unseen = [...new Set(parts.flatMap(({ needs }) => needs))];
  return {
    schema: 'certify.provision/1',
    tenant: tenant.tenant,
    region: ses.region,
    account: wanted.account,
    changes,
    leftOut: [...told.values(), ...remaining(findings, mended)],
    unseen: unseen.map((key) => ({ fact: key, why: tagsUnseen(tags, key) ?? iamUnseen(iam, key) ?? why(observed, key) })),
    permissions: [...new Set(changes.flatMap(({ permissions }) => permissions))].toSorted(),
    held: null,
  };
};
