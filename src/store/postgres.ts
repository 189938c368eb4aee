// The shared store on PostgreSQL: several receivers on one database agree.
import { Pool } from 'pg';
import type { PoolClient } from 'pg';
import { CHANNEL, PostgresTx } from './postgres-tx.ts';
import { NulRefused, StoreDown } from './store.ts';
import type { Migration, Store, StoreChoice, Tx } from './store.ts';

/** One number for the lock under which migrations run. */
const MIGRATION_LOCK = 7_311_204;
const LISTEN_AGAIN_MS = 1_000;

type Listeners = Set<(keys: readonly string[]) => void>;

const migrate = async (client: PoolClient, migrations: readonly Migration[], at: string): Promise<void> => {
  await client.query('BEGIN');
  await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  await client.query(
    'CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)',
  );
  const { rows } = await client.query<{ version: number }>('SELECT version FROM migration');
  const done = new Set(rows.map(({ version }) => version));
  for (const { version, name, sql, postgres } of migrations) {
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

/** Transactions of one pool: begun, committed or rolled back; a deadlock is tried once more. */
const writer = (pool: Pool): Store['write'] => {
  const transact = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    withClient(pool, async (client) => {
      const tx = new PostgresTx(client);
      try {
        tx.begin();
        const result = await work(tx);
        await tx.commit();
        return result;
      } catch (cause) {
        await client.query('ROLLBACK').catch(() => undefined);
        throw tx.fault ?? cause;
      }
    });
  return async (work) => {
    try {
      return await transact(work).catch((cause: unknown) => (isRetryable(cause) ? transact(work) : Promise.reject(cause)));
    } catch (cause) {
      throw asStoreError(cause);
    }
  };
};

/** `at` is noted beside each migration that is applied. */
export const openPostgresStore = async (
  choice: StoreChoice & { readonly kind: 'postgres' },
  migrations: readonly Migration[],
  at: string,
): Promise<Store> => {
  const max = (choice.poolSize ?? 4) + 1;
  const pool = new Pool({ connectionString: choice.url, max, connectionTimeoutMillis: 5000, pipeline: true });
  // A connection that breaks while idle is replaced at the next use.
  pool.on('error', () => undefined);
  const listeners: Listeners = new Set();
  const ears = await withClient(pool, (client) => migrate(client, migrations, at))
    .then(() => keepListening(pool, listeners))
    .catch(async (cause: unknown) => {
      await pool.end();
      throw asStoreError(cause);
    });
  return {
    kind: 'postgres',
    write: writer(pool),
    read: (work) =>
      withClient(pool, (client) => work(new PostgresTx(client))).catch((cause: unknown) => Promise.reject(asStoreError(cause))),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      ears.close();
      if (!pool.ending) await pool.end();
    },
  };
};

const withClient = async <T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect().catch((cause: unknown) => Promise.reject(new StoreDown(cause)));
  // While it is checked out the pool does not listen: a server that goes away between two statements would end the process.
  let broken = false;
  const onError = (): void => {
    broken = true;
  };
  client.on('error', onError);
  try {
    return await work(client);
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
};

/** Hears what any receiver on this database announces; comes back when its connection breaks. */
const keepListening = async (pool: Pool, listeners: Listeners): Promise<{ close(): void }> => {
  let current: PoolClient | null = null;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;
  const later = (): void => {
    if (closed || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      void listen().catch(() => lost(current));
    }, LISTEN_AGAIN_MS).unref();
  };
  // A connection that ends may tell so more than once, and still after it was given back.
  const lost = (client: PoolClient | null): void => {
    if (client !== current) return;
    current = null;
    client?.release(true);
    later();
  };
  const listen = async (): Promise<void> => {
    const client = await pool.connect();
    // Closed while it connected: whoever closes waits until every connection was given back.
    if (closed) return client.release(true);
    current = client;
    client.on('error', () => lost(client));
    client.on('notification', ({ payload }) => {
      if (listeners.size === 0) return;
      const keys = JSON.parse(payload ?? '[]') as readonly string[];
      for (const listener of listeners) listener(keys);
    });
    await client.query(`LISTEN ${CHANNEL}`);
  };
  await listen();
  return {
    close: () => {
      if (closed) return;
      closed = true;
      if (timer !== null) clearTimeout(timer);
      lost(current);
    },
  };
};
