// The relay has a certified adapter, and its callback for the live message reached SquareOS.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';

type Adapter = NonNullable<NonNullable<Facts['profile.tenant']['smtp']>['adapter']>;

const undocumented = (adapter: Adapter): readonly string[] =>
  (['version', 'certifiedBy', 'reference'] as const)
    .filter((field) => adapter[field] === null)
    .map((field) => `smtp.adapter.${field}`);

const HINTS = [
  'Look at the adapter’s log for what the webhook answered, in this order:',
  '1. no call at all: the adapter does not watch this relay, or does not know the URL (callback.url);',
  '2. 401: the token is missing or wrong; it must stand in ?token= or x-webhook-token and equal callback.verifyToken;',
  '3. 422: a word or a timestamp that the contract does not know (certify adapter prints it);',
  '4. 200 with "processed": 0: the id is not the one the relay gave; it must be the queued id of the final reply, or the Message-ID where the relay gives none.',
].join('\n');

const came = (callback: Observation<Facts['live.callback']>, observed: Judgement['observed']): Judgement => {
  if (callback.state !== 'observed')
    return { status: 'pass', reason: 'declared', observed: { ...observed, callback: 'not awaited yet' } };
  const { events, timedOut } = callback.value;
  if (events.length > 0)
    return { status: 'pass', reason: 'ok', observed: { ...observed, events: events.map((event) => event.event) } };
  return {
    // That nothing came is not yet that the adapter is wrong.
    status: 'inconclusive',
    reason: 'no-callback',
    observed: { ...observed, timedOut },
    expected: 'The adapter posts what became of the live message, with its id and the right token, within the waiting time.',
    fix: HINTS,
  };
};

export const smtpAdapter = defineCheck({
  id: 'smtp-adapter',
  title: 'A certified adapter reports what becomes of the relay’s mail',
  severity: 'blocker',
  why: 'An SMTP relay says nothing after it queued a message: without the adapter no bounce and no delivery ever reaches SquareOS.',
  owner: 'mail provider admin',
  references: ['docs/adapter.md'],
  needs: ['profile.tenant'],
  uses: ['live.callback'],
  evaluate(facts): Judgement {
    const seen = facts['profile.tenant'];
    const smtp = seen.state === 'observed' ? seen.value.smtp : null;
    if (smtp === null) return { status: 'not-applicable', reason: 'no-relay' };
    if (smtp.ses !== null) return { status: 'not-applicable', reason: 'sns-is-the-callback' };
    if (smtp.adapter === null) {
      return {
        status: 'fail',
        reason: 'no-adapter',
        expected: 'smtp.adapter names the adapter, its version and who certified it.',
        fix: 'Deploy a certified adapter for this relay and name it in the profile: smtp.adapter: {name: …, version: …, certifiedBy: …, reference: …}. `certify adapter` prints its contract.',
      };
    }
    const missing = undocumented(smtp.adapter);
    const observed = { ...smtp.adapter };
    if (missing.length > 0) {
      const fix = `Fill in ${missing.join(', ')}: which version runs, who certified it, and the ticket that says so.`;
      return {
        status: 'fail',
        reason: 'not-certified',
        observed,
        expected: 'An adapter with version, certifier and reference.',
        fix,
        owner: 'implementation engineer',
      };
    }
    return came(facts['live.callback'], observed);
  },
});
