// The read side: what the ledger knows of one message, by nonce or by the provider's id.
import type { CallbackEvent, LedgerEvent, LedgerView } from '../../core/live.ts';
import { textOf, textOrNull } from '../../store/store.ts';
import type { Row, Tx } from '../../store/store.ts';
import { attemptsFor } from './apply.ts';
import { prefixOf } from '../../core/proof.ts';
import { concerns, idsOfAttempt, idsOfEvent, isShown, sameRecipient } from './match.ts';
import { attemptOf, eventOf } from './rows.ts';
import type { Attempt } from './rows.ts';

export interface Wanted {
  readonly nonce: string | null;
  readonly providerMessageId: string | null;
  /** The channel account whose message it is; left out where the asker does not say. */
  readonly account?: string | null;
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
  const asked = ({ account }: Attempt): boolean => wanted.account == null || account === null || account === wanted.account;
  const registered = await attemptsFor(
    tx,
    wanted.providerMessageId === null ? ids : [...ids, prefixOf(wanted.providerMessageId)],
  );
  const direct = registered.filter(asked);
  const own = direct.find((attempt) => attempt.nonce === wanted.nonce) ?? direct[0];
  if (own !== undefined || wanted.nonce === null) return own ?? null;
  const carried = (await tx.rows('SELECT * FROM delivery_event WHERE nonce_tag = $1', [wanted.nonce])).map(eventOf);
  const found = await attemptsFor(tx, [...new Set(carried.flatMap(idsOfEvent))]);
  // The mark leads to a message only by a callback of its own account.
  return found.filter(asked).find((attempt) => carried.some((event) => concerns(attempt, event))) ?? null;
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

/** Where nobody registered the message and several accounts speak of it, it cannot be told whose it is: then each is a stray. */
const unregistered = (rows: readonly Row[], wanted: Wanted): readonly Row[] => {
  const accounts = new Set(rows.map((row) => textOf(row, 'account')));
  if (wanted.account != null) return rows.filter((row) => textOf(row, 'account') === wanted.account);
  return accounts.size > 1 ? [] : rows;
};

const relevant = (rows: readonly Row[], attempt: Attempt | null, wanted: Wanted): readonly Row[] =>
  attempt === null ? unregistered(rows, wanted) : rows.filter((row) => isShown(attempt, eventOf(row), wanted.nonce));

/** Registered, and never handed over. */
const IN_OUTBOX = `provider_message_id IS NULL AND status = 'registered'`;

/** Of the wanted message, and of all others of its account; of every account where it is not known whose it is. */
const counts = async (tx: Tx, from: string, ofMessage: string, ids: readonly string[], account: string | null) => {
  const sql = `SELECT COUNT(*) AS n FROM ${from}${account === null ? '' : ' AND (account = $1 OR account IS NULL)'}`;
  const given = account === null ? [] : [account];
  const ofOwn = `${sql} AND ${ofMessage.replaceAll('$ids', `$${given.length + 1}`)}`;
  const own = Number((await tx.rows(ofOwn, [...given, ids]))[0]?.['n'] ?? 0);
  return { own, others: Number((await tx.rows(sql, given))[0]?.['n'] ?? 0) - own };
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
  const account = attempt?.account ?? wanted.account ?? null;
  const unresolved = 'dead_letter WHERE resolved_at IS NULL';
  const dead = await counts(tx, unresolved, '(message {in $ids} OR nonce_tag {in $ids})', ids, account);
  const outbox = await counts(tx, `delivery_attempt WHERE ${IN_OUTBOX}`, 'nonce {in $ids}', ids, account);
  return {
    attempt: attempt === null ? null : attemptView(attempt),
    message: await messageOf(tx, attempt),
    campaign: await campaignOf(tx, attempt),
    events: relevant(rows, attempt, wanted).map((row) => ledgerEvent(row, attempt)),
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
