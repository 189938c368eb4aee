// The suppression list: computed from the events, so that a change of rules needs no rewrite; people's exceptions stand beside it.
import { textOf, textOrNull } from '../../store/store.ts';
import type { Row, Store, Tx } from '../../store/store.ts';
import { EXCLUSION } from './tables.ts';
import { audit } from './audit.ts';
import { classify } from './suppression-rules.ts';
import type { FailureEvent, Listing, SuppressionReason, SuppressionRules } from './suppression-rules.ts';

export interface ListedAddress extends Listing {
  readonly address: string;
}

/** A transient bounce of a message that was also delivered is an automatic reply (RFC 3834), and no failure. */
const AUTOMATIC_REPLY = `event = 'bounce-transient' AND EXISTS (SELECT 1 FROM delivery_event AS delivered
    WHERE delivered.message = delivery_event.message AND delivered.recipient = delivery_event.recipient
      AND delivered.account = delivery_event.account AND delivered.event = 'delivery')`;

/** Names a message that is registered for another account: a stray (as `contradicts` in match.ts), unless it was applied to its own. */
const OF_ANOTHER_ACCOUNT = `state <> 'applied' AND EXISTS (SELECT 1 FROM delivery_attempt AS registered
    WHERE registered.account <> delivery_event.account AND (registered.provider_message_id = delivery_event.message
      OR registered.message_id = delivery_event.message
      OR (registered.join_rule = 'prefix' AND registered.provider_message_id = delivery_event.prefix)))`;

const FAILURES = `event IN ('bounce-permanent', 'bounce-transient', 'complaint', 'reject')
  AND NOT (${AUTOMATIC_REPLY}) AND NOT (${OF_ANOTHER_ACCOUNT})`;

const failureOf = (row: Row): FailureEvent => ({
  event: textOf(row, 'event'),
  subtype: textOf(row, 'subtype'),
  eventAt: textOf(row, 'event_at'),
  receivedAt: textOf(row, 'received_at'),
});

const allowedSince = (rows: readonly Row[], address: string): string | null => {
  const row = rows.find((one) => textOf(one, 'address') === address && textOf(one, 'state') === 'allowed');
  return row === undefined ? null : textOrNull(row, 'since');
};

/** Why this address is suppressed; null when mail to it may go out. */
export const suppression = async (tx: Tx, address: string, rules: SuppressionRules, now: Date): Promise<Listing | null> => {
  const key = address.toLowerCase();
  const failures = await tx.rows(
    `SELECT event, subtype, event_at, received_at FROM delivery_event WHERE recipient = $1 AND ${FAILURES}`,
    [key],
  );
  if (failures.length === 0) return null;
  const exclusions = await tx.rows('SELECT address, state, since FROM suppression_exclusion WHERE address = $1', [key]);
  return classify(key, failures.map(failureOf), rules, now, allowedSince(exclusions, key));
};

const group = (rows: readonly Row[]): Map<string, FailureEvent[]> => {
  const grouped = new Map<string, FailureEvent[]>();
  for (const row of rows) {
    const address = textOf(row, 'recipient');
    const events = grouped.get(address);
    if (events === undefined) grouped.set(address, [failureOf(row)]);
    else events.push(failureOf(row));
  }
  return grouped;
};

/** The whole list under the given rules, sorted by address. Candidate rules make it a preview. */
export const suppressionList = async (tx: Tx, rules: SuppressionRules, now: Date): Promise<readonly ListedAddress[]> => {
  const failures = await tx.rows(
    `SELECT recipient, event, subtype, event_at, received_at FROM delivery_event WHERE recipient <> '' AND ${FAILURES}`,
  );
  const exclusions = await tx.rows('SELECT address, state, since FROM suppression_exclusion');
  return [...group(failures)]
    .map(([address, events]) => {
      const listing = classify(address, events, rules, now, allowedSince(exclusions, address));
      return listing === null ? null : { address, ...listing };
    })
    .filter((listed) => listed !== null)
    .toSorted((a, b) => a.address.localeCompare(b.address));
};

export interface SuppressionPreview {
  readonly now: number;
  readonly candidate: number;
  readonly added: readonly ListedAddress[];
  readonly removed: readonly ListedAddress[];
  readonly byReason: { readonly [R in SuppressionReason]?: number };
}

/** What would change under other rules; nothing is written. */
export const previewRules = async (
  tx: Tx,
  current: SuppressionRules,
  candidate: SuppressionRules,
  now: Date,
): Promise<SuppressionPreview> => {
  const before = await suppressionList(tx, current, now);
  const after = await suppressionList(tx, candidate, now);
  const has = (list: readonly ListedAddress[], one: ListedAddress): boolean =>
    list.some((other) => other.address === one.address);
  const byReason: { [R in SuppressionReason]?: number } = {};
  for (const { reason } of after) byReason[reason] = (byReason[reason] ?? 0) + 1;
  return {
    now: before.length,
    candidate: after.length,
    added: after.filter((one) => !has(before, one)),
    removed: before.filter((one) => !has(after, one)),
    byReason,
  };
};

export interface Exception {
  readonly address: string;
  /** `allowed`: mail may go out until the next failure. `listed`: the exception is taken back. */
  readonly state: 'allowed' | 'listed';
  readonly note: string;
  readonly operator: string;
  /** ISO 8601. */
  readonly at: string;
}

/** `suppression allow` and `suppression relist`, with an audit row. */
export const setException = (store: Store, exception: Exception): Promise<void> =>
  store.write(async (tx) => {
    const address = exception.address.toLowerCase();
    const actor = `operator:${exception.operator}`;
    const before = await tx.rows('SELECT state, since FROM suppression_exclusion WHERE address = $1', [address]);
    const row = { address, state: exception.state, note: exception.note, actor, since: exception.at };
    await tx.insert(EXCLUSION, [row]);
    await tx.update('suppression_exclusion', 'address', ['state', 'note', 'actor', 'since'], [row]);
    const action = exception.state === 'allowed' ? 'suppression-allowed' : 'suppression-relisted';
    await audit(tx, [
      { at: exception.at, actor, action, subject: address, detail: { before: before[0] ?? null, note: exception.note } },
    ]);
  });
