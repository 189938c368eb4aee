// What a fleet remembers from night to night: nights, a row a tenant and night, changes, and since when a trouble is there.
import type { Change, Night, NightPart, PlaceState, TenantLook } from '../core/fleet.ts';
import type { InventoryTenant } from './inventory.ts';
import { changeReader } from './read-changes.ts';
import { type Row, type Store, textOf, textOrNull, type Tx } from '../store/store.ts';

export type NightState = 'running' | 'complete' | 'broken';

export interface KeptNight {
  readonly night: Night;
  readonly state: NightState;
  /** Who accepted it: by hand, or nobody yet. A complete night that ended in 0, 1 or 3 counts without. */
  readonly acceptedAt: string | null;
}

/** What is remembered of a tenant beyond a night. */
export interface TenantMemory {
  readonly key: string;
  readonly profile: string;
  readonly profileDigest: string | null;
  /** SES's list entries of the tenant's names, as text; null: never listed. */
  readonly listed: string | null;
  /** ISO 8601 of the last full read; null: never. */
  readonly sesReadAt: string | null;
  /** Observations of SES's own, by key, as JSON. */
  readonly sesFacts: string | null;
  /** Something that rests on them was not in order: to be read anew. */
  readonly sesTrouble: boolean;
}

/** Since when a trouble is there, and the last nights in which it was, oldest first. */
export interface TroubleMemory {
  readonly fingerprint: string;
  readonly key: string | null;
  readonly firstNight: string;
  readonly firstAt: string;
  /** Nights in which it was there, and those in which it was found mended; oldest first, at most fourteen. */
  readonly nights: readonly {
    readonly night: string;
    readonly there: boolean;
    /** It was expected, so that nobody was told. */
    readonly silent?: boolean;
  }[];
  /** What was last told of it. */
  readonly last: Change;
}

const PAGE = 500;

const nightOf = (row: Row): KeptNight => ({
  night: JSON.parse(textOf(row, 'body')) as Night,
  state: textOf(row, 'state') as NightState,
  acceptedAt: textOrNull(row, 'accepted'),
});

const memoryOf = (row: Row): TenantMemory => ({
  key: textOf(row, 'tenant_key'),
  profile: textOf(row, 'profile'),
  profileDigest: textOrNull(row, 'profile_digest'),
  listed: textOrNull(row, 'listed'),
  sesReadAt: textOrNull(row, 'ses_read_at'),
  sesFacts: textOrNull(row, 'ses_facts'),
  sesTrouble: textOrNull(row, 'ses_trouble') === 'yes',
});

const troubleOf = (row: Row): TroubleMemory => ({
  fingerprint: textOf(row, 'fingerprint'),
  key: textOrNull(row, 'tenant_key'),
  firstNight: textOf(row, 'first_night'),
  firstAt: textOf(row, 'first_at'),
  nights: JSON.parse(textOf(row, 'nights')) as TroubleMemory['nights'],
  last: JSON.parse(textOf(row, 'body')) as Change,
});

