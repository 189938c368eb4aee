// Every mutation leaves a row that is never changed.
import type { JsonObject } from '../../core/json.ts';
import { AUDIT } from './tables.ts';
import type { Row, Tx } from '../../store/store.ts';

export interface AuditEntry {
  readonly at: string;
  /** `callback:<account>`, `write-token`, `operator:<name>`, `receiver`. */
  readonly actor: string;
  readonly action: string;
  /** Nonce, message id or address. */
  readonly subject: string;
  readonly detail: JsonObject;
}

const row = (entry: AuditEntry): Row => ({ ...entry, detail: JSON.stringify(entry.detail) });

export const audit = (tx: Tx, entries: readonly AuditEntry[]): Promise<void> => tx.insert(AUDIT, entries.map(row));
