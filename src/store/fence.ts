// Names that one process holds at a time over all machines: advisory locks of one PostgreSQL session, which end with it.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type QueryResultRow } from 'pg';
import { StoreDown } from './store.ts';

export interface Fence {
  /** Given when the session is gone, and every name with it: whoever held one asks nobody further. */
  readonly lost: AbortSignal;
  /** False: another process holds it, or this one does. */
  take(name: string): Promise<boolean>;
  release(name: string): Promise<void>;
  close(): Promise<void>;
}

/** How often the session is asked whether it is there, and how long its answer may take. */
const BEAT_MS = 2000;
const ANSWER_MS = 4000;

/**
 * A holder knows that its session is gone after this at the latest. A server that has just started has forgotten every name:
 * nobody takes one there before those who held it have noticed.
 */
const NOTICED_MS = BEAT_MS + ANSWER_MS;

const KEY = `hashtextextended('certify fleet ' || $1, 0)`;

/** A machine that is gone without a word frees its names in about ten seconds, not in the two hours of a system's default. */
const SESSION = ['SET tcp_keepalives_idle = 5', 'SET tcp_keepalives_interval = 2', 'SET tcp_keepalives_count = 3'];

const down = (cause: unknown): StoreDown => new StoreDown(cause);

class PostgresFence implements Fence {
  readonly #client: Client;
  readonly #lost = new AbortController();
  readonly #held = new Set<string>();
  readonly #pid: number;
  #beat: NodeJS.Timeout | null = null;
  /** A session answers one question after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(client: Client, pid: number) {
    this.#client = client;
    this.#pid = pid;
    client.on('end', () => this.#lose('its connection ended'));
    client.on('error', () => this.#lose('its connection broke'));
    this.#again();
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  #lose(why: string): void {
    if (this.#beat !== null) clearTimeout(this.#beat);
    if (this.#closed || this.#lost.signal.aborted) return;
    this.#held.clear();
    this.#lost.abort(down(new Error(`The fence is lost: ${why}.`)));
    // The names must be free for others even where the server still believes in this session.
    this.#client.end().catch(() => undefined);
  }

  #query<T extends QueryResultRow>(sql: string, values: readonly string[] = []): Promise<readonly T[]> {
    const asked = this.#last.then(async () => (await this.#client.query<T>(sql, [...values])).rows);
    this.#last = asked.catch(() => undefined);
    return asked;
  }

  #again(): void {
    this.#beat = setTimeout(() => void this.#ask(), BEAT_MS).unref();
  }

  async #ask(): Promise<void> {
    const late = setTimeout(() => this.#lose('the server does not answer'), ANSWER_MS);
    try {
      const rows = await this.#query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      // A pooler that hands out another session with each statement keeps no lock.
      if (rows[0]?.pid === this.#pid) this.#again();
      else this.#lose('a pooler gave it another session; connect to PostgreSQL itself');
    } catch {
      this.#lose('the server refused it');
    } finally {
      clearTimeout(late);
    }
  }

  async take(name: string): Promise<boolean> {
    this.lost.throwIfAborted();
    if (this.#held.has(name)) return false;
    this.#held.add(name);
    try {
      const rows = await this.#query<{ taken: boolean }>(`SELECT pg_try_advisory_lock(${KEY}) AS taken`, [name]);
      if (rows[0]?.taken !== true) this.#held.delete(name);
    } catch (cause) {
      this.#held.delete(name);
      throw down(cause);
    }
    this.lost.throwIfAborted();
    return this.#held.has(name);
  }

  async release(name: string): Promise<void> {
    if (!this.#held.delete(name)) return;
    await this.#query(`SELECT pg_advisory_unlock(${KEY})`, [name]).catch(() => this.#lose('the server refused it'));
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#beat !== null) clearTimeout(this.#beat);
    await this.#client.end().catch(() => undefined);
  }
}

/** Throws StoreDown where the database does not answer. Waits on a server that started within the last seconds. */
export const openFence = async (url: string): Promise<Fence> => {
  const client = new Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    for (const statement of SESSION) await client.query(statement);
    const { rows } = await client.query<{ pid: number; up: string }>(
      'SELECT pg_backend_pid() AS pid, extract(epoch FROM clock_timestamp() - pg_postmaster_start_time()) AS up',
    );
    const [row] = rows;
    if (row === undefined) throw new Error('the server says nothing of itself');
    const fence = new PostgresFence(client, row.pid);
    const left = NOTICED_MS - Number(row.up) * 1000;
    if (left > 0) await sleep(left);
    return fence;
  } catch (cause) {
    await client.end().catch(() => undefined);
    throw down(cause);
  }
};
