// Some route carries the events of the platform's sends: a configuration set that exists, or feedback topics of the identity.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { partlyObserved } from '../unseen.ts';

type SetFact = Facts['ses.configurationSet'];

const EXPECTED =
  'The platform passes a configuration set that exists, or the identity has a default one, or the identity has feedback topics.';

const missing = (fact: SetFact): Judgement => ({
  status: 'fail',
  reason: fact.source === 'explicit' ? 'set-missing' : 'default-set-missing',
  observed: { configurationSet: fact.name, source: fact.source },
  expected: EXPECTED,
  fix:
    fact.source === 'explicit'
      ? `Create the configuration set ${fact.name ?? ''} in this region, or correct ses.configurationSet and configJson.configurationSetName: SES refuses a send that names a set which does not exist.`
      : `The identity’s default configuration set ${fact.name ?? ''} was deleted, so SES refuses every send as a bad request: choose another default in Amazon SES / Identities / the identity / Configuration set.`,
});

/** Nothing is attached: the identity's own topics are the last route. */
const withoutSet = (feedback: Observation<Facts['ses.feedbackTopics']>): Judgement => {
  if (feedback.state !== 'observed' && feedback.state !== 'absent') {
    return partlyObserved('The identity’s feedback topics', feedback);
  }
  const topics = feedback.state === 'observed' ? feedback.value : null;
  const observed = { configurationSet: null, bounce: topics?.bounce, complaint: topics?.complaint, delivery: topics?.delivery };
  if (topics !== null && (topics.bounce ?? topics.complaint ?? topics.delivery) !== null) {
    return { status: 'pass', reason: 'feedback-topics', observed };
  }
  return {
    status: 'fail',
    reason: 'none-applies',
    observed,
    expected: EXPECTED,
    fix: 'Create a configuration set with an SNS event destination and write its name to configJson.configurationSetName, so that SquareOS passes it with every send. Without it SES returns a MessageId and no event ever comes.',
  };
};

export const sesConfigurationSetApplied = defineCheck({
  id: 'ses-configuration-set-applied',
  title: 'A configuration set that exists applies to the platform’s sends',
  severity: 'blocker',
  why: 'Without a set, and without feedback topics, sends succeed and no delivery, bounce or complaint is ever reported.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/managing-configuration-sets.html',
    'https://docs.aws.amazon.com/ses/latest/dg/using-configuration-sets-in-email.html',
  ],
  needs: ['ses.configurationSet'],
  uses: ['ses.feedbackTopics', 'ses.eventDestinations'],
  core: true,
  evaluate(facts) {
    const seen = facts['ses.configurationSet'];
    const fact = seen.value;
    if (fact.name === null) return withoutSet(facts['ses.feedbackTopics']);
    const observed = { configurationSet: fact.name, source: fact.source };
    if (fact.detail?.state === 'absent') return missing(fact);
    // Its destinations answer, so the set exists, whatever else about it could not be seen.
    const exists = fact.detail?.state === 'observed' || facts['ses.eventDestinations'].state === 'observed';
    if (exists || fact.detail === null) return { status: 'pass', reason: 'ok', observed };
    return partlyObserved(`The configuration set ${fact.name}`, fact.detail);
  },
});
