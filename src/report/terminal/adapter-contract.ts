// The contract of the SMTP callback as data: fields, words, answers, and how each relay's own events map onto it.
import { ADAPTER_WORDS } from '../../mail/smtp/adapter-words.ts';
import { relays } from '../../mail/smtp/relay-table.ts';

export const ADAPTER_PATH = '/engagement/email/smtp/webhook';

export interface VendorMapping {
  /** Key of the relay table. */
  readonly relay: string;
  readonly label: string;
  /** Where its events come from. */
  readonly source: string;
  /** Field of its event that becomes `providerMessageId`. */
  readonly id: string;
  /** Its words → ours. */
  readonly events: { readonly [theirs: string]: string };
  readonly timestamp: string;
  readonly error: string | null;
  /** False: check the join with one live message before you rely on it. */
  readonly proven: boolean;
}

export const vendorMappings: readonly VendorMapping[] = relays.flatMap(({ key, label, reports, proven }) =>
  reports === null || key === 'ses'
    ? []
    : [
        {
          relay: key,
          label,
          source: reports.from,
          id: reports.id,
          events: reports.events,
          timestamp: reports.timestamp,
          error: reports.error,
          proven,
        },
      ],
);

export const contract = {
  method: 'POST',
  path: ADAPTER_PATH,
  token: 'in the query (?token=…) or in the header x-webhook-token; never in both with different values',
  contentType: 'application/json',
  fields: {
    providerMessageId:
      'the queued id of the relay’s final reply; where it gives none, the Message-ID without brackets (also taken: messageId; when both are sent they must be equal)',
    event: `one of ${ADAPTER_WORDS} (also taken: status)`,
    bounceType: 'hard or soft, with event bounced; left out, the class of the reply in error decides, else hard',
    timestamp:
      'ISO 8601 with its zone, or epoch seconds or milliseconds; from 5 minutes before the send to 5 minutes ahead of now',
    error: 'optional: the remote server’s reply, at most 512 characters',
    recipient: 'optional: the address, when the message went to more than one',
  },
  answers: {
    '200': 'applied, or known already: do not send it again',
    '400': 'not a JSON object: repair the adapter',
    '401': 'token missing, wrong, or two that differ: repair the adapter’s configuration',
    '413': 'larger than the limit',
    '422': 'a word, an id or a timestamp outside this contract: repair the adapter',
    '429': 'too many: wait and send it again',
    '503': 'the store is down: send it again later',
  },
  delivery:
    'At least once: repeat on 429, 503 and on no answer, with growing pauses, for at least 24 hours. Each callback is applied once, whatever the order.',
} as const;
