// The relay's final reply carries an id by which the callback finds the message; where it gives none, the Message-ID must join.
import type { Judgement } from '../../core/finding.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Observation } from '../../core/observation.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { Facts } from '../../facts/index.ts';
import { queuedId, type QueuedId } from '../../mail/smtp/queued-id.ts';
import { defineCheck } from '../check.ts';
import { doThis, profileField } from '../remedy.ts';

const ADAPTER = [{ check: 'smtp-adapter', reasons: ['no-callback', 'token-refused', 'callback-refused'] }];

const reasons = {
  'no-relay': { status: ['not-applicable'], says: 'The tenant does not send through a relay.' },
  'nothing-accepted': { status: ['not-applicable'], says: 'The relay has accepted no message in this run.' },
  'no-id': { status: ['warn'], says: 'The relay gives no id of its own; the callback was joined by the Message-ID.' },
  'id-is-message-id': { status: ['warn'], says: 'The id in the reply is our own Message-ID; the callback was joined by it.' },
  'waiting-for-callback': { status: ['pending'], says: 'Without an id of the relay’s own, the callback has to tell what joins.' },
  'nothing-joins': {
    status: ['inconclusive'],
    says: 'The relay gives no id of its own, and no callback named the Message-ID.',
    follows: ADAPTER,
  },
  'pattern-does-not-fit': { status: ['warn'], says: 'The pattern of the profile does not fit the reply.' },
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | EngineReason>;
type Receipt = NonNullable<Facts['live.receipt']['receipt']>;
type Relay = NonNullable<Facts['profile.tenant']['smtp']>;

/** Read again from the recorded reply; null when the platform sent and only told the id. */
const readAgain = (receipt: Receipt, relay: Relay | null): QueuedId | null =>
  receipt.reply === undefined || relay === null
    ? null
    : queuedId({
        reply: receipt.reply,
        host: relay.host,
        relay: relay.relay,
        pattern: relay.queueIdPattern,
        messageId: receipt.messageId ?? null,
      });

const joined = (callback: Observation<Facts['live.callback']>): boolean | null =>
  callback.state === 'observed' ? callback.value.events.length > 0 : null;

/** No id of the relay's own: everything hangs on the Message-ID. */
const byMessageId = (reason: 'no-id' | 'id-is-message-id', confirmed: boolean | null, observed: JsonObject): Told => {
  const what = reason === 'no-id' ? 'the relay gives no queued id' : 'the id in the relay’s reply is only our own Message-ID';
  const expected = 'An id of the relay’s own in the final reply, which its callback names again.';
  if (confirmed === true) {
    const act = doThis(
      `Note in SquareOS that this relay joins by Message-ID, and have the adapter keep sending that header’s value: ${what}, and the callback was joined by the Message-ID.`,
    );
    return { status: 'warn', reason, observed, expected, remedy: [act] };
  }
  if (confirmed === null) {
    const act = doThis(`Wait for the callback: ${what}, so the callback must name the Message-ID.`);
    return { status: 'pending', reason: 'waiting-for-callback', observed, expected, remedy: [act] };
  }
  return {
    status: 'inconclusive',
    reason: 'nothing-joins',
    observed: { ...observed, id: reason },
    expected,
    remedy: [
      doThis(
        `Have the adapter send the Message-ID header as \`messageId\`: ${what}, and no callback named the Message-ID either, so SquareOS can match nothing.`,
      ),
      profileField(
        'Or give the shape of the relay’s id, where its reply has one (such as "250 OK queued as {id}").',
        'smtp.queueIdPattern',
        null,
      ),
    ],
  };
};

/** What became of the send is live-receipt's finding; only an open outcome leaves an id that was not read. */
const noReceipt = (outcome: string | null): Told => {
  if (outcome !== 'ambiguous') return { status: 'not-applicable', reason: 'nothing-accepted' };
  return {
    status: 'inconclusive',
    reason: 'cannot-judge',
    observed: { outcome },
    expected: 'The relay’s reply to the live message.',
    remedy: [doThis('Settle live-receipt first: the relay’s final reply never came, so its id could not be read.')],
    follows: ['live-receipt'],
  };
};

export const smtpQueuedId = defineCheck({
  id: 'smtp-queued-id',
  title: 'The relay’s queued id was read from its final reply',
  severity: 'blocker',
  why: 'The queued id is what SquareOS stores and what the delivery callback is matched with.',
  owner: 'mail provider admin',
  references: ['RFC 5321 §4.2.5', 'docs/adapter.md'],
  reasons,
  clauses: {
    'RFC 5321 §4.2.5': ['no-id', 'id-is-message-id', 'nothing-joins', 'waiting-for-callback', 'pattern-does-not-fit'],
  },
  needs: ['live.receipt', 'profile.tenant'],
  uses: ['live.callback'],
  evaluate(facts) {
    const { receipt, outcome } = facts['live.receipt'].value;
    const relay = facts['profile.tenant'].value.smtp;
    if (relay === null) return { status: 'not-applicable', reason: 'no-relay' };
    if (receipt === null) return noReceipt(outcome?.kind ?? null);
    const found = readAgain(receipt, relay);
    const id = receipt.providerMessageId;
    const observed = { id, reply: receipt.reply ?? null, join: receipt.join ?? null, rule: found?.rule ?? null };
    const own = id !== null && id.toLowerCase() === receipt.messageId?.toLowerCase();
    // The rows hold the Message-ID where the relay gave nothing: only its reply tells the two apart.
    if (id === null || own)
      return byMessageId(own && found?.id !== null ? 'id-is-message-id' : 'no-id', joined(facts['live.callback']), observed);
    if (found?.patternMissed === true) {
      const act = profileField(
        'Copy the relay’s final reply and put {id} in the place of the id, or leave the field out: the pattern does not fit the reply, so the id was read by another rule.',
        'smtp.queueIdPattern',
        null,
      );
      const expected = 'The pattern of the profile fits the final reply.';
      return {
        status: 'warn',
        reason: 'pattern-does-not-fit',
        observed,
        expected,
        remedy: [act],
        owner: 'implementation engineer',
      };
    }
    return { status: 'pass', reason: 'ok', observed };
  },
});
