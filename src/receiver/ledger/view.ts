// The read side: what the ledger knows of one message, by nonce or by the provider's id.
import type { CallbackEvent, LedgerEvent, LedgerView } from '../../core/live.ts';
import { textOf, textOrNull } from '../../store/store.ts';
import type { Row, Tx } from '../../store/store.ts';
import { attemptsFor } from './apply.ts';
import { prefixOf } from '../../core/proof.ts';
import { idsOfAttempt, isShown, sameRecipient } from './match.ts';
import { attemptOf, eventOf } from './rows.ts';
import type { Attempt } from './rows.ts';

export interface Wanted {
  readonly nonce: string | null;
  readonly providerMessageId: string | null;
}

/** Everything under which rows about the wanted message may stand. */
export const idsOfWanted = ({ nonce, providerMessageId }: Wanted): readonly string[] =>
  [nonce, providerMessageId].filter((id) => id !== null);

const eventsFor = (tx: Tx, ids: readonly string[]): Promise<readonly Row[]> =>
  tx.rows(
    `SELECT * FROM delivery_event WHERE message {in $1}
     UNION SELECT * FROM delivery_event WHERE nonce_tag {in $1}
     UNION SELECT * FROM delivery_event WHERE prefix {in $1} ORDER BY event_at, received_at`,
    [ids],
  );

/** Registered under the nonce or id; else by the ids of events that carry the nonce. */
const findAttempt = async (tx: Tx, wanted: Wanted): Promise<Attempt | null> => {
  const ids = idsOfWanted(wanted);
  const direct = await attemptsFor(tx, wanted.providerMessageId === null ? ids : [...ids, prefixOf(wanted.providerMessageId)]);
  const own = direct.find((attempt) => attempt.nonce === wanted.nonce) ?? direct[0];
  if (own !== undefined || wanted.nonce === null) return own ?? null;
  const carried = await tx.rows('SELECT DISTINCT message FROM delivery_event WHERE nonce_tag = $1', [wanted.nonce]);
  const found = await attemptsFor(
    tx,
    carried.map((row) => textOf(row, 'message')),
  );
  return found[0] ?? null;
};

const ledgerEvent = (row: Row, attempt: Attempt | null): LedgerEvent => {
  const event = eventOf(row);
  return {
    event: event.event satisfies CallbackEvent,
    providerMessageId: event.message,
    subtype: event.subtype,
    eventAt: event.eventAt,
    receivedAt: event.receivedAt,
    sourceId: event.sourceId,
    signatureVersion: event.signatureVersion,
    certificateFingerprint: event.fingerprint,
    signingCertUrl: event.signingCertUrl,
    configurationSet: event.configurationSet,
    smtpResponse: event.smtpResponse,
    status: event.status,
    diagnostic: event.diagnostic,
    feedbackType: event.feedbackType,
    recipientMatches: attempt === null ? null : sameRecipient(attempt, event),
    nonceTag: event.nonceTag,
  };
};

const relevant = (row: Row, attempt: Attempt | null, wanted: Wanted): boolean =>
  attempt === null || isShown(attempt, eventOf(row), wanted.nonce);

/** Registered, and never handed over. */
const IN_OUTBOX = `provider_message_id IS NULL AND status = 'registered'`;

/** Of the wanted message, and of everybody else's. */
const counts = async (tx: Tx, from: string, ofMessage: string, ids: readonly string[]) => {
  const sql = `SELECT COUNT(*) AS n FROM ${from}`;
  const own = Number((await tx.rows(`${sql} AND ${ofMessage}`, [ids]))[0]?.['n'] ?? 0);
  return { own, others: Number((await tx.rows(sql))[0]?.['n'] ?? 0) - own };
};

const messageOf = async (tx: Tx, attempt: Attempt | null): Promise<LedgerView['message']> => {
  if (attempt === null) return null;
  const [row] = await tx.rows('SELECT provider_message_id, status, updated_at FROM message WHERE nonce = $1', [attempt.nonce]);
  if (row === undefined) return null;
  return {
    providerMessageId: textOrNull(row, 'provider_message_id'),
    status: textOf(row, 'status'),
    updatedAt: textOf(row, 'updated_at'),
  };
};

const campaignOf = async (tx: Tx, attempt: Attempt | null): Promise<LedgerView['campaign']> => {
  if (attempt === null) return null;
  const [row] = await tx.rows('SELECT campaign_id, status, updated_at FROM campaign_delivery_log WHERE nonce = $1', [
    attempt.nonce,
  ]);
  if (row === undefined) return null;
  return { campaignId: textOf(row, 'campaign_id'), status: textOf(row, 'status'), updatedAt: textOf(row, 'updated_at') };
};

/** Never fails for an unknown message: then every part says that there is nothing. */
export const viewOf = async (tx: Tx, wanted: Wanted): Promise<LedgerView> => {
  const attempt = await findAttempt(tx, wanted);
  const ids = [...new Set([...idsOfWanted(wanted), ...(attempt === null ? [] : idsOfAttempt(attempt))])];
  const rows = await eventsFor(tx, ids);
  const dead = await counts(tx, 'dead_letter WHERE resolved_at IS NULL', '(message {in $1} OR nonce_tag {in $1})', ids);
  const outbox = await counts(tx, `delivery_attempt WHERE ${IN_OUTBOX}`, 'nonce {in $1}', ids);
  return {
    attempt: attempt === null ? null : attemptView(attempt),
    message: await messageOf(tx, attempt),
    campaign: await campaignOf(tx, attempt),
    events: rows.filter((row) => relevant(row, attempt, wanted)).map((row) => ledgerEvent(row, attempt)),
    outbox: { pending: outbox.own, others: outbox.others },
    deadLetters: { unresolved: dead.own, others: dead.others },
  };
};

const attemptView = ({ nonce, providerMessageId, status, registeredAt, updatedAt }: Attempt): LedgerView['attempt'] => ({
  nonce,
  providerMessageId,
  status,
  registeredAt,
  updatedAt,
});

/** Events of the last hours whose id nobody registered; at most 100 are counted. */
export const unmatchedSince = async (tx: Tx, at: string): Promise<number> => {
  const sql = `SELECT message FROM delivery_event WHERE state = 'unmatched' AND received_at >= $1 LIMIT 100`;
  return (await tx.rows(sql, [at])).length;
};

/** Attempts that were registered and never handed over, oldest first, at most 500. */
export const outboxOf = async (tx: Tx): Promise<readonly { readonly nonce: string; readonly registeredAt: string }[]> => {
  const rows = await tx.rows(`SELECT * FROM delivery_attempt WHERE ${IN_OUTBOX} ORDER BY registered_at LIMIT 500`);
  return rows.map(attemptOf).map(({ nonce, registeredAt }) => ({ nonce, registeredAt }));
};
