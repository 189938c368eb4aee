// The relay's final reply carries an id by which the callback finds the message; where it gives none, the Message-ID must join.
import type { Judgement } from '../../core/finding.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Observation } from '../../core/observation.ts';
import type { Facts } from '../../facts/index.ts';
import { queuedId, type QueuedId } from '../../mail/smtp/queued-id.ts';
import { defineCheck } from '../check.ts';

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
const byMessageId = (reason: 'no-id' | 'id-is-message-id', confirmed: boolean | null, observed: JsonObject): Judgement => {
  const what = reason === 'no-id' ? 'The relay gives no queued id' : 'The id in the relay’s reply is only our own Message-ID';
  const expected = 'An id of the relay’s own in the final reply, which its callback names again.';
  if (confirmed === true) {
    return {
      status: 'warn',
      reason,
      observed,
      expected,
      fix: `${what}; the callback was joined by the Message-ID. Note in SquareOS that this relay joins by Message-ID, and have the adapter keep sending that header’s value.`,
    };
  }
  if (confirmed === null) {
    return {
      status: 'pending',
      reason: 'waiting-for-callback',
      observed,
      expected,
      fix: `${what}. Wait for the callback: it must name the Message-ID.`,
    };
  }
  return {
    status: 'inconclusive',
    reason: 'nothing-joins',
    observed: { ...observed, id: reason },
    expected,
    fix: `${what}, and no callback named the Message-ID either, so SquareOS can match nothing. Have the adapter send the Message-ID header as \`messageId\`, or give the shape of the relay’s id in \`smtp.queueIdPattern\` (such as "250 OK queued as {id}").`,
  };
};

/** What became of the send is live-receipt's finding; only an open outcome leaves an id that was not read. */
const noReceipt = (outcome: string | null): Judgement => {
  if (outcome !== 'ambiguous') return { status: 'not-applicable', reason: 'nothing-accepted' };
  return {
    status: 'inconclusive',
    reason: 'cannot-judge',
    observed: { outcome },
    expected: 'The relay’s reply to the live message.',
    fix: 'First settle live-receipt: the relay’s final reply never came, so its id could not be read.',
  };
};

export const smtpQueuedId = defineCheck({
  id: 'smtp-queued-id',
  title: 'The relay’s queued id was read from its final reply',
  severity: 'blocker',
  why: 'The queued id is what SquareOS stores and what the delivery callback is matched with.',
  owner: 'mail provider admin',
  references: ['RFC 5321 section 4.2.5', 'docs/adapter.md'],
  needs: ['live.receipt', 'profile.tenant'],
  uses: ['live.callback'],
  evaluate(facts): Judgement {
    const seen = facts['live.receipt'];
    const tenant = facts['profile.tenant'];
    const receipt = seen.value.receipt;
    if (tenant.value.smtp === null) return { status: 'not-applicable', reason: 'no-relay' };
    if (receipt === null) return noReceipt(seen.value.outcome?.kind ?? null);
    const found = readAgain(receipt, tenant.value.smtp);
    const id = receipt.providerMessageId;
    const observed = { id, reply: receipt.reply ?? null, join: receipt.join ?? null, rule: found?.rule ?? null };
    const own = id !== null && id.toLowerCase() === receipt.messageId?.toLowerCase();
    // The rows hold the Message-ID where the relay gave nothing: only its reply tells the two apart.
    if (id === null || own)
      return byMessageId(own && found?.id !== null ? 'id-is-message-id' : 'no-id', joined(facts['live.callback']), observed);
    if (found?.patternMissed === true) {
      const fix =
        'Correct `smtp.queueIdPattern`: it does not fit the relay’s reply, so the id was read by another rule. Copy the reply and put {id} in the place of the id, or leave the field out.';
      return {
        status: 'warn',
        reason: 'pattern-does-not-fit',
        observed,
        expected: 'The pattern of the profile fits the final reply.',
        fix,
        owner: 'implementation engineer',
      };
    }
    return { status: 'pass', reason: 'ok', observed };
  },
});
