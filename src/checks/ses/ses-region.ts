// One region: SES is there, and topic and SMTP host are in the same one.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { Observation } from '../../core/observation.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { parseArn } from '../../aws/arn.ts';
import { nearestRegion, sesRegion as stateOf, sesSmtpHost, sesSmtpRegion } from '../../aws/region.ts';
import { sesPlaceOf } from '../../facts/derived.ts';
import { defineCheck } from '../check.ts';
import { doThis, profileField, squareosField } from '../remedy.ts';
import { cannotJudge } from '../unseen.ts';

/** Everything that lives in a region: none of it answers in one that is not there. */
const REGIONAL = ['ses', 'sns', 'kms', 'sts'] as const;

const reasons = {
  malformed: { status: ['fail'], says: 'The region is not written as AWS writes its regions.', blinds: REGIONAL },
  'no-such-region': { status: ['fail'], says: 'AWS has no region of this name.', blinds: REGIONAL },
  'without-ses': { status: ['fail'], says: 'AWS has this region, and Amazon SES is not in it.', blinds: REGIONAL },
  'topic-elsewhere': {
    status: ['fail'],
    says: 'The SNS topic is in another region than Amazon SES, which cannot publish to it.',
  },
  'smtp-host-elsewhere': { status: ['fail'], says: 'The SMTP host is in another region than its identity, set and topic.' },
  'no-ses': { status: ['not-applicable'], says: 'Amazon SES does not serve this tenant.' },
} as const satisfies Reasons;

type Found = Judgement<keyof typeof reasons | EngineReason>;

interface Place {
  readonly region: string;
  /** The section of the profile that names it. */
  readonly section: 'ses' | 'smtp.ses';
}

const setRegion = (say: string, section: Place['section'], region: string | null): readonly DraftAct[] => [
  profileField(say, `${section}.region`, region),
  squareosField('Set the same region in the Channel Account.', 'configJson.region', region),
];

/** `near`: the region that is meant, as far as anything tells. */
const badName = (
  { region, section }: Place,
  state: 'malformed' | 'no-such-region' | 'without-ses',
  near: string | null,
): Found => {
  const meant = near === null ? 'Correct it to the one where the identity is' : `Correct it, most likely to ${near}`;
  const because = state === 'without-ses' ? `Amazon SES is not in ${region}` : `AWS has no region ${region}`;
  return {
    status: 'fail',
    reason: state,
    observed: { region, nearest: near },
    expected: 'A region in which Amazon SES answers, written as in ap-south-1.',
    remedy: setRegion(`${because}. ${meant}.`, section, near),
  };
};

const moveTopic = (region: string, section: Place['section']): readonly DraftAct[] => [
  doThis(
    `Create the SNS topic in ${region}, subscribe the webhook to it, and make it the topic of the event destination.`,
    'AWS admin',
  ),
  profileField(`Then name the topic of ${region} in the profile.`, `${section}.snsTopicArn`, null),
  squareosField('Name the same topic in the Channel Account.', 'configJson.snsTopicArn', null),
];

/** The set publishes to a topic of the right region already. */
const nameTopic = (arn: string, section: Place['section']): readonly DraftAct[] => [
  profileField(`Name the topic that the configuration set publishes to, ${arn}.`, `${section}.snsTopicArn`, arn),
  squareosField('Name the same topic in the Channel Account.', 'configJson.snsTopicArn', arn),
];

/** Where the set in force publishes to, if that is one topic of the region; null: nothing, several, elsewhere, or nobody saw it. */
const publishedHere = (seen: Observation<Facts['ses.eventDestinations']>, region: string): string | null => {
  const arns = seen.state === 'observed' ? seen.value.destinations.flatMap(({ topicArn }) => topicArn ?? []) : [];
  const [one, ...others] = [...new Set(arns.filter((arn) => parseArn(arn)?.region === region))];
  return one === undefined || others.length > 0 ? null : one;
};

