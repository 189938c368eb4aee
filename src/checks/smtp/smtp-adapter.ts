// The relay has a certified adapter, and its callback for the live message reached SquareOS.
import type { Judgement } from '../../core/finding.ts';
import type { JsonObject } from '../../core/json.ts';
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

type Strays = NonNullable<Facts['live.rows']['strays']>;

/** What came and did not count, where the ledger tells. On a busy platform it may be somebody else’s: so it is a lead, not a proof. */
const lead = (strays: Strays | undefined): { readonly reason: string; readonly fix: string } => {
  const refused = Object.keys(strays?.refused ?? {});
  const token = refused.find((reason) => reason.startsWith('token-'));
  if (token !== undefined) {
    const fix = `A callback came since the send and was refused with 401 (${token}). Give the adapter the token that callback.verifyToken refers to, in ?token= or x-webhook-token.`;
    return { reason: 'token-refused', fix };
  }
  if (refused.length > 0) {
    const fix = `A callback came since the send and was refused (${refused.join(', ')}). Correct the adapter’s body; \`certify adapter\` prints the contract.`;
    return { reason: 'callback-refused', fix };
  }
  if ((strays?.unmatched ?? 0) > 0) {
    const fix =
      'A callback came since the send for an id that nobody registered. Have the adapter send the queued id of the relay’s final reply as providerMessageId, or the Message-ID where the relay gives none.';
    return { reason: 'other-id', fix };
  }
  return { reason: 'no-callback', fix: HINTS };
};

const came = (
  callback: Observation<Facts['live.callback']>,
  rows: Observation<Facts['live.rows']>,
  observed: JsonObject,
): Judgement => {
  if (callback.state !== 'observed')
    return { status: 'pass', reason: 'declared', observed: { ...observed, callback: 'not awaited yet' } };
  const { events, timedOut } = callback.value;
  if (events.length > 0)
    return { status: 'pass', reason: 'ok', observed: { ...observed, events: events.map((event) => event.event) } };
  const strays = rows.state === 'observed' ? rows.value.strays : undefined;
  return {
    // That nothing came is not yet that the adapter is wrong.
    status: 'inconclusive',
    observed: { ...observed, timedOut, strays: strays === undefined ? null : { ...strays } },
    expected: 'The adapter posts what became of the live message, with its id and the right token, within the waiting time.',
    ...lead(strays),
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
  uses: ['live.callback', 'live.rows'],
  evaluate(facts): Judgement {
    const seen = facts['profile.tenant'];
    const smtp = seen.value.smtp;
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
    return came(facts['live.callback'], facts['live.rows'], observed);
  },
});
