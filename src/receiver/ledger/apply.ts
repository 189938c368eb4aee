// Applies verified callbacks: at least once in, exactly once applied, in any order. Set-based, so that a group costs few statements.
import { type CallbackEvent, DELIVERY_STATUSES, type DeliveryStatus, STATUS_AFTER } from '../../core/live.ts';
import type { Row, Tx } from '../../store/store.ts';
import { EVENT } from './tables.ts';
import { audit } from './audit.ts';
import type { AuditEntry } from './audit.ts';
import { concerns, idsOfAttempt, idsOfEvent, isBeforeSend, sameRecipient } from './match.ts';
import { attemptOf, eventKey, eventRow } from './rows.ts';
import type { Attempt, IncomingEvent } from './rows.ts';

export interface Applied {
  /** Recipients whose event was news, whether or not their message is known yet. */
  readonly processed: number;
  readonly duplicates: number;
  /** Set when the whole body is refused: nothing of it was stored. */
  readonly refused: 'timestamp-before-send' | null;
}

/** One callback's events: all of them or none. */
export type Body = readonly IncomingEvent[];

export const attemptsFor = async (tx: Tx, ids: readonly string[]): Promise<Attempt[]> => {
  if (ids.length === 0) return [];
  const found = await tx.rows(
    `SELECT * FROM delivery_attempt WHERE provider_message_id {in $1}
     UNION SELECT * FROM delivery_attempt WHERE message_id {in $1}
     UNION SELECT * FROM delivery_attempt WHERE nonce {in $1}`,
    [ids],
  );
  return found.map(attemptOf);
};

const keysOf = async (tx: Tx, messages: readonly string[]): Promise<Set<string>> => {
  const found = await tx.rows('SELECT account, message, recipient, event, subtype FROM delivery_event WHERE message {in $1}', [
    messages,
  ]);
  return new Set(found.map(eventKey));
};

/** Applies several bodies in the caller's transaction; the answers come in their order. */
export const applyBodies = async (tx: Tx, bodies: readonly Body[]): Promise<Applied[]> => {
  const events = bodies.flat();
  const ids = [...new Set(events.flatMap(idsOfEvent))];
  await tx.lock(ids);
  const messages = [...new Set(events.map((event) => event.message))];
  const [known, attempts] = await Promise.all([keysOf(tx, messages), attemptsFor(tx, ids)]);
  const group = new Group(attempts, known);
  const answers = bodies.map((body) => group.take(body));
  await group.save(tx);
  tx.announce([...ids, ...group.touched()]);
  return answers;
};

/** What one transaction has loaded, and what it will write. */
class Group {
  /** Candidates under each id they may be found by. */
  readonly #byId = new Map<string, Attempt[]>();
  readonly #changed = new Map<string, Attempt>();
  readonly #known: Set<string>;
  readonly #rows: Row[] = [];
  readonly #audit: AuditEntry[] = [];

  constructor(attempts: readonly Attempt[], known: Set<string>) {
    for (const attempt of attempts)
      for (const id of idsOfAttempt(attempt)) this.#byId.set(id, [...(this.#byId.get(id) ?? []), attempt]);
    this.#known = known;
  }

  take(body: Body): Applied {
    const matched = body.map((event) => ({ event, attempts: this.#matches(event) }));
    if (matched.some(({ event, attempts }) => attempts.some((attempt) => isBeforeSend(attempt, event))))
      return { processed: 0, duplicates: 0, refused: 'timestamp-before-send' };
    let processed = 0;
    for (const { event, attempts } of matched) if (this.#news(named(event, attempts), attempts)) processed += 1;
    return { processed, duplicates: body.length - processed, refused: null };
  }

  #matches(event: IncomingEvent): readonly Attempt[] {
    const candidates = new Set(idsOfEvent(event).flatMap((id) => this.#byId.get(id) ?? []));
    return [...candidates]
      .map((attempt) => this.#changed.get(attempt.nonce) ?? attempt)
      .filter((attempt) => concerns(attempt, event));
  }

  #news(event: IncomingEvent, attempts: readonly Attempt[]): boolean {
    const row = eventRow(event, attempts.length > 0 ? 'applied' : 'unmatched');
    const key = eventKey(row);
    if (this.#known.has(key)) return false;
    this.#known.add(key);
    this.#rows.push(row);
    this.#audit.push({
      at: event.receivedAt,
      actor: `callback:${event.account}`,
      action: attempts.length > 0 ? 'event-applied' : 'event-unmatched',
      subject: event.message,
      detail: { event: event.event, subtype: event.subtype, source: event.sourceId },
    });
    for (const attempt of attempts) this.#advance(attempt, event);
    return true;
  }

  #advance(attempt: Attempt, event: IncomingEvent): void {
    const next = advanced(attempt, event);
    if (next === attempt) return;
    this.#changed.set(attempt.nonce, next);
    if (next.status !== attempt.status) this.#audit.push(statusChange(attempt, next.status, event));
  }

  touched(): readonly string[] {
    return [...this.#changed.keys()];
  }

  async save(tx: Tx): Promise<void> {
    await tx.insert(EVENT, this.#rows);
    await saveAttempts(tx, [...this.#changed.values()]);
    await audit(tx, this.#audit);
  }
}

/** An adapter that names no recipient means the only one the message has. */
export const named = (event: IncomingEvent, attempts: readonly Attempt[]): IncomingEvent => {
  const [only, ...others] = attempts;
  return event.recipient === '' && only !== undefined && others.length === 0 ? { ...event, recipient: only.recipient } : event;
};

/** A late or repeated event never moves a delivery backwards. */
const statusAfter = (current: DeliveryStatus, event: CallbackEvent): DeliveryStatus => {
  const next = STATUS_AFTER[event];
  return next !== null && DELIVERY_STATUSES.indexOf(next) > DELIVERY_STATUSES.indexOf(current) ? next : current;
};

/** The attempt after the event. Its id is what the sender names: an event that was found by its tag alone teaches none. */
export const advanced = (attempt: Attempt, event: IncomingEvent): Attempt => {
  const status = sameRecipient(attempt, event) ? statusAfter(attempt.status, event.event) : attempt.status;
  return status === attempt.status ? attempt : { ...attempt, status, updatedAt: event.receivedAt };
};

export const statusChange = (attempt: Attempt, status: DeliveryStatus, event: IncomingEvent): AuditEntry => ({
  at: event.receivedAt,
  actor: `callback:${event.account}`,
  action: 'status-changed',
  subject: attempt.nonce,
  detail: { from: attempt.status, to: status, because: event.event },
});

/** DeliveryAttempt, Message and CampaignDeliveryLog move together. */
export const saveAttempts = async (tx: Tx, attempts: readonly Attempt[]): Promise<void> => {
  if (attempts.length === 0) return;
  const rows = attempts.map((attempt) => ({
    nonce: attempt.nonce,
    account: attempt.account,
    provider_message_id: attempt.providerMessageId,
    message_id: attempt.messageId,
    status: attempt.status,
    updated_at: attempt.updatedAt,
  }));
  await tx.update('delivery_attempt', 'nonce', ['account', 'provider_message_id', 'message_id', 'status', 'updated_at'], rows);
  await tx.update('message', 'nonce', ['provider_message_id', 'status', 'updated_at'], rows);
  const campaigns = rows.filter((_, index) => attempts[index]?.campaignId !== null);
  if (campaigns.length > 0) await tx.update('campaign_delivery_log', 'nonce', ['status', 'updated_at'], campaigns);
};