const topicElsewhere = (topicRegion: string, { region, section }: Place, identityHere: boolean, here: string | null): Found => {
  const observed = { region, topicRegion };
  const expected = `The SNS topic is in ${region}, where SES sends: SES cannot publish to another region.`;
  if (!identityHere) {
    const say = `The topic is in ${topicRegion}, and ${region} has no identity for the sender: correct the region.`;
    return { status: 'fail', reason: 'topic-elsewhere', observed, expected, remedy: setRegion(say, section, topicRegion) };
  }
  return {
    status: 'fail',
    reason: 'topic-elsewhere',
    observed,
    expected,
    remedy: here === null ? moveTopic(region, section) : nameTopic(here, section),
  };
};

const hostElsewhere = (hostRegion: string, region: string): Found => ({
  status: 'fail',
  reason: 'smtp-host-elsewhere',
  observed: { region, hostRegion },
  expected: `The SMTP host is in ${region}: an SMTP password is valid in one region only.`,
  remedy: [
    profileField(
      `Use the SMTP host of ${region}, with an SMTP password that was made for ${region}.`,
      'smtp.host',
      sesSmtpHost(region),
    ),
  ],
});

/** The region has no host, or AWS refuses to be signed for it. */
const NOT_THERE: readonly string[] = ['ENOTFOUND', 'no-such-region'];

/** What SES itself says of the region: any answer, a refusal included, is one from there. */
const answered = (asked: Observation<Facts['ses.account']>): 'there' | 'not-there' | 'unknown' => {
  if (asked.state === 'skipped') return 'unknown';
  if (asked.state === 'observed' || asked.state === 'absent' || asked.state === 'denied') return 'there';
  return NOT_THERE.includes(asked.code) ? 'not-there' : 'unknown';
};

const nameFault = (place: Place, topicRegion: string, asked: Observation<Facts['ses.account']>): Found | null => {
  const { region } = place;
  const state = stateOf(region);
  const answer = answered(asked);
  if (state === 'listed' || answer === 'there') return null;
  const near = topicRegion !== region && stateOf(topicRegion) === 'listed' ? topicRegion : nearestRegion(region);
  if (state === 'malformed' || state === 'without-ses') return badName(place, state, near);
  if (answer === 'not-there') return badName(place, 'no-such-region', near);
  return cannotJudge(`whether SES is in ${region}`, { region, nearest: near });
};

export const sesRegion = defineCheck({
  id: 'ses-region',
  title: 'SES, the SNS topic and the SMTP host are in one region that has SES',
  severity: 'blocker',
  why: 'Identities, sandbox state and quotas belong to one region; a value of another region sends nothing, or sends without events.',
  owner: 'implementation engineer',
  references: [
    'https://docs.aws.amazon.com/general/latest/gr/ses.html',
    'https://docs.aws.amazon.com/ses/latest/dg/regions.html',
  ],
  reasons,
  clauses: {
    'https://docs.aws.amazon.com/general/latest/gr/ses.html': [
      'malformed',
      'no-such-region',
      'without-ses',
      'smtp-host-elsewhere',
    ],
    'https://docs.aws.amazon.com/ses/latest/dg/regions.html': ['topic-elsewhere'],
  },
  needs: ['profile.tenant'],
  uses: ['ses.account', 'ses.identity', 'ses.eventDestinations'],
  evaluate(facts) {
    const tenant = facts['profile.tenant'].value;
    const { region, topicArn, section } = sesPlaceOf(tenant);
    if (region === null) return { status: 'not-applicable', reason: 'no-ses' };
    const place: Place = { region, section };
    const topicRegion = parseArn(topicArn ?? '')?.region ?? region;
    const fault = nameFault(place, topicRegion, facts['ses.account']);
    if (fault !== null) return fault;
    const identity = facts['ses.identity'];
    const identityHere = identity.state !== 'observed' || identity.value.governing !== null;
    if (topicRegion !== region) {
      const here = publishedHere(facts['ses.eventDestinations'], region);
      return topicElsewhere(topicRegion, place, identityHere, here);
    }
    const hostRegion = sesSmtpRegion(tenant.smtp?.host ?? '') ?? region;
    if (hostRegion !== region) return hostElsewhere(hostRegion, region);
    return { status: 'pass', reason: 'ok', observed: { region } };
  },
});
