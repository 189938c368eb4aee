// The write side: Message and DeliveryAttempt before the send, the provider's id after; early callbacks are applied here.
import type { Join } from '../../core/live.ts';
import type { AttemptToSend } from '../../core/ports/ledger.ts';
import type { Tx } from '../../store/store.ts';
import { ATTEMPT, CAMPAIGN_LOG, MESSAGE } from './tables.ts';
import { advanced, named, saveAttempts, statusChange } from './apply.ts';
import { audit } from './audit.ts';
import type { AuditEntry } from './audit.ts';
import { bury } from './dead-letters.ts';
import type { DeadLetter } from './dead-letters.ts';
import { concerns, idsOfAttempt, isBeforeSend } from './match.ts';
import { attemptOf, attemptRow, eventOf } from './rows.ts';
import type { Attempt, IncomingEvent } from './rows.ts';
import { suppression } from './suppression.ts';
import type { SuppressionRules } from './suppression-rules.ts';

export interface Registration extends Omit<AttemptToSend, 'join'> {
  readonly account: string | null;
  /** null: not said, which leaves it as it was registered; in the first registration `exact`. */
  readonly join: Join | null;
}

export type Registered =
  | { readonly kind: 'created' | 'updated' | 'unchanged' }
  /** The nonce stands for another message, or already has another id. */
  | { readonly kind: 'conflict'; readonly field: string }
  | { readonly kind: 'suppressed'; readonly reason: string };

const fresh = (given: Registration, at: string): Attempt => ({
  ...given,
  join: given.join ?? 'exact',
  status: 'registered',
  registeredAt: at,
  updatedAt: at,
});

/** First field in which a repeated registration contradicts the first one. Ids and the account may be filled in, never changed. */
const contradiction = (known: Attempt, given: Registration): string | null => {
  if (known.recipient !== given.recipient) return 'recipient';
  if (known.channel !== given.channel) return 'channel';
  if (known.campaignId !== given.campaignId) return 'campaignId';
  const differs = (old: string | null, next: string | null): boolean => old !== null && next !== null && old !== next;
  if (differs(known.account, given.account)) return 'account';
  if (differs(known.providerMessageId, given.providerMessageId)) return 'providerMessageId';
  return differs(known.messageId, given.messageId) ? 'messageId' : null;
};

const merged = (known: Attempt, given: Registration, at: string): Attempt => {
  const providerMessageId = known.providerMessageId ?? given.providerMessageId;
  const messageId = known.messageId ?? given.messageId;
  const account = known.account ?? given.account;
  const join = given.join ?? known.join;
  const same =
    providerMessageId === known.providerMessageId &&
    messageId === known.messageId &&
    account === known.account &&
    join === known.join;
  return same ? known : { ...known, account, providerMessageId, messageId, join, updatedAt: at };
};

const create = async (tx: Tx, attempt: Attempt): Promise<void> => {
  await tx.insert(ATTEMPT, [attemptRow(attempt)]);
  const { nonce, status, recipient, updatedAt } = attempt;
  await tx.insert(MESSAGE, [{ nonce, provider_message_id: attempt.providerMessageId, status, updated_at: updatedAt }]);
  if (attempt.campaignId !== null)
    await tx.insert(CAMPAIGN_LOG, [{ nonce, campaign_id: attempt.campaignId, recipient, status, updated_at: updatedAt }]);
};

/** Idempotent. A new attempt to a suppressed address is refused before it is made. */
export const register = async (tx: Tx, given: Registration, rules: SuppressionRules, now: Date): Promise<Registered> => {
  const at = now.toISOString();
  await tx.lock(idsOfAttempt(given));
  const [row] = await tx.rows('SELECT * FROM delivery_attempt WHERE nonce = $1', [given.nonce]);
  const known = row === undefined ? null : attemptOf(row);
  if (known === null) {
    const listing = await suppression(tx, given.recipient, rules, now);
    if (listing !== null && given.providerMessageId === null) return { kind: 'suppressed', reason: listing.reason };
  } else {
    const field = contradiction(known, given);
    if (field !== null) return { kind: 'conflict', field };
  }
  const attempt = known === null ? fresh(given, at) : merged(known, given, at);
  if (attempt === known) return { kind: 'unchanged' };
  if (known === null) await create(tx, attempt);
  const detail = { providerMessageId: attempt.providerMessageId, campaignId: attempt.campaignId };
  const action = known === null ? 'attempt-registered' : 'attempt-updated';
  await audit(tx, [{ at, actor: 'write-token', action, subject: attempt.nonce, detail }]);
  await settleEarly(tx, attempt, now);
  tx.announce(idsOfAttempt(attempt));
  return { kind: known === null ? 'created' : 'updated' };
};

/** Callbacks that came before the id was known. */
const settleEarly = async (tx: Tx, attempt: Attempt, now: Date): Promise<void> => {
  const at = now.toISOString();
  const rows = await tx.rows(
    `SELECT * FROM delivery_event WHERE message {in $1} AND state = 'unmatched'
     UNION SELECT * FROM delivery_event WHERE nonce_tag {in $1} AND state = 'unmatched'
     UNION SELECT * FROM delivery_event WHERE prefix {in $1} AND state = 'unmatched'`,
    [idsOfAttempt(attempt)],
  );
  const events = rows.map(eventOf).filter((event) => concerns(attempt, event));
  const log: AuditEntry[] = [];
  let current = attempt;
  for (const event of events) {
    if (isBeforeSend(attempt, event)) {
      await setState(tx, event, 'dead', event.recipient);
      await bury(tx, deadLetterOf(event, at));
      continue;
    }
    const next = advanced(current, { ...event, receivedAt: at });
    if (next.status !== current.status) log.push(statusChange(current, next.status, { ...event, receivedAt: at }));
    current = next;
    await setState(tx, event, 'applied', named(event, [attempt]).recipient);
  }
  await saveAttempts(tx, [current]);
  await audit(tx, log);
};

const deadLetterOf = (event: IncomingEvent, at: string): DeadLetter => ({
  account: event.account,
  message: event.message,
  nonceTag: event.nonceTag,
  reason: 'timestamp-before-send',
  digest: null,
  fields: { event: { ...event, smtpResponse: null, diagnostic: null } },
  receivedAt: at,
});

/** Under its final recipient; where that row exists already, the early one was its duplicate. */
const setState = async (tx: Tx, event: IncomingEvent, state: 'applied' | 'dead', recipient: string): Promise<void> => {
  const key = [event.account, event.message, event.event, event.subtype ?? ''];
  const where = 'account = $1 AND message = $2 AND event = $3 AND subtype = $4 AND recipient = $5';
  const twin = await tx.rows(`SELECT 1 AS one FROM delivery_event WHERE ${where}`, [...key, recipient]);
  if (twin.length > 0 && recipient !== event.recipient)
    await tx.rows(`DELETE FROM delivery_event WHERE ${where}`, [...key, event.recipient]);
  else
    await tx.rows(`UPDATE delivery_event SET state = $6, recipient = $7 WHERE ${where}`, [
      ...key,
      event.recipient,
      state,
      recipient,
    ]);
};
