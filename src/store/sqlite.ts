// The embedded store: one writer connection, one reader connection, so that a look never sees an open transaction.
import { statSync } from 'node:fs';
import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { beginImmediate, openSqlite } from './sqlite-open.ts';
import { assertStorable, NulRefused, StoreDown } from './store.ts';
import type { Migration, Row, Store, Tx, Value } from './store.ts';

interface Prepared {
  readonly statement: StatementSyncInstance;
  /** Index of the parameter for each `?`. */
  readonly order: readonly number[];
}

const prepare = (database: DatabaseSyncInstance, sql: string): Prepared => {
  const order: number[] = [];
  const text = sql
    .replaceAll(/\{in (\$\d+)\}/g, (_, parameter: string) => `IN (SELECT value FROM json_each(${parameter}))`)
    .replaceAll(/\$(\d+)/g, (_, index: string) => {
      order.push(Number(index) - 1);
      return '?';
    });
  return { statement: database.prepare(text), order };
};

const bound = (value: Value): string | number | null => {
  assertStorable(value);
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
};

class SqliteTx implements Tx {
  readonly #database: DatabaseSyncInstance;
  readonly #prepared = new Map<string, Prepared>();
  announced: string[] = [];

  constructor(database: DatabaseSyncInstance) {
    this.#database = database;
  }

  #get(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const made = prepare(this.#database, sql);
    this.#prepared.set(sql, made);
    return made;
  }

  async rows(sql: string, params: readonly Value[] = []): Promise<readonly Row[]> {
    const { statement, order } = this.#get(sql);
    return statement.all(...order.map((index) => bound(params[index] ?? null))) as Row[];
  }

  async insert(table: { readonly name: string; readonly columns: readonly string[] }, rows: readonly Row[]): Promise<void> {
    const marks = table.columns.map((_, index) => `$${index + 1}`).join(', ');
    const sql = `INSERT INTO ${table.name} (${table.columns.join(', ')}) VALUES (${marks}) ON CONFLICT DO NOTHING`;
    this.#run(sql, table.columns, rows);
  }

  async update(table: string, key: string, columns: readonly string[], rows: readonly Row[]): Promise<void> {
    const sets = columns.map((column, index) => `${column} = $${index + 2}`).join(', ');
    this.#run(`UPDATE ${table} SET ${sets} WHERE ${key} = $1`, [key, ...columns], rows);
  }

  /** Once for each row; the statement's parameters are the columns in their order. */
  #run(sql: string, columns: readonly string[], rows: readonly Row[]): void {
    const { statement, order } = this.#get(sql);
    const named = order.map((index) => columns[index] ?? '');
    for (const row of rows) statement.run(...named.map((column) => bound(row[column] ?? null)));
  }

  /** SQLite has one writer: BEGIN IMMEDIATE is the lock. */
  async lock(): Promise<void> {}

  announce(keys: readonly string[]): void {
    this.announced.push(...keys);
  }
}

const migrate = async (database: DatabaseSyncInstance, migrations: readonly Migration[], at: string): Promise<void> => {
  await beginImmediate(database);
  database.exec(
    'CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)',
  );
  const done = new Set(
    database
      .prepare('SELECT version FROM migration')
      .all()
      .map((row) => (row as Row)['version']),
  );
  for (const { version, name, sql, sqlite } of migrations) {
    if (done.has(version)) continue;
    for (const statement of [...sql, ...sqlite])
      database.exec(statement.replace('{serial}', 'INTEGER PRIMARY KEY AUTOINCREMENT'));
    database.prepare('INSERT INTO migration VALUES (?, ?, ?)').run(version, name, at);
  }
  database.exec('COMMIT');
};

const rollBack = (database: DatabaseSyncInstance): void => {
  try {
    database.exec('ROLLBACK');
  } catch {
    // The failing statement has already ended the transaction.
  }
};

/**
 * The file that the path names. SQLite goes on writing into a file that was deleted or replaced under it, and what it writes there is
 * lost with the process.
 */
const fileAt = (path: string): string | null => {
  if (path === ':memory:') return null;
  const about = statSync(path, { bigint: true, throwIfNoEntry: false });
  return about === undefined ? 'none' : `${about.dev}/${about.ino}`;
};

/** One at a time: the caller queues. Throws with nothing written. */
const transact = async <T>(
  writer: DatabaseSyncInstance,
  tx: SqliteTx,
  inPlace: () => boolean,
  work: (tx: Tx) => Promise<T>,
): Promise<{ readonly result: T; readonly announced: readonly string[] }> => {
  tx.announced = [];
  try {
    await beginImmediate(writer);
    const result = await work(tx);
    if (!inPlace()) throw new StoreDown(new Error('The database file was removed or replaced; start again with the right one.'));
    writer.exec('COMMIT');
    return { result, announced: tx.announced };
  } catch (cause) {
    if (writer.isOpen) rollBack(writer);
    throw asStoreError(cause);
  }
};

const refused = (cause: unknown): Promise<never> => Promise.reject(asStoreError(cause));

/** `at` is the time noted beside each migration. */
export const openSqliteStore = async (path: string, migrations: readonly Migration[], at: string): Promise<Store> => {
  const writer = await openSqlite(path).catch(refused);
  const opened = fileAt(path);
  const reader = await migrate(writer, migrations, at)
    .then(() => (path === ':memory:' ? writer : openSqlite(path)))
    .catch((cause: unknown) => {
      writer.close();
      return refused(cause);
    });
  const writeTx = new SqliteTx(writer);
  const readTx = new SqliteTx(reader);
  const listeners = new Set<(keys: readonly string[]) => void>();
  let queue: Promise<unknown> = Promise.resolve();
  let open = true;
  return {
    kind: 'sqlite',
    write: (work) => {
      const mine = queue.then(async () => {
        const { result, announced } = await transact(writer, writeTx, () => fileAt(path) === opened, work);
        for (const listener of listeners) listener(announced);
        return result;
      });
      queue = mine.catch(() => undefined);
      return mine;
    },
    read: (work) => work(readTx).catch(refused),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      await queue;
      if (!open) return;
      open = false;
      if (reader !== writer) reader.close();
      writer.close();
    },
  };
};

/** What SQLite itself says (`ERR_SQLITE_ERROR`, a closed handle) is the store's trouble; the rest is ours. */
const asStoreError = (cause: unknown): unknown => {
  if (cause instanceof NulRefused || cause instanceof StoreDown || !(cause instanceof Error)) return cause;
  const { code } = cause as { code?: unknown };
  const fromSqlite = typeof code === 'string' && /^(ERR_)?(SQLITE|INVALID_STATE)/.test(code);
  return fromSqlite || /SQLite|database/i.test(cause.message) ? new StoreDown(cause) : cause;
};
