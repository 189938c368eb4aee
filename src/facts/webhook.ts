// The tenant's webhook: how it is reached, and what it did with messages it must refuse.
import type { NegativeTest } from '../core/journal.ts';
import type { DnsOutcome } from '../core/ports/dns.ts';
import type { WebhookLook } from '../core/ports/webhook.ts';

export interface WebhookFacts {
  'webhook.endpoint': WebhookLook & {
    readonly host: string;
    /** What DNS says of the host's addresses, asked only where it was not found or not reached. */
    readonly name: DnsOutcome | 'ipv6-only' | null;
  };
  'webhook.negatives': {
    readonly tests: readonly NegativeTest[];
    readonly positiveControl: boolean;
    /** The rows are attested by a person, so that the answers alone were judged. */
    readonly byAnswers?: true;
  };
}
