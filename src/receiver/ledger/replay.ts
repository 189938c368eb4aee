// Applies a dead letter again, once what was missing is known: its message's row, or a person's word about its time.
import type { Store, Tx } from '../../store/store.ts';
import { applyBodies, attemptsFor } from './apply.ts';
import { findDeadLetter, resolveDeadLetter } from './dead-letters.ts';
import type { StoredDeadLetter } from './dead-letters.ts';
import { concerns, idsOfEvent } from './match.ts';
import type { IncomingEvent } from './rows.ts';
import { isObject } from '../../text/unknown-json.ts';

export type Replayed =
  | { readonly kind: 'applied' | 'duplicate' }
  | { readonly kind: 'already-resolved' }
  | { readonly kind: 'unknown-letter' }
  /** Nothing can be applied; the reason is a sentence for the operator. */
  | { readonly kind: 'not-replayable'; readonly why: string };

/** Only this receiver wrote the fields: they are read as the event they were. */
const eventIn = (letter: StoredDeadLetter): IncomingEvent | null => {
  const { event } = letter.fields;
  return isObject(event) ? ({ ...event, replayed: true } as unknown as IncomingEvent) : null;
};

const NO_EVENT =
  'It is not known what it said: raw bodies are never stored. Have the provider send it again, then resolve it with a note.';
const NO_ROW =
  'No attempt is registered for its message, so it is not known whom it is about. Register the attempt, then replay.';

const replayIn = async (tx: Tx, letter: StoredDeadLetter, actor: string, at: string): Promise<Replayed> => {
  const event = eventIn(letter);
  if (event === null) return { kind: 'not-replayable', why: NO_EVENT };
  await tx.lock(idsOfEvent(event));
  const attempts = (await attemptsFor(tx, idsOfEvent(event))).filter((attempt) => concerns(attempt, event));
  const [only, ...others] = attempts;
  if (event.recipient === '' && (only === undefined || others.length > 0)) return { kind: 'not-replayable', why: NO_ROW };
  // The early row that was refused gives way to the one that is applied now.
  await tx.rows(`DELETE FROM delivery_event WHERE message = $1 AND account = $2 AND event = $3 AND state = 'dead'`, [
    event.message,
    event.account,
    event.event,
  ]);
  const [applied] = await applyBodies(tx, [[{ ...event, receivedAt: at }]]);
  await resolveDeadLetter(tx, letter.id, 'replayed', actor, at);
  return { kind: applied?.processed === 1 ? 'applied' : 'duplicate' };
};

/** `certify receiver dead-letters replay`. `at` is ISO 8601. */
export const replayDeadLetter = (store: Store, id: string, operator: string, at: string): Promise<Replayed> =>
  store.write(async (tx) => {
    const letter = await findDeadLetter(tx, id);
    if (letter === null) return { kind: 'unknown-letter' };
    if (letter.resolvedAt !== null) return { kind: 'already-resolved' };
    return replayIn(tx, letter, `operator:${operator}`, at);
  });

/** Closes a letter that cannot be replayed, with the reason. */
export const closeDeadLetter = (store: Store, id: string, note: string, operator: string, at: string): Promise<Replayed> =>
  store.write(async (tx) => {
    const letter = await findDeadLetter(tx, id);
    if (letter === null) return { kind: 'unknown-letter' };
    if (letter.resolvedAt !== null) return { kind: 'already-resolved' };
    await resolveDeadLetter(tx, id, note, `operator:${operator}`, at);
    return { kind: 'applied' };
  });
