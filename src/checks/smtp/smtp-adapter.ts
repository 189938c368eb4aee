// The relay has a certified adapter, and its callback for the live message reached SquareOS.
import type { Judgement } from '../../core/finding.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Observation } from '../../core/observation.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { relayFor } from '../../mail/smtp/relay-table.ts';
import { reportsDelivery, type Relay } from '../../mail/smtp/relay.ts';
import { defineCheck } from '../check.ts';
import { doThis, profileField } from '../remedy.ts';

const reasons = {
  'no-relay': { status: ['not-applicable'], says: 'The tenant does not send through a relay.' },
  'sns-is-the-callback': { status: ['not-applicable'], says: 'The relay is SES, whose events come over SNS.' },
  'no-adapter': { status: ['fail'], says: 'The profile names no adapter.' },
  'not-certified': { status: ['fail'], says: 'The adapter’s version, certifier or reference is not given.' },
  'relay-reports-no-delivery': {
    status: ['warn', 'inconclusive'],
    says: 'Nothing of this relay’s tells a customer that a message was delivered.',
  },
  declared: { status: ['pass'], says: 'The adapter is named and certified; its callback was not awaited yet.' },
  'token-refused': {
    status: ['inconclusive'],
    says: 'No callback came for the live message; since the send some callback was refused for its token, perhaps its own.',
    follows: [{ check: 'live-receipt' }],
  },
  'callback-refused': {
    status: ['inconclusive'],
    says: 'No callback came for the live message; since the send some callback was refused for what it says, perhaps its own.',
    follows: [{ check: 'live-receipt' }],
  },
  'other-id': {
    status: ['inconclusive'],
    says: 'No callback came for the live message; since the send some callback named an id that nobody registered, perhaps its own.',
    follows: [{ check: 'live-receipt' }],
  },
  'no-callback': {
    status: ['inconclusive'],
    says: 'No callback came for the live message.',
    follows: [{ check: 'live-receipt' }],
  },
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | EngineReason>;
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

interface Lead {
  readonly reason: 'token-refused' | 'callback-refused' | 'other-id' | 'no-callback';
  readonly act: DraftAct;
}

/** What came and did not count, where the ledger tells. On a busy platform it may be somebody else’s: so it is a lead, not a proof. */
const lead = (strays: Strays | undefined): Lead => {
  const refused = Object.keys(strays?.refused ?? {});
  const token = refused.find((reason) => reason.startsWith('token-'));
  if (token !== undefined) {
    const say = `See whether the adapter sends the token that callback.verifyToken refers to, in ?token= or x-webhook-token: a callback that may be its own came since the send and was refused with 401 (${token}).`;
    return { reason: 'token-refused', act: doThis(say) };
  }
  if (refused.length > 0) {
    const say = `See whether the adapter’s body keeps the contract: a callback that may be its own came since the send and was refused (${refused.join(', ')}). This prints the contract:`;
    return { reason: 'callback-refused', act: { say, command: 'certify adapter' } };
  }
  if ((strays?.unmatched ?? 0) > 0) {
    const say =
      'See whether the adapter sends the queued id of the relay’s final reply as providerMessageId, or the Message-ID where the relay gives none: a callback that may be its own came since the send for an id that nobody registered.';
    return { reason: 'other-id', act: doThis(say) };
  }
  return { reason: 'no-callback', act: doThis(HINTS) };
};

const came = (
  callback: Observation<Facts['live.callback']>,
  rows: Observation<Facts['live.rows']>,
  observed: JsonObject,
): Told => {
  if (callback.state !== 'observed')
    return { status: 'pass', reason: 'declared', observed: { ...observed, callback: 'not awaited yet' } };
  const { events, timedOut } = callback.value;
  if (events.length > 0)
    return { status: 'pass', reason: 'ok', observed: { ...observed, events: events.map((event) => event.event) } };
  const strays = rows.state === 'observed' ? rows.value.strays : undefined;
  const { reason, act } = lead(strays);
  return {
    // That nothing came is not yet that the adapter is wrong.
    status: 'inconclusive',
    reason,
    observed: { ...observed, timedOut, strays: strays === undefined ? null : { ...strays } },
    expected: 'The adapter posts what became of the live message, with its id and the right token, within the waiting time.',
    remedy: [act],
  };
};

/** Said before the send, while another relay can still be chosen. */
const mute = ({ label, reports }: Relay, observed: JsonObject): Told => {
  const what =
    reports === null
      ? 'has no webhook and no log for its customers'
      : `tells by ${reports.from} of bounces, and never of a delivery`;
  return {
    status: 'warn',
    reason: 'relay-reports-no-delivery',
    observed: { ...observed, relay: label, events: reports === null ? null : Object.keys(reports.events) },
    expected: 'The relay can tell the adapter that a message was delivered.',
    remedy: [
      doThis(
        `Choose another relay, or let the adapter learn of deliveries another way (delivery status notifications, RFC 3461): ${label} ${what}, so the live proof has nothing to wait for.`,
      ),
    ],
  };
};

const named: readonly DraftAct[] = [
  { say: 'Deploy a certified adapter for this relay. This prints its contract:', command: 'certify adapter' },
  profileField(
    'Name it in the profile, with its version, who certified it and the reference.',
    'smtp.adapter',
    '{name: …, version: …, certifiedBy: …, reference: …}',
  ),
];

export const smtpAdapter = defineCheck({
  id: 'smtp-adapter',
  title: 'A certified adapter is named to report what becomes of the relay’s mail',
  severity: 'blocker',
  why: 'An SMTP relay says nothing after it queued a message: without the adapter no bounce and no delivery ever reaches SquareOS.',
  owner: 'mail provider admin',
  references: ['docs/adapter.md'],
  reasons,
  needs: ['profile.tenant'],
  uses: ['live.callback', 'live.rows', 'smtp.session'],
  evaluate(facts) {
    const { smtp } = facts['profile.tenant'].value;
    if (smtp === null) return { status: 'not-applicable', reason: 'no-relay' };
    if (smtp.ses !== null) return { status: 'not-applicable', reason: 'sns-is-the-callback' };
    if (smtp.adapter === null) {
      const expected = 'smtp.adapter names the adapter, its version and who certified it.';
      return { status: 'fail', reason: 'no-adapter', expected, remedy: named };
    }
    const missing = undocumented(smtp.adapter);
    const observed = { ...smtp.adapter };
    if (missing.length > 0) {
      return {
        status: 'fail',
        reason: 'not-certified',
        observed,
        expected: 'An adapter with version, certifier and reference.',
        remedy: [doThis(`Fill in ${missing.join(', ')}: which version runs, who certified it, and the ticket that says so.`)],
        owner: 'implementation engineer',
      };
    }
    const session = facts['smtp.session'];
    const banner = session.state === 'observed' ? session.value.banner : null;
    const relay = relayFor({ relay: smtp.relay, host: smtp.host, banner });
    const told = came(facts['live.callback'], facts['live.rows'], observed);
    if (relay === null || reportsDelivery(relay) || (told.reason !== 'declared' && told.reason !== 'no-callback')) return told;
    return { ...mute(relay, told.observed ?? observed), status: told.reason === 'declared' ? 'warn' : 'inconclusive' };
  },
});
