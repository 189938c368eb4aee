// What the tenant's webhook did with messages it must refuse.
import type { NegativeTest } from '../core/journal.ts';

export interface WebhookFacts {
  'webhook.negatives': { readonly tests: readonly NegativeTest[]; readonly positiveControl: boolean };
}
