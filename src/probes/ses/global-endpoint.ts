// Asks SES about the multi-region endpoint that sends go to, and what its other region has: identity, set, topic, quota. Reads only.
import type { GetAccountCommandOutput, GetEmailIdentityCommandOutput } from '@aws-sdk/client-sesv2';
import type { SesReads } from '../../core/ports/aws.ts';
import { NotAsked } from '../../core/probe.ts';
import { governingOf } from '../../facts/derived.ts';
import type { Facts } from '../../facts/index.ts';
import { boolOr, numberOr, textOr } from '../../text/unknown-json.ts';
import { answerOf, told } from '../answer.ts';
import { missingEventTypes } from '../../aws/ses/event-types.ts';
import { defineProbe } from '../probe.ts';
import { eventDestination } from './event-destinations.ts';
import { NO_SES } from './no-ses.ts';

type Other = Facts['ses.globalEndpoint']['others'][number];

const accountThere = (answer: GetAccountCommandOutput) => ({
  productionAccess: boolOr(answer.ProductionAccessEnabled),
  sendingEnabled: boolOr(answer.SendingEnabled),
  enforcementStatus: textOr(answer.EnforcementStatus),
  max24Hour: numberOr(answer.SendQuota?.Max24HourSend),
  maxPerSecond: numberOr(answer.SendQuota?.MaxSendRate),
});

const identityThere = (name: string, answer: GetEmailIdentityCommandOutput) => ({
  name,
  verified: boolOr(answer.VerifiedForSendingStatus),
  dkimStatus: textOr(answer.DkimAttributes?.Status),
});

const topicsThere = async (ses: SesReads, name: string) => {
  const answer = await ses.getEventDestinations(name);
  const published = told(answer.EventDestinations, 'EventDestinations')
    .map(eventDestination)
    .filter(({ enabled }) => enabled === true);
  const toTopics = published.filter(({ topicArn }) => topicArn !== null);
  return {
    name,
    topics: toTopics.flatMap(({ topicArn }) => topicArn ?? []),
    missing: missingEventTypes(toTopics.flatMap(({ eventTypes }) => eventTypes)),
  };
};

const other = async (ses: SesReads, region: string, identity: string | null, set: string | null): Promise<Other> => {
  const [account, identityAnswer, setAnswer] = await Promise.all([
    answerOf(ses.getAccount().then(accountThere)),
    identity === null ? null : answerOf(ses.getEmailIdentity(identity).then((answer) => identityThere(identity, answer))),
    set === null ? null : answerOf(topicsThere(ses, set)),
  ]);
  return { region, account, identity: identityAnswer, set: setAnswer };
};

export const globalEndpointProbe = defineProbe({
  key: 'ses.globalEndpoint',
  needs: [],
  uses: ['ses.identity', 'ses.configurationSet'],
  permissions: [
    { action: 'ses:GetMultiRegionEndpoint', on: 'global-endpoint' },
    { action: 'ses:GetAccount', on: 'account' },
    { action: 'ses:GetEmailIdentity', on: 'identity' },
    { action: 'ses:GetConfigurationSetEventDestinations', on: 'configuration-set' },
  ],
  ask: async ({ aws, sender }, facts) => {
    if (sender.ses === null) return new NotAsked(NO_SES);
    const { globalEndpoint: name, region } = sender.ses;
    if (name === null) return new NotAsked('The profile names no global endpoint.');
    const answer = await aws.ses.getMultiRegionEndpoint(name);
    const regions = told(answer.Routes, 'Routes').flatMap(({ Region }) => textOr(Region) ?? []);
    const identity = facts['ses.identity'].state === 'observed' ? governingOf(facts['ses.identity'].value) : null;
    const governing = identity?.kind === 'known' ? identity.name : null;
    const set = facts['ses.configurationSet'].state === 'observed' ? facts['ses.configurationSet'].value.name : null;
    const others = await Promise.all(
      regions.filter((one) => one !== region).map((one) => other(aws.sesIn(one), one, governing, set)),
    );
    return { name, status: textOr(answer.Status), regions, others };
  },
});
