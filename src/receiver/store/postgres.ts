// The shared store on PostgreSQL: several receivers on one database agree.
import { Pool } from 'pg';
import type { PoolClient } from 'pg';
import { MIGRATIONS } from './migrations.ts';
import { assertStorable, NulRefused, StoreDown } from './store.ts';
import type { Row, Store, Tx, Value } from './store.ts';

const CHANNEL = 'certify_ledger';
/** NOTIFY takes less than 8000 bytes. */
const NOTIFY_BYTES = 7000;
/** One number for the lock under which migrations run. */
const MIGRATION_LOCK = 7_311_204;

const dialect = (sql: string): string => sql.replaceAll(/\{in (\$\d+)\}/g, '= ANY($1::text[])'.replace('$1', '$$1'));

const named = new Map<string, string>();
/** The same text under the same name: prepared once a connection. */
const nameOf = (sql: string): string => {
  const known = named.get(sql) ?? `certify_${named.size + 1}`;
  named.set(sql, known);
  return known;
};

class PostgresTx implements Tx {
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

const migrate = async (client: PoolClient, at: string): Promise<void> => {
  await client.query('BEGIN');
  await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  await client.query(
    'CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)',
  );
  const { rows } = await client.query<{ version: number }>('SELECT version FROM migration');
  const done = new Set(rows.map(({ version }) => version));
  for (const { version, name, sql, postgres } of MIGRATIONS) {
    if (done.has(version)) continue;
    for (const statement of [...sql, ...postgres])
      await client.query(statement.replace('{serial}', 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY'));
    await client.query('INSERT INTO migration VALUES ($1, $2, $3)', [version, name, at]);
  }
  await client.query('COMMIT');
};

/** Two transactions that waited for each other: the whole work is done once more. */
const isRetryable = (cause: unknown): boolean => ['40P01', '40001'].includes(String((cause as { code?: unknown } | null)?.code));

const asStoreError = (cause: unknown): unknown => {
  if (cause instanceof NulRefused || cause instanceof StoreDown) return cause;
  const { code } = (cause ?? {}) as { code?: unknown };
  // Class 22 and 23 are about the values: they would fail again.
  return typeof code === 'string' && /^2[23]/.test(code) ? cause : new StoreDown(cause);
};

export const openPostgresStore = async (url: string, poolSize: number, at: string): Promise<Store> => {
  const pool = new Pool({ connectionString: url, max: poolSize + 1, connectionTimeoutMillis: 5000 });
  // A connection that breaks while idle is replaced at the next use.
  pool.on('error', () => undefined);
  const listeners = new Set<(keys: readonly string[]) => void>();
  await withClient(pool, (client) => migrate(client, at));
  const ears = await listen(pool, listeners);
  const transact = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    withClient(pool, async (client) => {
      const tx = new PostgresTx(client);
      try {
        await client.query('BEGIN');
        const result = await work(tx);
        await tx.notify();
        await client.query('COMMIT');
        return result;
      } catch (cause) {
        await client.query('ROLLBACK').catch(() => undefined);
        throw cause;
      }
    });
  return {
    kind: 'postgres',
    write: async (work) => {
      try {
        return await transact(work).catch((cause: unknown) => (isRetryable(cause) ? transact(work) : Promise.reject(cause)));
      } catch (cause) {
        throw asStoreError(cause);
      }
    },
    read: (work) => withClient(pool, (client) => work(new PostgresTx(client))),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      ears.release(true);
      await pool.end();
    },
  };
};

const withClient = async <T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect().catch((cause: unknown) => Promise.reject(new StoreDown(cause)));
  try {
    return await work(client);
  } finally {
    client.release();
  }
};

const listen = async (pool: Pool, listeners: ReadonlySet<(keys: readonly string[]) => void>): Promise<PoolClient> => {
  const client = await pool.connect();
  client.on('error', () => undefined);
  client.on('notification', ({ payload }) => {
    const keys = JSON.parse(payload ?? '[]') as readonly string[];
    for (const listener of listeners) listener(keys);
  });
  await client.query(`LISTEN ${CHANNEL}`);
  return client;
};
