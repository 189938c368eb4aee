// One PostgreSQL transaction as the store port speaks it: batches as JSON, locks by advisory lock, changes by NOTIFY.
import type { PoolClient } from 'pg';
import { assertStorable } from './store.ts';
import type { Row, Tx, Value } from './store.ts';

export const CHANNEL = 'certify_ledger';
/** NOTIFY takes less than 8000 bytes. */
const NOTIFY_BYTES = 7000;

/** Rows are looked up by key. A plan that was made while a table was new reads all of it each time, until the server counts its rows. */
const BEGIN = 'BEGIN; SET LOCAL enable_seqscan = off';

const dialect = (sql: string): string =>
  sql.replaceAll(/\{in (\$\d+)\}/g, (_, parameter: string) => `= ANY(${parameter}::text[])`);

const named = new Map<string, string>();
/** The same text under the same name: prepared once a connection. */
const nameOf = (sql: string): string => {
  const known = named.get(sql) ?? `certify_${named.size + 1}`;
  named.set(sql, known);
  return known;
};

/**
 * Statements go out one behind the other, and only what reads is waited for: what writes or locks is answered with the commit, in which it
 * fails if it fails. So a transaction costs a trip for each look at the rows, and one for all the rest.
 */
export class PostgresTx implements Tx {
  readonly #client: PoolClient;
  readonly #sent: Promise<unknown>[] = [];
  readonly #announced = new Set<string>();
  /** What went wrong first: the server refuses all that comes after it with a sentence that says nothing. */
  fault: unknown = null;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  async #query(sql: string, values: readonly Value[]): Promise<readonly Row[]> {
    try {
      const result = await this.#client.query<{ [column: string]: string | number | null }>({
        name: nameOf(sql),
        text: sql,
        values: [...values],
      });
      return result.rows;
    } catch (cause) {
      this.fault ??= cause;
      throw cause;
    }
  }

  #send(answer: Promise<unknown>): void {
    // Whoever waits for all of them hears of it; until then nobody does.
    answer.catch(() => undefined);
    this.#sent.push(answer);
  }

  begin(): void {
    this.#send(this.#client.query(BEGIN));
  }

  async rows(sql: string, params: readonly Value[] = []): Promise<readonly Row[]> {
    for (const value of params) assertStorable(value);
    return this.#query(dialect(sql), params);
  }

  async insert(table: { readonly name: string; readonly columns: readonly string[] }, rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    const columns = table.columns.join(', ');
    const sql = `INSERT INTO ${table.name} (${columns}) SELECT ${columns} FROM ${given(table.columns)} ON CONFLICT DO NOTHING`;
    this.#send(this.#query(sql, [jsonOf(rows)]));
  }

  async update(table: string, key: string, columns: readonly string[], rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    const sets = columns.map((column) => `${column} = given.${column}`).join(', ');
    const sql = `UPDATE ${table} SET ${sets} FROM ${given([key, ...columns])} WHERE ${table}.${key} = given.${key}`;
    this.#send(this.#query(sql, [jsonOf(rows)]));
  }

  async lock(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    assertStorable(keys);
    // Counted, so that one row comes back and not one a lock.
    const sql = `SELECT count(pg_advisory_xact_lock(key)) FROM (
      SELECT DISTINCT hashtextextended(id, 0) AS key FROM unnest($1::text[]) AS id ORDER BY 1) AS keys`;
    this.#send(this.#query(sql, [keys]));
  }

  announce(keys: readonly string[]): void {
    for (const key of keys) this.#announced.add(key);
  }

  /** The announcement is in the transaction, so that it is heard exactly when the rows can be seen. */
  async commit(): Promise<void> {
    for (const payload of payloads(this.#announced)) this.#send(this.#query('SELECT pg_notify($1, $2)', [CHANNEL, payload]));
    const committed = this.#client.query('COMMIT');
    this.#send(committed);
    await Promise.all(this.#sent);
    // The server ends a transaction that failed with the word for what it did instead.
    const { command } = await committed;
    if (command !== 'COMMIT') throw new Error(`The server answered COMMIT with ${command}.`);
  }
}

/** Rows as one text: to be taken apart by the server in one step, where an array a column is put together and quoted value by value. */
const jsonOf = (rows: readonly Row[]): string => {
  const text = JSON.stringify(rows);
  // JSON escapes what no column holds: NUL, and half of a pair, which stands for the sign that UTF-8 has for it.
  return text.includes('\\u')
    ? JSON.stringify(rows, (_, value: unknown) => (typeof value === 'string' ? storable(value) : value))
    : text;
};

const storable = (text: string): string => {
  assertStorable(text);
  return Buffer.from(text).toString();
};

const given = (columns: readonly string[]): string =>
  `json_to_recordset($1::json) AS given(${columns.map((column) => `${column} text`).join(', ')})`;

const payloads = (keys: Iterable<string>): readonly string[] => {
  const made: string[][] = [];
  let left = 0;
  for (const key of keys) {
    const takes = Buffer.byteLength(JSON.stringify(key)) + 1;
    if (takes > NOTIFY_BYTES / 2) continue;
    if (takes > left) {
      made.push([]);
      left = NOTIFY_BYTES;
    }
    left -= takes;
    made.at(-1)?.push(key);
  }
  return made.map((some) => JSON.stringify(some));
};
