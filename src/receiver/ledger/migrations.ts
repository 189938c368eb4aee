// The ledger's ordered list of schema changes, for both databases. A migration that has been released is never edited.
import type { Migration } from '../../store/store.ts';

const APPEND_ONLY_SQLITE = ['UPDATE', 'DELETE'].map(
  (act) =>
    `CREATE TRIGGER audit_no_${act.toLowerCase()} BEFORE ${act} ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END`,
);

const APPEND_ONLY_POSTGRES = [
  `CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS
   'BEGIN RAISE EXCEPTION ''audit is append-only''; END'`,
  'CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()',
];

export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: 'ledger',
    sql: [
      `CREATE TABLE delivery_attempt (nonce TEXT PRIMARY KEY, account TEXT, channel TEXT NOT NULL, recipient TEXT NOT NULL,
        campaign_id TEXT, provider_message_id TEXT, message_id TEXT, join_rule TEXT NOT NULL, status TEXT NOT NULL,
        registered_at TEXT NOT NULL, updated_at TEXT NOT NULL)`,
      'CREATE INDEX delivery_attempt_provider ON delivery_attempt (provider_message_id)',
      'CREATE INDEX delivery_attempt_message ON delivery_attempt (message_id)',
      `CREATE TABLE message (nonce TEXT PRIMARY KEY, provider_message_id TEXT, status TEXT NOT NULL, updated_at TEXT NOT NULL)`,
      `CREATE TABLE campaign_delivery_log (nonce TEXT PRIMARY KEY, campaign_id TEXT NOT NULL, recipient TEXT NOT NULL,
        status TEXT NOT NULL, updated_at TEXT NOT NULL)`,
      `CREATE TABLE delivery_event (account TEXT NOT NULL, message TEXT NOT NULL, recipient TEXT NOT NULL, event TEXT NOT NULL,
        subtype TEXT NOT NULL, state TEXT NOT NULL, event_at TEXT NOT NULL, received_at TEXT NOT NULL, source_id TEXT,
        signature_version TEXT, fingerprint TEXT, certificate_url TEXT, configuration_set TEXT, smtp_response TEXT, nonce_tag TEXT,
        origin TEXT NOT NULL, prefix TEXT, PRIMARY KEY (message, recipient, event, subtype, account))`,
      'CREATE INDEX delivery_event_tag ON delivery_event (nonce_tag) WHERE nonce_tag IS NOT NULL',
      'CREATE INDEX delivery_event_prefix ON delivery_event (prefix) WHERE prefix IS NOT NULL',
      "CREATE INDEX delivery_event_unmatched ON delivery_event (received_at) WHERE state = 'unmatched'",
      `CREATE INDEX delivery_event_failures ON delivery_event (recipient, event_at)
        WHERE event IN ('bounce-permanent', 'bounce-transient', 'complaint', 'reject')`,
      `CREATE TABLE dead_letter (id TEXT PRIMARY KEY, account TEXT NOT NULL, message TEXT, nonce_tag TEXT, reason TEXT NOT NULL,
        digest TEXT, fields TEXT NOT NULL, received_at TEXT NOT NULL, resolved_at TEXT, resolution TEXT)`,
      'CREATE INDEX dead_letter_open ON dead_letter (received_at) WHERE resolved_at IS NULL',
      `CREATE TABLE suppression_exclusion (address TEXT PRIMARY KEY, state TEXT NOT NULL, note TEXT, actor TEXT NOT NULL,
        since TEXT NOT NULL)`,
      `CREATE TABLE audit (seq {serial}, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL,
        detail TEXT NOT NULL)`,
    ],
    sqlite: APPEND_ONLY_SQLITE,
    postgres: APPEND_ONLY_POSTGRES,
  },
  {
    version: 2,
    name: 'what an event says of its cause',
    sql: ['status_code', 'diagnostic', 'feedback_type'].map((column) => `ALTER TABLE delivery_event ADD COLUMN ${column} TEXT`),
    sqlite: [],
    postgres: [],
  },
];
