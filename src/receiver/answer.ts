// The answers of the callback endpoints, and nothing else a caller may see.

export interface Answer {
  /** For the log alone: what is wrong on our side is nobody else's to know. */
  readonly detail?: string;
  readonly status: 200 | 201 | 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 503;
  readonly body: { readonly [key: string]: unknown };
}

export interface Accepted {
  /** Recipients. */
  readonly processed: number;
  readonly duplicates: number;
  readonly errors: number;
  readonly subscriptionConfirmed: boolean;
}

const NOTHING: Accepted = { processed: 0, duplicates: 0, errors: 0, subscriptionConfirmed: false };

export const accepted = (given: Partial<Accepted> = {}): Answer => ({
  status: 200,
  body: { success: true, ...NOTHING, ...given },
});

/** Why a request was refused, and the status that says so. None of these changes a row. */
const STATUS = {
  'token-missing': 401,
  'token-wrong': 401,
  'token-conflicting': 401,
  topic: 403,
  'certificate-url': 403,
  certificate: 403,
  signature: 403,
  'signature-version': 403,
  stale: 403,
  'raw-delivery': 403,
  'subscribe-url': 403,
  malformed: 400,
  'too-large': 413,
  'too-many-requests': 429,
  'not-found': 404,
  conflict: 409,
  EMAIL_SUPPRESSED: 409,
  'timestamp-before-send': 422,
  'timestamp-ahead': 422,
  'id-missing': 422,
  'id-conflicting': 422,
  'event-missing': 422,
  'event-conflicting': 422,
  'event-unknown': 422,
  timestamp: 422,
  field: 422,
  'store-unavailable': 503,
  'certificate-unavailable': 503,
  'confirmation-failed': 503,
  stopping: 503,
} as const satisfies { readonly [reason: string]: Answer['status'] };

export type Refusal = keyof typeof STATUS;

/** `detail` names a field or a rule, never a value that was sent. */
export const rejected = (reason: Refusal, detail?: string): Answer => {
  const status = STATUS[reason];
  const told = detail === undefined ? {} : { detail };
  return status >= 500
    ? { status, body: { success: false, reason }, ...told }
    : { status, body: { success: false, reason, ...told } };
};
