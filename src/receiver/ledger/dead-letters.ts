// What was verified but cannot be applied: allow-listed parsed fields, the body's digest and the reason. Raw bodies are never stored.
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../core/json.ts';
import { textOf, textOrNull } from '../../store/store.ts';
import type { Row, Tx } from '../../store/store.ts';
import { DEAD_LETTER } from './tables.ts';
import { audit } from './audit.ts';

export interface DeadLetter {
  readonly account: string;
  readonly message: string | null;
  readonly nonceTag: string | null;
  /** kebab-case, such as `no-recipients`. */
  readonly reason: string;
  /** `sha256:…` of the body; null when it is known from its rows. */
  readonly digest: string | null;
  /** Parsed and allow-listed; never free text of the mail. `event` is there when it is known what happened to which message. */
  readonly fields: JsonObject;
  readonly receivedAt: string;
}

export interface StoredDeadLetter extends DeadLetter {
  readonly id: string;
  readonly resolvedAt: string | null;
  readonly resolution: string | null;
}

/** The same letter twice has the same id, and is kept once. */
const idOf = (letter: DeadLetter): string =>
  createHash('sha256')
    .update(JSON.stringify([letter.account, letter.reason, letter.digest, letter.message, letter.fields]))
    .digest('hex')
    .slice(0, 32);

export const bury = async (tx: Tx, letter: DeadLetter): Promise<void> => {
  const { account, message, nonceTag, reason, digest, fields, receivedAt } = letter;
  const row = { id: idOf(letter), account, message, nonce_tag: nonceTag, reason, digest, received_at: receivedAt };
  await tx.insert(DEAD_LETTER, [{ ...row, fields: JSON.stringify(fields) }]);
  const detail = { reason, digest };
  await audit(tx, [{ at: receivedAt, actor: `callback:${account}`, action: 'dead-letter', subject: message ?? row.id, detail }]);
  tx.announce([message, nonceTag].filter((key) => key !== null));
};

const letterOf = (row: Row): StoredDeadLetter => ({
  id: textOf(row, 'id'),
  account: textOf(row, 'account'),
  message: textOrNull(row, 'message'),
  nonceTag: textOrNull(row, 'nonce_tag'),
  reason: textOf(row, 'reason'),
  digest: textOrNull(row, 'digest'),
  fields: JSON.parse(textOf(row, 'fields')) as JsonObject,
  receivedAt: textOf(row, 'received_at'),
  resolvedAt: textOrNull(row, 'resolved_at'),
  resolution: textOrNull(row, 'resolution'),
});

/** Newest first, at most 500. */
export const listDeadLetters = async (tx: Tx, which: 'unresolved' | 'all'): Promise<readonly StoredDeadLetter[]> => {
  const where = which === 'all' ? '' : 'WHERE resolved_at IS NULL';
  const rows = await tx.rows(`SELECT * FROM dead_letter ${where} ORDER BY received_at DESC LIMIT 500`);
  return rows.map(letterOf);
};

export const findDeadLetter = async (tx: Tx, id: string): Promise<StoredDeadLetter | null> => {
  const [row] = await tx.rows('SELECT * FROM dead_letter WHERE id = $1', [id]);
  return row === undefined ? null : letterOf(row);
};

export const resolveDeadLetter = async (tx: Tx, id: string, resolution: string, actor: string, at: string): Promise<void> => {
  await tx.update('dead_letter', 'id', ['resolved_at', 'resolution'], [{ id, resolved_at: at, resolution }]);
  await audit(tx, [{ at, actor, action: 'dead-letter-resolved', subject: id, detail: { resolution } }]);
};
