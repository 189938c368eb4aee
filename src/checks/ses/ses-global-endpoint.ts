// Sends through a multi-region endpoint can go out in each of its regions: identity, set, topic and quota are in both.
import type { Judgement } from '../../core/finding.ts';
import type { Answer, Unseen } from '../../core/observation.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { Facts } from '../../facts/index.ts';
import { OPTIONAL_EVENT_TYPE } from '../../aws/ses/event-types.ts';
import { defineCheck } from '../check.ts';
import { doThis, profileField } from '../remedy.ts';
import { cannotJudge, partlyObserved } from '../unseen.ts';

const reasons = {
  'no-such-endpoint': { status: ['fail'], says: 'SES has no multi-region endpoint of this name in the region.' },
  creating: { status: ['pending'], says: 'SES is still creating the endpoint.' },
  'not-ready': { status: ['fail'], says: 'The endpoint is not ready to send.' },
  'other-regions': { status: ['fail'], says: 'The endpoint does not send in the region of the profile.' },
  'identity-not-there': { status: ['fail'], says: 'The identity is not verified in the endpoint’s other region.' },
  'set-not-there': { status: ['fail'], says: 'The configuration set is missing in the endpoint’s other region.' },
  'events-lost-there': {
    status: ['fail'],
    says: 'Events of sends in the endpoint’s other region, or some kinds of them, are published to no topic.',
  },
  'sandbox-there': { status: ['fail'], says: 'The account may not send to everybody in the endpoint’s other region.' },
  'quota-smaller-there': { status: ['warn'], says: 'The quota of the endpoint’s other region does not hold the planned volume.' },
} as const satisfies Reasons;

type Fact = Facts['ses.globalEndpoint'];
type Other = Fact['others'][number];
type Found = Judgement<keyof typeof reasons | EngineReason>;

type NotSeen = Exclude<Unseen, { state: 'absent' }>;

const notSeen = (answer: Answer<unknown> | null): NotSeen | null =>
  answer === null || answer.state === 'observed' || answer.state === 'absent' ? null : answer;

const fail = (reason: keyof typeof reasons, other: Other, expected: string, say: string): Found => ({
  status: 'fail',
  reason,
  observed: { region: other.region, identity: other.identity, set: other.set, account: other.account },
  expected,
  remedy: [doThis(say)],
});

const quotaThere = (other: Other, dailyVolume: number | null): Found | null => {
  if (other.account.state !== 'observed') return null;
  const { productionAccess, sendingEnabled, enforcementStatus, max24Hour } = other.account.value;
  const { region } = other;
  if (enforcementStatus === 'SHUTDOWN') {
    const say = `Answer what AWS asks in the Support case about ${region}: AWS shut sending down there, where the endpoint sends a part of the mail.`;
    return fail('sandbox-there', other, `AWS lets the account send in ${region}.`, say);
  }
  if (productionAccess === false || sendingEnabled === false) {
    const what = productionAccess === false ? 'Request production access' : 'Have sending switched on';
    const say = `${what} in ${region} as well: the endpoint sends a part of the mail there.`;
    return fail('sandbox-there', other, `The account is out of the sandbox and sends in ${region}.`, say);
  }
  if (dailyVolume === null || max24Hour === null || max24Hour < 0 || max24Hour >= dailyVolume) return null;
  const say = `Ask AWS for a daily quota of ${dailyVolume} in ${region} as well: when one region fails, the endpoint sends everything in the other.`;
  return {
    ...fail('quota-smaller-there', other, `The quota of ${region} holds ${dailyVolume} recipients a day.`, say),
    status: 'warn',
  };
};

