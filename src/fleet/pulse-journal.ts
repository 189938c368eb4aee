// The journal of a tenant's pulse, in the store of the fleet: whichever machine goes on with a killed night finds what was intended.
import { type Store, textOf } from '../store/store.ts';

export type PulseJournal = ReturnType<typeof pulseJournal>;

/** Lines are kept one after the other, each durable before the promise resolves; a second writer of a line is refused by its key. */
export const pulseJournal = (store: Store, night: string, key: string) => {
  let seq = 0;
  return {
    read: async <Entry>(): Promise<readonly Entry[]> => {
      const rows = await store.read((tx) =>
        tx.rows('SELECT seq, line FROM fleet_pulse WHERE night = $1 AND tenant_key = $2 ORDER BY seq', [night, key]),
      );
      seq = rows.length;
      return rows.map((row) => JSON.parse(textOf(row, 'line')) as Entry);
    },
    append: async (line: string): Promise<void> => {
      seq += 1;
      const at = String(seq).padStart(4, '0');
      await store.write((tx) =>
        tx.rows('INSERT INTO fleet_pulse (night, tenant_key, seq, line) VALUES ($1, $2, $3, $4)', [night, key, at, line]),
      );
    },
    close: async (): Promise<void> => undefined,
  };
};
