// The tables of the ledger as data, for the batch statements of both databases. Columns are TEXT; times are ISO 8601 in UTC.

export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
}

const table = (name: string, columns: string): Table => ({ name, columns: columns.split(' ') });

export const ATTEMPT = table(
  'delivery_attempt',
  'nonce account channel recipient campaign_id provider_message_id message_id join_rule status registered_at updated_at',
);

export const MESSAGE = table('message', 'nonce provider_message_id status updated_at');

export const CAMPAIGN_LOG = table('campaign_delivery_log', 'nonce campaign_id recipient status updated_at');

export const EVENT = table(
  'delivery_event',
  'account message recipient event subtype state event_at received_at source_id signature_version fingerprint ' +
    'certificate_url configuration_set smtp_response nonce_tag origin prefix status_code diagnostic feedback_type',
);

export const DEAD_LETTER = table(
  'dead_letter',
  'id account message nonce_tag reason digest fields received_at resolved_at resolution',
);

export const EXCLUSION = table('suppression_exclusion', 'address state note actor since');

export const AUDIT = table('audit', 'at actor action subject detail');
