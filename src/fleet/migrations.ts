// The fleet's ordered list of schema changes, for both databases. A migration that has been released is never edited.
import type { Migration } from '../store/store.ts';

/** Versions of its own hundred: a receiver may keep its ledger in the same database. Bodies are the shapes of `core/fleet.ts` as JSON; the columns beside them are what is asked by. */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 101,
    name: 'fleet',
    sql: [
      `CREATE TABLE fleet_night (name TEXT PRIMARY KEY, state TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT,
        exit_code TEXT, accepted TEXT, body TEXT NOT NULL)`,
      `CREATE TABLE fleet_look (night TEXT NOT NULL, tenant_key TEXT NOT NULL, place TEXT NOT NULL, exit_code TEXT NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (night, tenant_key))`,
      `CREATE TABLE fleet_change (night TEXT NOT NULL, fingerprint TEXT NOT NULL, class TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (night, fingerprint))`,
      `CREATE TABLE fleet_place (night TEXT NOT NULL, place TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (night, place))`,
      // What is remembered of a tenant beyond a night: SES's own answers, and the line SES's list had for it.
      `CREATE TABLE fleet_tenant (tenant_key TEXT PRIMARY KEY, profile TEXT NOT NULL, profile_digest TEXT, listed TEXT,
        ses_read_at TEXT, ses_facts TEXT, ses_trouble TEXT)`,
      'CREATE INDEX fleet_tenant_profile ON fleet_tenant (profile)',
      // What is remembered of a trouble: since when, and in which of the last nights it was there.
      `CREATE TABLE fleet_trouble (fingerprint TEXT PRIMARY KEY, tenant_key TEXT, first_night TEXT NOT NULL,
        first_at TEXT NOT NULL, nights TEXT NOT NULL, body TEXT NOT NULL)`,
      'CREATE INDEX fleet_trouble_tenant ON fleet_trouble (tenant_key)',
    ],
    sqlite: [],
    postgres: [],
  },
  {
    version: 102,
    name: 'fleet alerts',
    sql: [
      // An alert waits here until its sink took it; the row is written with the night's end and stays as what was sent.
      `CREATE TABLE fleet_outbox (id TEXT NOT NULL, sink TEXT NOT NULL, night TEXT NOT NULL, state TEXT NOT NULL, attempts TEXT NOT NULL,
        next_at TEXT NOT NULL, claimed_until TEXT, said TEXT, settled_at TEXT, body TEXT NOT NULL, PRIMARY KEY (id, sink))`,
      'CREATE INDEX fleet_outbox_state ON fleet_outbox (state)',
      `CREATE TABLE fleet_sink (name TEXT PRIMARY KEY, digest TEXT NOT NULL, failures TEXT NOT NULL, off_since TEXT)`,
    ],
    sqlite: [],
    postgres: [],
  },
  {
    version: 103,
    name: 'fleet parts',
    sql: [
      // A night that several machines have: one row a part, whole when it is finished.
      `CREATE TABLE fleet_part (night TEXT NOT NULL, part TEXT NOT NULL, finished_at TEXT, body TEXT NOT NULL,
        PRIMARY KEY (night, part))`,
    ],
    sqlite: [],
    postgres: [],
  },
  {
    version: 104,
    name: 'fleet tasks',
    sql: [
      // The inventory of a night that workers look at: they read no list of their own.
      `CREATE TABLE fleet_task (night TEXT NOT NULL, tenant_key TEXT NOT NULL, place TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (night, tenant_key))`,
      'CREATE INDEX fleet_task_place ON fleet_task (night, place)',
    ],
    sqlite: [],
    postgres: [],
  },
  {
    version: 105,
    name: 'fleet pulses',
    sql: [
      // The journal of the one message that a tenant gets in a night: a line each, in order, before and after the act.
      `CREATE TABLE fleet_pulse (night TEXT NOT NULL, tenant_key TEXT NOT NULL, seq TEXT NOT NULL, line TEXT NOT NULL,
        PRIMARY KEY (night, tenant_key, seq))`,
    ],
    sqlite: [],
    postgres: [],
  },
];
