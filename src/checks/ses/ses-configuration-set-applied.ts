// Some route carries the events of the platform's sends: a configuration set that exists, or feedback topics of the identity.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { sesPlaceOf } from '../../facts/derived.ts';
import type { Facts } from '../../facts/index.ts';
import type { DraftAct } from '../../core/remedy.ts';
import { governingOf } from '../../facts/derived.ts';
import { SET_NOT_GIVEN } from '../../aws/ses/configuration-set.ts';
import { defineCheck } from '../check.ts';
import { doThis, inRegion, squareosField } from '../remedy.ts';
import { notGiven, partlyObserved } from '../unseen.ts';

const reasons = {
  'feedback-topics': { status: ['pass'], says: 'No set applies; the identity’s feedback topics carry the events.' },
  'set-missing': { status: ['fail'], says: 'The set that the platform names does not exist in this region.' },
  'default-set-missing': { status: ['fail'], says: 'The identity’s default set does not exist, and SES refuses every send.' },
  'default-set-dangling': {
    status: ['warn'],
    says: 'The platform names a set that exists; the identity’s default set does not, so that sends which name none are refused.',
  },
  'default-set-differs': {
    status: ['warn'],
    says: 'The identity’s default set is another one than the platform names, so that sends which name none report elsewhere.',
  },
  'header-needed': {
    status: ['warn'],
    says: 'Over SMTP the set applies only by a header in each message, or as the identity’s default, which it is not.',
  },
  'none-applies': { status: ['fail'], says: 'No set and no feedback topic carries the events.' },
} as const satisfies Reasons;

type SetFact = Facts['ses.configurationSet'];
type Found = Judgement<keyof typeof reasons | EngineReason>;

const EXPECTED =
  'The platform passes a configuration set that exists, or the identity has a default one, or the identity has feedback topics.';

const missing = (fact: SetFact, identity: Facts['ses.identity'] | null, declared: string | null): Found => {
  const name = fact.name ?? '';
  const region = identity?.region ?? declared;
  const given = { observed: { configurationSet: fact.name, source: fact.source }, expected: EXPECTED };
  if (fact.source !== 'explicit') {
    const say = `Choose another default set for the identity in Amazon SES / Identities / Configuration set: ${name} was deleted, so that SES refuses every send as a bad request.`;
    return { status: 'fail', reason: 'default-set-missing', ...given, remedy: [doThis(say)] };
  }
  return {
    status: 'fail',
    reason: 'set-missing',
    ...given,
    remedy: [
      {
        say: `Create the configuration set ${name}${region === null ? '' : ` in ${region}`}: SES refuses a send that names a set which does not exist.`,
        command: `aws sesv2 create-configuration-set --configuration-set-name ${name}${inRegion(region)}`,
      },
      squareosField('Or name the set that is there, in SquareOS and in the profile.', 'configJson.configurationSetName', null),
    ],
    // Neither identity nor set is there: one look at the region before anything is created.
    ...(identity !== null && identity.governing === null ? { follows: ['ses-region'] } : {}),
  };
};

/** Nothing is attached: the identity's own topics are the last route. */
const withoutSet = (feedback: Observation<Facts['ses.feedbackTopics']>, unsaid: boolean): Found => {
  if (feedback.state !== 'observed' && feedback.state !== 'absent') {
    return partlyObserved('The identity’s feedback topics', feedback, 'ses.feedbackTopics');
  }
  const topics = feedback.state === 'observed' ? feedback.value : null;
  const observed = { configurationSet: null, bounce: topics?.bounce, complaint: topics?.complaint, delivery: topics?.delivery };
  if (topics !== null && (topics.bounce ?? topics.complaint ?? topics.delivery) !== null) {
    return { status: 'pass', reason: 'feedback-topics', observed };
  }
  if (unsaid) return notGiven(SET_NOT_GIVEN);
  return {
    status: 'fail',
    reason: 'none-applies',
    observed,
    expected: EXPECTED,
    remedy: [
      doThis(
        'Create a configuration set with an SNS event destination for the topic of the SquareOS webhook. Without one SES returns a MessageId, and no event ever comes.',
      ),
      squareosField(
        'Then name the set in the Channel Account, so that every send passes it.',
        'configJson.configurationSetName',
        null,
      ),
    ],
  };
};

const setDefault = (say: string, identity: string, set: string | null, region: string): DraftAct => ({
  say,
  command: `aws sesv2 put-email-identity-configuration-set-attributes --email-identity ${identity}${set === null ? '' : ` --configuration-set-name ${set}`} --region ${region}`,
});

