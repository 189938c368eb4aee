// The tenant's webhook: how it is reached, and what it did with messages it must refuse.
import type { NegativeTest } from '../core/journal.ts';
import type { WebhookLook } from '../core/ports/webhook.ts';

export interface WebhookFacts {
  'webhook.endpoint': WebhookLook & { readonly host: string };
  'webhook.negatives': {
    readonly tests: readonly NegativeTest[];
    readonly positiveControl: boolean;
    /** The rows are attested by a person, so that the answers alone were judged. */
    readonly byAnswers?: true;
  };
}
