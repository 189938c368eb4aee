// The store: one async port over the embedded and the shared database. Each user owns its tables and their migrations.

export type Value = string | number | null | readonly string[];
export type Row = { readonly [column: string]: string | number | null };

/** Inside one transaction. SQL is the common subset; `$1` is a parameter, `{in $1}` a list of texts. */
export interface Tx {
  rows(sql: string, params?: readonly Value[]): Promise<readonly Row[]>;
  /** `INSERT … ON CONFLICT DO NOTHING` for all rows at once. */
  insert(table: { readonly name: string; readonly columns: readonly string[] }, rows: readonly Row[]): Promise<void>;
  /** Sets `columns` of the rows with the given key, all rows at once. */
  update(table: string, key: string, columns: readonly string[], rows: readonly Row[]): Promise<void>;
  /** Serialises transactions that share a key, across processes, until the end of this one. */
  lock(keys: readonly string[]): Promise<void>;
  /** Tells every receiver on this database, after the commit, that something about these keys changed. */
  announce(keys: readonly string[]): void;
}

export interface Migration {
  readonly version: number;
  readonly name: string;
  /** Portable SQL; `{serial}` is the database's own ascending key. */
  readonly sql: readonly string[];
  readonly sqlite: readonly string[];
  readonly postgres: readonly string[];
}

/** Which database; `opened` is closed with its user. */
export type StoreChoice =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly poolSize?: number }
  | { readonly kind: 'opened'; readonly store: Store };

export interface Store {
  readonly kind: 'sqlite' | 'postgres';
  /** Durable when it resolves. Throws StoreDown when the database does not answer. */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A consistent look; never sees what is not committed. */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  onChange(listener: (keys: readonly string[]) => void): () => void;
  close(): Promise<void>;
}

/** The database is away, full or locked: answered 503, so that SNS tries again. */
export class StoreDown extends Error {
  constructor(cause: unknown) {
    super('The store did not take the write.', { cause });
    this.name = 'StoreDown';
  }
}

/**
 * The server answered, and would answer the same again: a login, a role or a database that is not there (SQLSTATE classes 28, 3D,
 * 3F), a right that is missing or a table that is another one (42). To wait for it would be to wait for ever.
 */
export const isLasting = ({ cause }: StoreDown): boolean => {
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' && /^(?:28|3D|3F|42)[0-9A-Z]{3}$/.test(code);
};

const hasNul = (value: unknown): boolean => typeof value === 'string' && value.includes('\0');

/** SQLite would cut a text at NUL and PostgreSQL refuses it: neither may happen to a row. */
export const assertStorable = (value: Value | readonly (string | null)[]): void => {
  if (typeof value === 'object' && value !== null ? value.some(hasNul) : hasNul(value)) throw new NulRefused();
};

export class NulRefused extends Error {
  constructor() {
    super('A text with NUL cannot be stored.');
    this.name = 'NulRefused';
  }
}

export const textOf = (row: Row, column: string): string => String(row[column] ?? '');

export const textOrNull = (row: Row, column: string): string | null => {
  const value = row[column];
  return value === null || value === undefined ? null : String(value);
};