/** Pages of rows by ascending key: a night of any size in bounded memory. */
async function* pages<T>(
  store: Store,
  sql: string,
  params: readonly string[],
  key: string,
  read: (row: Row) => T,
): AsyncGenerator<T> {
  for (let after = ''; ; ) {
    const from = after;
    const rows = await store.read((tx) => tx.rows(`${sql} AND ${key} > $1 ORDER BY ${key} LIMIT ${PAGE}`, [from, ...params]));
    for (const row of rows) yield read(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = textOf(last, key);
  }
}

const UPSERT_NIGHT = `INSERT INTO fleet_night (name, state, started_at, finished_at, exit_code, body) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (name) DO UPDATE SET state = excluded.state, started_at = excluded.started_at, finished_at = excluded.finished_at,
  exit_code = excluded.exit_code, body = excluded.body`;

const UPSERT_TENANT = `INSERT INTO fleet_tenant (tenant_key, profile, profile_digest, listed, ses_read_at, ses_facts, ses_trouble)
  VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant_key) DO UPDATE SET profile = excluded.profile,
  profile_digest = excluded.profile_digest, listed = excluded.listed, ses_read_at = excluded.ses_read_at,
  ses_facts = excluded.ses_facts, ses_trouble = excluded.ses_trouble`;

const UPSERT_TROUBLE = `INSERT INTO fleet_trouble (fingerprint, tenant_key, first_night, first_at, nights, body) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (fingerprint) DO UPDATE SET first_night = excluded.first_night, first_at = excluded.first_at,
  nights = excluded.nights, body = excluded.body`;

const LOOK = { name: 'fleet_look', columns: ['night', 'tenant_key', 'place', 'exit_code', 'body'] } as const;

const TASK = { name: 'fleet_task', columns: ['night', 'tenant_key', 'place', 'body'] } as const;

const UPSERT_LOOK = `INSERT INTO fleet_look (night, tenant_key, place, exit_code, body) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (night, tenant_key) DO NOTHING`;

const UPSERT_PART = `INSERT INTO fleet_part (night, part, finished_at, body) VALUES ($1, $2, $3, $4)
  ON CONFLICT (night, part) DO UPDATE SET finished_at = excluded.finished_at, body = excluded.body`;

const UPSERT_PLACE = `INSERT INTO fleet_place (night, place, body) VALUES ($1, $2, $3)
  ON CONFLICT (night, place) DO UPDATE SET body = excluded.body`;

const UPSERT_CHANGE = `INSERT INTO fleet_change (night, fingerprint, class, body) VALUES ($1, $2, $3, $4)
  ON CONFLICT (night, fingerprint) DO UPDATE SET class = excluded.class, body = excluded.body`;

const BEGIN_NIGHT = `INSERT INTO fleet_night (name, state, started_at, finished_at, exit_code, body) VALUES ($1, 'running', $2, NULL, NULL, $3)
  ON CONFLICT (name) DO NOTHING`;

const saveNight = (tx: Tx, { night, state }: Pick<KeptNight, 'night' | 'state'>): Promise<unknown> =>
  tx.rows(UPSERT_NIGHT, [
    night.name,
    state,
    night.startedAt,
    night.finishedAt,
    night.exitCode === null ? null : String(night.exitCode),
    JSON.stringify(night),
  ]);

const saveMemory = async (tx: Tx, one: TenantMemory): Promise<void> => {
  const { key, profile, profileDigest, listed, sesReadAt, sesFacts } = one;
  // A profile is one tenant's: whoever was described there before is not any more.
  await tx.rows(`UPDATE fleet_tenant SET profile = '' WHERE profile = $1 AND tenant_key <> $2`, [profile, key]);
  await tx.rows(UPSERT_TENANT, [key, profile, profileDigest, listed, sesReadAt, sesFacts, one.sesTrouble ? 'yes' : 'no']);
};

/** The fleet's tables, on either database. */
export const createState = (store: Store) => ({
  /** Newest first. */
  nights: (): Promise<readonly KeptNight[]> =>
    store.read(async (tx) => (await tx.rows('SELECT * FROM fleet_night ORDER BY started_at DESC, name DESC')).map(nightOf)),
  night: (name: string): Promise<KeptNight | null> =>
    store.read(async (tx) => (await tx.rows('SELECT * FROM fleet_night WHERE name = $1', [name])).map(nightOf)[0] ?? null),
  saveNight: (kept: Pick<KeptNight, 'night' | 'state'>): Promise<unknown> => store.write((tx) => saveNight(tx, kept)),
  /** A night that another process began meanwhile stays as that one began it. */
  beginNight: (night: Night): Promise<unknown> =>
    store.write((tx) => tx.rows(BEGIN_NIGHT, [night.name, night.startedAt, JSON.stringify(night)])),
  accept: (name: string, at: string): Promise<unknown> =>
    store.write((tx) => tx.rows('UPDATE fleet_night SET accepted = $1 WHERE name = $2', [at, name])),
  /** The night's tenants that were looked at already. */
  done: (night: string): Promise<ReadonlySet<string>> =>
    store.read(
      async (tx) =>
        new Set(
          (await tx.rows('SELECT tenant_key FROM fleet_look WHERE night = $1', [night])).map((row) => textOf(row, 'tenant_key')),
        ),
    ),
  /** A tenant's row and what is remembered of it, together or not at all; a row that is there already stays. */
  saveLook: (look: TenantLook, memory: TenantMemory | null): Promise<void> =>
    store.write(async (tx) => {
      await tx.rows(UPSERT_LOOK, [look.night, look.key, look.place, String(look.exitCode), JSON.stringify(look)]);
      if (memory !== null) await saveMemory(tx, memory);
    }),
  /** Rows of another store; those that are there stay. */
  saveLooks: (looks: readonly TenantLook[]): Promise<void> =>
    store.write((tx) =>
      tx.insert(
        LOOK,
        looks.map((look) => ({
          night: look.night,
          tenant_key: look.key,
          place: look.place,
          exit_code: String(look.exitCode),
          body: JSON.stringify(look),
        })),
      ),
    ),
  /** By ascending key. */
  looks: (night: string): AsyncGenerator<TenantLook> =>
    pages(
      store,
      'SELECT * FROM fleet_look WHERE night = $2',
      [night],
      'tenant_key',
      (row) => JSON.parse(textOf(row, 'body')) as TenantLook,
    ),
  look: (night: string, key: string): Promise<TenantLook | null> =>
    store.read(async (tx) => {
      const [row] = await tx.rows('SELECT body FROM fleet_look WHERE night = $1 AND tenant_key = $2', [night, key]);
      return row === undefined ? null : (JSON.parse(textOf(row, 'body')) as TenantLook);
    }),
  memory: (key: string): Promise<TenantMemory | null> =>
    store.read(async (tx) => (await tx.rows('SELECT * FROM fleet_tenant WHERE tenant_key = $1', [key])).map(memoryOf)[0] ?? null),
  /** The tenant that was last seen in a profile of this path. */
  memoryAt: (profile: string): Promise<TenantMemory | null> =>
    store.read(
      async (tx) => (await tx.rows('SELECT * FROM fleet_tenant WHERE profile = $1', [profile])).map(memoryOf)[0] ?? null,
    ),
  /** Of a tenant, or of a place, by fingerprint. */
  troubles: (key: string): Promise<ReadonlyMap<string, TroubleMemory>> =>
    store.read(
      async (tx) =>
        new Map(
          (await tx.rows('SELECT * FROM fleet_trouble WHERE tenant_key = $1', [key]))
            .map(troubleOf)
            .map((one) => [one.fingerprint, one]),
        ),
    ),
  /** Changes of a night and what they do to the memory of troubles, together. */
  saveChanges: (changes: readonly Change[], troubles: readonly TroubleMemory[]): Promise<void> =>
    store.write(async (tx) => {
      for (const one of changes) await tx.rows(UPSERT_CHANGE, [one.night, one.fingerprint, one.class, JSON.stringify(one)]);
      for (const one of troubles) {
        const { fingerprint, key, firstNight, firstAt } = one;
        const memory = [fingerprint, key, firstNight, firstAt, JSON.stringify(one.nights), JSON.stringify(one.last)];
        await tx.rows(UPSERT_TROUBLE, memory);
      }
    }),
  forgetChanges: (night: string): Promise<unknown> =>
    store.write((tx) => tx.rows('DELETE FROM fleet_change WHERE night = $1', [night])),
  changes: (night: string): AsyncGenerator<Change> => {
    const read = changeReader();
    return pages(store, 'SELECT * FROM fleet_change WHERE night = $2', [night], 'fingerprint', (row) =>
      read(textOf(row, 'body')),
    );
  },
  /** The exit of each look of a night, by tenant key. */
  exits: (night: string): Promise<ReadonlyMap<string, number>> =>
    store.read(
      async (tx) =>
        new Map(
          (await tx.rows('SELECT tenant_key, exit_code FROM fleet_look WHERE night = $1', [night])).map((row) => [
            textOf(row, 'tenant_key'),
            Number(textOf(row, 'exit_code')),
          ]),
        ),
    ),
  /** The night's inventory for workers. */
  replaceTasks: (night: string, tenants: readonly InventoryTenant[]): Promise<void> =>
    store.write(async (tx) => {
      await tx.rows('DELETE FROM fleet_task WHERE night = $1', [night]);
      for (let at = 0; at < tenants.length; at += PAGE) {
        const rows = tenants.slice(at, at + PAGE).map((one) => ({
          night,
          tenant_key: one.key,
          place: one.place,
          body: JSON.stringify(one),
        }));
        await tx.insert(TASK, rows);
      }
    }),
  tasks: (night: string, place: string): Promise<readonly InventoryTenant[]> =>
    store.read(async (tx) =>
      (await tx.rows('SELECT body FROM fleet_task WHERE night = $1 AND place = $2 ORDER BY tenant_key', [night, place])).map(
        (row) => JSON.parse(textOf(row, 'body')) as InventoryTenant,
      ),
    ),
  /** Of all places, by ascending key. */
  allTasks: (night: string): AsyncGenerator<InventoryTenant> =>
    pages(
      store,
      'SELECT * FROM fleet_task WHERE night = $2',
      [night],
      'tenant_key',
      (row) => JSON.parse(textOf(row, 'body')) as InventoryTenant,
    ),
  forgetTasks: (night: string): Promise<unknown> =>
    store.write((tx) => tx.rows('DELETE FROM fleet_task WHERE night = $1', [night])),
  /** Of a night that several machines have, by their number. */
  parts: (night: string): Promise<readonly NightPart[]> =>
    store.read(async (tx) =>
      (await tx.rows('SELECT body FROM fleet_part WHERE night = $1', [night]))
        .map((row) => JSON.parse(textOf(row, 'body')) as NightPart)
        .sort((a, b) => a.shard.index - b.shard.index),
    ),
  savePart: (part: NightPart): Promise<unknown> =>
    store.write((tx) =>
      tx.rows(UPSERT_PART, [part.night, `${part.shard.index}/${part.shard.of}`, part.finishedAt, JSON.stringify(part)]),
    ),
  savePlace: (night: string, place: PlaceState): Promise<unknown> =>
    store.write((tx) => tx.rows(UPSERT_PLACE, [night, place.place, JSON.stringify(place)])),
  places: (night: string): Promise<readonly PlaceState[]> =>
    store.read(async (tx) =>
      (await tx.rows('SELECT body FROM fleet_place WHERE night = $1 ORDER BY place', [night])).map(
        (row) => JSON.parse(textOf(row, 'body')) as PlaceState,
      ),
    ),
});

export type FleetState = ReturnType<typeof createState>;