/** The set in force exists: what the identity's default still means. null: nothing. */
const byDefault = (fact: SetFact, identity: Facts['ses.identity'] | null, overSmtp: boolean): Found | null => {
  const governing = identity === null ? null : governingOf(identity);
  if (fact.name === null || fact.source !== 'explicit' || identity === null || governing?.kind !== 'known') return null;
  const standing = fact.identityDefault;
  const observed = {
    configurationSet: fact.name,
    source: fact.source,
    identity: governing.name,
    identityDefault: standing?.name ?? null,
  };
  if (standing?.answer?.state === 'absent') {
    const say = `Make ${fact.name} the default set of ${governing.name}, or take the default off: ${standing.name} does not exist, and SES refuses every send that names no set.`;
    return {
      status: 'warn',
      reason: 'default-set-dangling',
      observed,
      expected: `The default set of ${governing.name} exists, or it has none.`,
      remedy: [setDefault(say, governing.name, fact.name, identity.region)],
    };
  }
  if (standing !== null && standing.name !== fact.name && !overSmtp) {
    const say = `Make ${fact.name} the default set of ${governing.name}, or take the default off: whatever names no set is sent with ${standing.name}, and SquareOS hears of it only where that set publishes to its topic too.`;
    return {
      status: 'warn',
      reason: 'default-set-differs',
      observed,
      expected: `The default set of ${governing.name} is the one that the platform names, or it has none.`,
      remedy: [setDefault(say, governing.name, fact.name, identity.region)],
    };
  }
  if (!overSmtp || standing?.name === fact.name) return null;
  const say = `Make ${fact.name} the default set of ${governing.name}: over SMTP SES applies no set otherwise, and no event would come.`;
  return {
    status: 'warn',
    reason: 'header-needed',
    observed,
    expected: `${fact.name} is the identity’s default set, or every message carries the header X-SES-CONFIGURATION-SET.`,
    remedy: [
      setDefault(say, governing.name, fact.name, identity.region),
      doThis(
        `Or see that the platform writes the header X-SES-CONFIGURATION-SET: ${fact.name} into every message.`,
        'SquareOS admin',
      ),
    ],
  };
};

export const sesConfigurationSetApplied = defineCheck({
  id: 'ses-configuration-set-applied',
  title: 'A configuration set that exists applies to the platform’s sends, or feedback topics carry the events',
  severity: 'blocker',
  why: 'Without a set, and without feedback topics, sends succeed and no delivery, bounce or complaint is ever reported.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/managing-configuration-sets.html',
    'https://docs.aws.amazon.com/ses/latest/dg/using-configuration-sets-in-email.html',
  ],
  reasons,
  clauses: {
    'https://docs.aws.amazon.com/ses/latest/dg/managing-configuration-sets.html': [
      'set-missing',
      'default-set-missing',
      'default-set-dangling',
      'default-set-differs',
    ],
    'https://docs.aws.amazon.com/ses/latest/dg/using-configuration-sets-in-email.html': [
      'header-needed',
      'none-applies',
      'feedback-topics',
    ],
  },
  needs: ['ses.configurationSet'],
  uses: ['ses.feedbackTopics', 'ses.eventDestinations', 'ses.identity', 'profile.tenant'],
  core: true,
  evaluate(facts) {
    const seen = facts['ses.configurationSet'];
    const fact = seen.value;
    if (fact.name === null) return withoutSet(facts['ses.feedbackTopics'], fact.source === 'unsaid');
    const observed = { configurationSet: fact.name, source: fact.source };
    // Its destinations are judged; that the platform passes it is for the platform to say.
    if (fact.source === 'account') return notGiven(SET_NOT_GIVEN, observed);
    const identity = facts['ses.identity'].state === 'observed' ? facts['ses.identity'].value : null;
    const tenant = facts['profile.tenant'];
    const declared = tenant.state === 'observed' ? sesPlaceOf(tenant.value).region : null;
    if (fact.detail?.state === 'absent') return missing(fact, identity, declared);
    // Its destinations answer, so the set exists, whatever else about it could not be seen.
    const exists = fact.detail?.state === 'observed' || facts['ses.eventDestinations'].state === 'observed';
    if (exists || fact.detail === null) {
      const overSmtp = tenant.state === 'observed' && tenant.value.provider === 'SMTP';
      return byDefault(fact, identity, overSmtp) ?? { status: 'pass', reason: 'ok', observed };
    }
    return partlyObserved(`The configuration set ${fact.name}`, fact.detail, 'ses.configurationSet');
  },
});
