// Alerts on their way: kept before anything is sent, sent by one process at a time, and never forgotten.
import type { Alert } from '../core/fleet.ts';
import { type Store, textOf, textOrNull } from '../store/store.ts';

export interface Waiting {
  readonly alert: Alert;
  readonly sink: string;
  /** How often it was tried. */
  readonly attempts: number;
  /** ISO 8601: not before. */
  readonly nextAt: string;
}

export interface SinkState {
  readonly name: string;
  /** ISO 8601, since when it is not tried any more; null: it is. */
  readonly offSince: string | null;
  /** Alerts that wait for it. */
  readonly waiting: number;
  /** What came of the last attempt that failed; null: none failed. */
  readonly said: string | null;
}

/** Another attempt after so many minutes; from the last on with every command of the fleet. */
const RETRY_MINUTES = [5, 15];
/** Failures in a row after which a sink is not tried any more. */
export const OFF_AFTER = 10;
/** Longer than one attempt may take: a process that died holds nothing for good. */
const CLAIM_MS = 60_000;
/** So far the clocks of two machines at one store may be apart. */
const APART_MS = 5 * 60_000;

const later = (at: Date, ms: number): string => new Date(at.getTime() + ms).toISOString();

/** Whether its time has come. What lies further ahead than any pause was put off by a clock that has been set back since. */
export const isDueAt =
  (now: Date) =>
  ({ nextAt }: Pick<Waiting, 'nextAt'>): boolean =>
    nextAt <= now.toISOString() || nextAt > later(now, Math.max(...RETRY_MINUTES) * 60_000 + APART_MS);

export const createOutbox = (store: Store) => ({
  /** Keeps them for each sink; those that are there already stay as they are. */
  put: (alerts: readonly Alert[], sinks: readonly string[], now: Date): Promise<void> =>
    store.write(async (tx) => {
      for (const alert of alerts) {
        for (const sink of sinks) {
          await tx.rows(
            `INSERT INTO fleet_outbox (id, sink, night, state, attempts, next_at, body) VALUES ($1, $2, $3, 'pending', '0', $4, $5)
              ON CONFLICT (id, sink) DO NOTHING`,
            [alert.id, sink, alert.night, now.toISOString(), JSON.stringify(alert)],
          );
        }
      }
    }),

  /** What waits for a sink, oldest first, whether its time has come or not. */
  waiting: (sink: string): Promise<readonly Waiting[]> =>
    store.read(async (tx) =>
      (await tx.rows(`SELECT * FROM fleet_outbox WHERE sink = $1 AND state = 'pending' ORDER BY night, id`, [sink])).map(
        (row) => ({
          alert: JSON.parse(textOf(row, 'body')) as Alert,
          sink,
          attempts: Number(textOf(row, 'attempts')),
          nextAt: textOf(row, 'next_at'),
        }),
      ),
    ),

  /** False: another process has it, or it is done. A claim that ends later than one of now was made before the clock was set back. */
  claim: ({ alert, sink }: Waiting, now: Date): Promise<boolean> =>
    store.write(async (tx) => {
      const taken = await tx.rows(
        `UPDATE fleet_outbox SET claimed_until = $1 WHERE id = $2 AND sink = $3 AND state = 'pending'
          AND (claimed_until IS NULL OR claimed_until < $4 OR claimed_until > $5) RETURNING id`,
        [later(now, CLAIM_MS), alert.id, sink, now.toISOString(), later(now, CLAIM_MS + APART_MS)],
      );
      return taken.length > 0;
    }),

  sent: ({ alert, sink }: Waiting, now: Date): Promise<void> =>
    store.write(async (tx) => {
      await tx.rows(
        `UPDATE fleet_outbox SET state = 'sent', claimed_until = NULL, said = NULL, settled_at = $1 WHERE id = $2 AND sink = $3`,
        [now.toISOString(), alert.id, sink],
      );
      await tx.rows(`UPDATE fleet_sink SET failures = '0', off_since = NULL WHERE name = $1`, [sink]);
    }),

  /** `said`: what came instead, safe to keep. */
  failed: ({ alert, sink, attempts }: Waiting, said: string, now: Date): Promise<void> =>
    store.write(async (tx) => {
      const minutes = RETRY_MINUTES[Math.min(attempts, RETRY_MINUTES.length - 1)] ?? 0;
      await tx.rows(
        `UPDATE fleet_outbox SET attempts = $1, next_at = $2, claimed_until = NULL, said = $3 WHERE id = $4 AND sink = $5`,
        [String(attempts + 1), later(now, minutes * 60_000), said.slice(0, 300), alert.id, sink],
      );
      const [row] = await tx.rows('SELECT failures FROM fleet_sink WHERE name = $1', [sink]);
      const failures = Number(row === undefined ? 0 : textOf(row, 'failures')) + 1;
      const off = failures >= OFF_AFTER ? now.toISOString() : null;
      await tx.rows('UPDATE fleet_sink SET failures = $1, off_since = $2 WHERE name = $3', [String(failures), off, sink]);
    }),

  /** A sink whose entry in fleet.yaml is another one is tried again; `again`: somebody asks for it. Resolves with whether it is on. */
  open: (name: string, digest: string, again: boolean): Promise<boolean> =>
    store.write(async (tx) => {
      const [row] = await tx.rows('SELECT * FROM fleet_sink WHERE name = $1', [name]);
      if (row !== undefined && textOf(row, 'digest') === digest && !again) return textOrNull(row, 'off_since') === null;
      await tx.rows(
        `INSERT INTO fleet_sink (name, digest, failures, off_since) VALUES ($1, $2, '0', NULL)
          ON CONFLICT (name) DO UPDATE SET digest = excluded.digest, failures = '0', off_since = NULL`,
        [name, digest],
      );
      return true;
    }),

  /** Of these sinks, in their order. */
  sinks: (names: readonly string[]): Promise<readonly SinkState[]> =>
    store.read((tx) =>
      Promise.all(
        names.map(async (name) => {
          const [sink] = await tx.rows('SELECT * FROM fleet_sink WHERE name = $1', [name]);
          const rows = await tx.rows(
            `SELECT said FROM fleet_outbox WHERE sink = $1 AND state = 'pending' ORDER BY next_at DESC`,
            [name],
          );
          const said = rows.map((row) => textOrNull(row, 'said')).find((one) => one !== null) ?? null;
          return { name, offSince: sink === undefined ? null : textOrNull(sink, 'off_since'), waiting: rows.length, said };
        }),
      ),
    ),
});
