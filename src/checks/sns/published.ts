// A body of each kind that SES publishes by the route in force, with what the run knows of it, for filters to be tried on.
import { identityArn, parseArn } from '../../aws/arn.ts';
import { REQUIRED_EVENT_TYPES } from '../../aws/ses/event-types.ts';
import { type filterPasses, OPEN } from '../../aws/sns/filter-policy.ts';
import { type Observation, seenOrNull } from '../../core/observation.ts';
import { governingOf, sesPlaceOf } from '../../facts/derived.ts';
import type { Facts } from '../../facts/index.ts';

export type Body = Parameters<typeof filterPasses>[1];

export interface KnownOfEvents {
  /** The configuration set in force, null where none is, undefined where nobody saw. */
  readonly set: string | null | undefined;
  /** The account that sends. */
  readonly account: string | null;
  /** ARN of the identity that the message is sent by. */
  readonly sourceArn: string | null;
  /** Domain of the From address. */
  readonly fromDomain: string | null;
}

type Seen = {
  readonly [K in
    | 'profile.tenant'
    | 'ses.configurationSet'
    | 'ses.identity'
    | 'sts.probeIdentity'
    | 'sts.sendIdentity']: Observation<Facts[K]>;
};

/** What is not seen stays open: a filter that asks for it cannot be judged. */
export const knownOfEvents = (facts: Seen, topicArn: string): KnownOfEvents => {
  const set = seenOrNull(facts['ses.configurationSet']);
  const tenant = seenOrNull(facts['profile.tenant']);
  const identity = seenOrNull(facts['ses.identity']);
  const account = (seenOrNull(facts['sts.sendIdentity']) ?? seenOrNull(facts['sts.probeIdentity']))?.account ?? null;
  const topic = parseArn(topicArn);
  const named = tenant === null ? null : sesPlaceOf(tenant).identityArn;
  const governing = identity === null ? null : governingOf(identity);
  const own =
    governing?.kind === 'known' && account !== null && topic !== null && identity !== null
      ? identityArn({ partition: topic.partition, region: identity.region, account }, governing.name)
      : null;
  return {
    set: set === null || set.source === 'unsaid' ? undefined : set.name,
    account,
    sourceArn: named ?? own,
    fromDomain: tenant?.squareos.senderDomain ?? null,
  };
};

const given = (name: string, value: string | null): { readonly [name: string]: string } =>
  value === null ? {} : { [name]: value };

/** SES Developer Guide, contents of event data that SES publishes to SNS, and of notifications. */
export const published = ({ set, account, sourceArn, fromDomain }: KnownOfEvents): readonly Body[] => {
  const mail = { [OPEN]: true as const, ...given('sendingAccountId', account), ...given('sourceArn', sourceArn) };
  if (set === null) return ['Bounce', 'Complaint', 'Delivery'].map((notificationType) => ({ notificationType, mail }));
  const tags = {
    [OPEN]: true,
    ...(set === undefined ? {} : { 'ses:configuration-set': [set] }),
    ...(fromDomain === null ? {} : { 'ses:from-domain': [fromDomain] }),
  };
  return Object.values(REQUIRED_EVENT_TYPES).map((eventType) => ({ eventType, mail: { ...mail, tags } }));
};
