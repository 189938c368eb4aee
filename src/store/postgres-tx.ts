// One PostgreSQL transaction as the store port speaks it: batches by unnest, locks by advisory lock, changes by NOTIFY.
import type { PoolClient } from 'pg';
import { assertStorable } from './store.ts';
import type { Row, Tx, Value } from './store.ts';

export const CHANNEL = 'certify_ledger';
/** NOTIFY takes less than 8000 bytes. */
const NOTIFY_BYTES = 7000;
const dialect = (sql: string): string =>
  sql.replaceAll(/\{in (\$\d+)\}/g, (_, parameter: string) => `= ANY(${parameter}::text[])`);

const named = new Map<string, string>();
/** The same text under the same name: prepared once a connection. */
const nameOf = (sql: string): string => {
  const known = named.get(sql) ?? `certify_${named.size + 1}`;
  named.set(sql, known);
  return known;
};

export class PostgresTx implements Tx {
  readonly #client: PoolClient;
  readonly announced: string[] = [];

  constructor(client: PoolClient) {
    this.#client = client;
  }

  async #query(sql: string, values: readonly Value[]): Promise<readonly Row[]> {
    for (const value of values) assertStorable(value);
    const result = await this.#client.query<{ [column: string]: string | number | null }>({
      name: nameOf(sql),
      text: sql,
      values: [...values],
    });
    return result.rows;
  }

  rows(sql: string, params: readonly Value[] = []): Promise<readonly Row[]> {
    return this.#query(dialect(sql), params);
  }

  async insert(table: { readonly name: string; readonly columns: readonly string[] }, rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    const arrays = table.columns.map((_, index) => `$${index + 1}::text[]`).join(', ');
    const sql = `INSERT INTO ${table.name} (${table.columns.join(', ')}) SELECT * FROM unnest(${arrays}) ON CONFLICT DO NOTHING`;
    await this.#query(
      sql,
      table.columns.map((column) => columnOf(rows, column)),
    );
  }

  async update(table: string, key: string, columns: readonly string[], rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    const all = [key, ...columns];
    const arrays = all.map((_, index) => `$${index + 1}::text[]`).join(', ');
    const sets = columns.map((column) => `${column} = given.${column}`).join(', ');
    const sql = `UPDATE ${table} SET ${sets} FROM unnest(${arrays}) AS given(${all.join(', ')}) WHERE ${table}.${key} = given.${key}`;
    await this.#query(
      sql,
      all.map((column) => columnOf(rows, column)),
    );
  }

  async lock(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const sql = `SELECT pg_advisory_xact_lock(key) FROM (
      SELECT DISTINCT hashtextextended(id, 0) AS key FROM unnest($1::text[]) AS id ORDER BY 1) AS keys`;
    await this.#query(sql, [keys]);
  }

  announce(keys: readonly string[]): void {
    this.announced.push(...keys);
  }

  /** In the transaction, so that it is heard exactly when the rows can be seen. */
  async notify(): Promise<void> {
    for (const payload of payloads(this.announced)) await this.#client.query('SELECT pg_notify($1, $2)', [CHANNEL, payload]);
  }
}

const columnOf = (rows: readonly Row[], column: string): readonly string[] =>
  // pg sends null inside an array as NULL; the port's type has no place for it.
  rows.map((row) => row[column] ?? null) as unknown as readonly string[];

const payloads = (keys: readonly string[]): readonly string[] => {
  const made: string[] = [];
  let current: string[] = [];
  for (const key of new Set(keys)) {
    if (JSON.stringify([...current, key]).length > NOTIFY_BYTES && current.length > 0) {
      made.push(JSON.stringify(current));
      current = [];
    }
    if (key.length < NOTIFY_BYTES / 2) current.push(key);
  }
  return current.length === 0 ? made : [...made, JSON.stringify(current)];
};
