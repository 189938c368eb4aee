// Nouns of the live proof: intent, receipt, callback, ledger rows, negative tests.

/** What is known after one attempt to hand the message over. */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly receipt: Receipt }
  /** Definite refusal before acceptance: nothing was queued. */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly message: string;
      /** May be tried once more within the intent (throttle, 4xx). */
      readonly temporary: boolean;
      /** ISO 8601: by then a quota that was used up is there again. */
      readonly retryAt?: string;
      /** Of a relay's dialogue, or `UNSENT`. */
      readonly stage?: string;
    }
  /** It may have been accepted: never sent again, waited for by nonce. */
  | { readonly kind: 'ambiguous'; readonly code: string; readonly message: string; readonly stage?: string };

/** How a callback's id is compared with the one that the send gave; `prefix`: up to its first dot. */
export const JOINS = ['exact', 'prefix', 'message-id'] as const;
export type Join = (typeof JOINS)[number];

/** The stage of a refusal that nobody pronounced: whoever was to take the message, or the order to send it, was not reached. */
export const UNSENT = 'unsent';

export interface Receipt {
  /** SES MessageId or SMTP queued id; null when the relay gives none. */
  readonly providerMessageId: string | null;
  readonly requestId: string | null;
  /** ISO 8601. */
  readonly sentAt: string;
  readonly via: 'squareos' | 'provider';
  /** The final reply of an SMTP relay, neutralised. */
  readonly reply?: string;
  readonly join?: Join;
  /** Message-ID header of the message, without brackets, when known. */
  readonly messageId?: string;
}

/**
 * What a delivery row says, in the order in which one may follow another (product.md section 5): a total order, so that the order
 * of arrival does not matter. A platform's own API may use other words.
 */
export const DELIVERY_STATUSES = [
  'registered',
  'queued',
  'sent',
  'deferred',
  'soft-bounced',
  'delivered',
  'rendering-failed',
  'rejected',
  'bounced',
  'complained',
] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export const isDeliveryStatus = (text: string): text is DeliveryStatus => DELIVERY_STATUSES.some((status) => status === text);

/** A callback told the end: a bounce of any kind, a Delivery, or worse. Before them the provider's last word is still out. */
const FINAL_STATUSES: ReadonlySet<string> = new Set(DELIVERY_STATUSES.slice(DELIVERY_STATUSES.indexOf('soft-bounced')));

/** What a callback tells, with the status that its row takes; null: engagement, and feedback that is no complaint, say nothing about the delivery. */
export const STATUS_AFTER = {
  send: 'sent',
  delivery: 'delivered',
  'bounce-permanent': 'bounced',
  'bounce-transient': 'soft-bounced',
  complaint: 'complained',
  feedback: null,
  reject: 'rejected',
  'rendering-failure': 'rendering-failed',
  'delivery-delay': 'deferred',
  open: null,
  click: null,
  subscription: null,
  queued: 'queued',
} as const satisfies { readonly [event: string]: DeliveryStatus | null };
export type CallbackEvent = keyof typeof STATUS_AFTER;

export const isCallbackEvent = (text: string): text is CallbackEvent => Object.hasOwn(STATUS_AFTER, text);

/** Subtype of an open or a click that SES takes for a machine's, such as a scanner of links or a privacy proxy: it says nothing of a reader. */
export const BY_MACHINE = 'Machine';

/** Ends that are no delivery: the message did not reach its reader, or was not wanted. */
export const isNegativeEnd = (event: CallbackEvent): boolean => {
  const status = STATUS_AFTER[event];
  return status !== null && status !== 'delivered' && FINAL_STATUSES.has(status);
};

/** What the SES mailbox simulator must cause, by what it was asked to do. */
export const SIMULATED_EVENT = { bounce: 'bounce-permanent', complaint: 'complaint', success: 'delivery' } as const satisfies {
  readonly [asked: string]: CallbackEvent;
};

/** What an event says of its cause, in the words of the provider or of the server; neutralised and capped, null where it says nothing. */
export interface EventCause {
  /** Enhanced status code (RFC 3463), such as `5.7.26`. */
  readonly status: string | null;
  /** The server's reply to a bounced or delayed message, the error of a rendering failure, the error text of an adapter. */
  readonly diagnostic: string | null;
  /** Type of a feedback report (RFC 5965 and RFC 6591), such as `abuse`, `not-spam` or `auth-failure`. */
  readonly feedbackType: string | null;
}

/** One verified event as the ledger holds it. */
export interface LedgerEvent extends EventCause {
  readonly event: CallbackEvent;
  /** The provider's id of the message that the event itself names: what proves. null where the ledger does not tell. */
  readonly providerMessageId: string | null;
  readonly subtype: string | null;
  /** ISO 8601, the provider's time. */
  readonly eventAt: string;
  /** ISO 8601, when the receiver had it durable. */
  readonly receivedAt: string;
  /** SNS MessageId, or the adapter's event id. */
  readonly sourceId: string | null;
  /** `1` or `2`; null for an adapter. */
  readonly signatureVersion: string | null;
  /** SHA-256 fingerprint of the signing certificate. */
  readonly certificateFingerprint: string | null;
  /** Where SNS serves that certificate; public. */
  readonly signingCertUrl: string | null;
  readonly configurationSet: string | null;
  /** The mailbox provider's reply. */
  readonly smtpResponse: string | null;
  /** Same recipient as the one the attempt was registered for; null where the ledger does not tell. */
  readonly recipientMatches: boolean | null;
  /** A run's mark on the message: it finds events, and proves nothing. */
  readonly nonceTag: string | null;
}

/** What a platform says of itself. */
export interface Readiness {
  readonly ready: boolean;
  readonly detail: string | null;
}

/** What the ledger knows of one message. */
export interface LedgerView {
  readonly attempt: {
    readonly nonce: string;
    readonly providerMessageId: string | null;
    /** A DeliveryStatus where the ledger is this receiver. */
    readonly status: string;
    readonly registeredAt: string;
    readonly updatedAt: string;
  } | null;
  readonly message: { readonly providerMessageId: string | null; readonly status: string; readonly updatedAt: string } | null;
  readonly campaign: { readonly campaignId: string; readonly status: string; readonly updatedAt: string } | null;
  readonly events: readonly LedgerEvent[];
  /** Of this message; `others`: of everybody else's, left out where the ledger cannot tell. */
  readonly outbox: { readonly pending: number; readonly others?: number };
  readonly deadLetters: { readonly unresolved: number; readonly others?: number };
  /** Whether the platform says that it can send and take callbacks; left out where it was not asked or does not tell. */
  readonly readiness?: Readiness;
  /**
   * Callbacks since the attempt was registered that counted for nothing: accepted for an id nobody knows, or refused, by the
   * contract's reason. Left out when there are none, or where the ledger cannot tell. Others' traffic may be among them.
   */
  readonly strays?: { readonly unmatched: number; readonly refused: { readonly [reason: string]: number } };
}

/** Whether a row that is there still says what it said before the callback. */
export const hasStaleRow = (view: LedgerView): boolean =>
  [view.attempt, view.message, view.campaign].some((row) => row !== null && !FINAL_STATUSES.has(row.status));
