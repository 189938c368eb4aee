// One region: SES is there, and topic and SMTP host are in the same one.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { parseArn } from '../../aws/arn.ts';
import { nearestRegion, sesRegion as stateOf } from '../../aws/region.ts';
import { sesPlaceOf } from '../../facts/derived.ts';
import { defineCheck } from '../check.ts';
import { cannotJudge } from '../unseen.ts';

type Tenant = Facts['profile.tenant'];

const badName = (region: string, state: 'malformed' | 'without-ses'): Judgement => {
  const near = nearestRegion(region);
  return {
    status: 'fail',
    reason: state,
    observed: { region, nearest: near },
    expected: 'A region that AWS lists for Amazon SES, written as in ap-south-1.',
    fix:
      state === 'malformed'
        ? `Correct ses.region in the profile and configJson.region in SquareOS${near === null ? '.' : `: did you mean ${near}?`}`
        : `Choose a region that has SES: ${region} has none. Verify the identity there, and set ses.region and configJson.region.`,
  };
};

const topicElsewhere = (topicRegion: string, region: string): Judgement => ({
  status: 'fail',
  reason: 'topic-elsewhere',
  observed: { region, topicRegion },
  expected: `The SNS topic is in ${region}, where SES sends: SES cannot publish to another region.`,
  fix: `Create the SNS topic in ${region}, and give its ARN to the event destination and to configJson.snsTopicArn.`,
});

const hostElsewhere = (hostRegion: string, region: string): Judgement => ({
  status: 'fail',
  reason: 'smtp-host-elsewhere',
  observed: { region, hostRegion },
  expected: `The SMTP host is in ${region}: an SMTP password is valid in one region only.`,
  fix: `Use the host email-smtp.${region}.amazonaws.com with an SMTP password made for ${region}.`,
});

const smtpHostRegion = (tenant: Tenant): string | null =>
  /^email-smtp(?:-fips)?\.([a-z0-9-]+)\./.exec(tenant.smtp?.host.toLowerCase() ?? '')?.[1] ?? null;

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
  needs: ['profile.tenant'],
  uses: ['ses.account'],
  evaluate(facts) {
    const seen = facts['profile.tenant'];
    const tenant = seen.value;
    const { region, topicArn } = sesPlaceOf(tenant);
    if (region === null) return { status: 'not-applicable', reason: 'no-ses' };
    const state = stateOf(region);
    if (state === 'malformed' || state === 'without-ses') return badName(region, state);
    const topicRegion = parseArn(topicArn ?? '')?.region ?? region;
    if (topicRegion !== region) return topicElsewhere(topicRegion, region);
    const hostRegion = smtpHostRegion(tenant) ?? region;
    if (hostRegion !== region) return hostElsewhere(hostRegion, region);
    // A region newer than certify's list is right when SES answers there.
    const answers = facts['ses.account'].state === 'observed';
    if (state === 'unlisted' && !answers) return cannotJudge(`whether SES is in ${region}`, { region });
    return { status: 'pass', reason: 'ok', observed: { region } };
  },
});