const judgeOther = (other: Other, dailyVolume: number | null): Found | null => {
  const { region, identity, set } = other;
  for (const [what, answer] of [
    ['The account', other.account],
    ['The identity', identity],
    ['The configuration set', set],
  ] as const) {
    const unseen = notSeen(answer);
    if (unseen !== null) return partlyObserved(`${what} in ${region}`, unseen, 'ses.globalEndpoint');
  }
  if (identity?.state === 'absent' || (identity?.state === 'observed' && identity.value.verified === false)) {
    const say = `Verify the identity in ${region} as well, with Easy DKIM or as a replica of the one that signs: the endpoint sends a part of the mail there.`;
    return fail('identity-not-there', other, `The identity is verified in ${region}.`, say);
  }
  if (set?.state === 'absent') {
    const say = `Create the configuration set of the same name in ${region}, with an event destination to a topic there.`;
    return fail('set-not-there', other, `The configuration set is in ${region} too.`, say);
  }
  if (set?.state === 'observed' && set.value.topics.length === 0) {
    const say = `Give ${set.value.name} in ${region} an SNS event destination to a topic of ${region}, and subscribe the webhook to it.`;
    return fail('events-lost-there', other, `Events of ${region} are published to a topic of ${region}.`, say);
  }
  const lost = set?.state === 'observed' ? (set.value.missing ?? []).filter((type) => type !== OPTIONAL_EVENT_TYPE) : [];
  if (set?.state === 'observed' && lost.length > 0) {
    const say = `Add ${lost.join(', ')} to the event types that ${set.value.name} publishes to SNS in ${region}.`;
    return fail('events-lost-there', other, `${set.value.name} publishes the required event types in ${region} too.`, say);
  }
  const found = quotaThere(other, dailyVolume);
  if (found?.status === 'fail') return found;
  const untold = unsaid(other);
  return untold === null ? found : cannotJudge(`${untold} in ${region}`, { region });
};

/** What sending there depends on, and SES did not tell; null: all was told. */
const unsaid = ({ account, identity }: Other): string | null => {
  if (identity?.state === 'observed' && identity.value.verified === null) return 'whether the identity is verified';
  if (account.state !== 'observed') return null;
  const { productionAccess, sendingEnabled } = account.value;
  if (productionAccess === null) return 'whether the account is out of the sandbox';
  return sendingEnabled === null ? 'whether sending is enabled' : null;
};

const byStatus = (fact: Fact): Found | null => {
  const observed = { endpoint: fact.name, status: fact.status, regions: fact.regions };
  const expected = 'SES says status READY.';
  if (fact.status === 'READY') return null;
  if (fact.status === 'CREATING') {
    const say = 'Run again in an hour: SES is creating the endpoint.';
    return { status: 'pending', reason: 'creating', observed, expected, remedy: [doThis(say, 'implementation engineer')] };
  }
  if (fact.status !== 'FAILED' && fact.status !== 'DELETING') return cannotJudge(`the status of ${fact.name}`, observed);
  const say = `Create the endpoint ${fact.name} again: its status is ${fact.status}. Amazon SES / Global endpoints.`;
  return { status: 'fail', reason: 'not-ready', observed, expected, remedy: [doThis(say)] };
};

export const sesGlobalEndpoint = defineCheck({
  id: 'ses-global-endpoint',
  title: 'Both regions of the global endpoint have identity, set, topic and quota',
  severity: 'blocker',
  why: 'The endpoint sends a part of the mail in the other region: what is missing there fails for a part of the members.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/global-endpoints.html'],
  reasons,
  needs: ['ses.globalEndpoint', 'profile.tenant'],
  evaluate(facts) {
    const seen = facts['ses.globalEndpoint'];
    const tenant = facts['profile.tenant'].value;
    const region = tenant.ses?.region ?? '';
    if (seen.state === 'absent') {
      const name = tenant.ses?.globalEndpoint ?? '';
      const say = `Correct the name of the endpoint, or leave it out: ${region} has no ${name}.`;
      return {
        status: 'fail',
        reason: 'no-such-endpoint',
        observed: { endpoint: name, region },
        expected: `SES has the endpoint ${name}, with ${region} as its primary region.`,
        remedy: [profileField(say, 'ses.globalEndpoint', null)],
        owner: 'implementation engineer',
      };
    }
    const fact = seen.value;
    const observed = { endpoint: fact.name, status: fact.status, regions: fact.regions };
    const unready = byStatus(fact);
    if (unready !== null) return unready;
    if (!fact.regions.includes(region)) {
      const expected = `${region} is one of the endpoint’s regions.`;
      const say = `Name a region of the endpoint (${fact.regions.join(', ')}), or another endpoint.`;
      return { status: 'fail', reason: 'other-regions', observed, expected, remedy: [profileField(say, 'ses.region', null)] };
    }
    const found = fact.others.map((other) => judgeOther(other, tenant.sending.dailyVolume)).filter((one) => one !== null);
    return found.find(({ status }) => status === 'fail') ?? found[0] ?? { status: 'pass', reason: 'ok', observed };
  },
});
