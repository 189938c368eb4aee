// What the SDK throws → the four ways an answer can fail to come. Dispatches on `err.name`: unmodelled errors have no class.
import { ObservationError } from '../../core/errors.ts';
import type { CredentialRole } from '../../core/observation.ts';

/** What was being asked, for the message. */
export interface Question {
  /** IAM action, such as `ses:GetAccount`. */
  readonly action: string;
  readonly credential: CredentialRole;
  /** host, or host:port. */
  readonly host: string;
  readonly region: string;
}

interface SdkError {
  readonly name: string;
  readonly message: string;
  readonly code: string | null;
  readonly status: number | null;
  /** HTTP Date header. */
  readonly date: string | null;
}

const CREDENTIAL_WORDS: Readonly<Record<CredentialRole, string>> = {
  probe: 'probing credential',
  send: 'sending credential',
};

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;

export const readSdkError = (thrown: unknown): SdkError => {
  const status = field(field(thrown, '$metadata'), 'httpStatusCode') ?? field(field(thrown, '$response'), 'statusCode');
  return {
    name: text(field(thrown, 'name')) ?? 'UnknownError',
    message: text(field(thrown, 'message')) ?? '',
    code: text(field(thrown, 'code')),
    status: typeof status === 'number' ? status : null,
    date: text(field(field(field(thrown, '$response'), 'headers'), 'date')),
  };
};

const THROTTLED =
  /^(TooManyRequests|Throttl|RequestLimitExceeded|BandwidthLimitExceeded|RequestThrottled|SlowDown|PriorRequestNotComplete)/;
const ABSENT = /^(NotFound|NoSuchEntity|ResourceNotFound)(Exception)?$/;
const DENIED = /AccessDenied|AuthorizationError|^NotAuthorized|^UnauthorizedOperation|^UnauthorizedAccess/;
const KEY_UNKNOWN = /^(UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|AuthFailure|InvalidToken)/;
const SIGNATURE =
  /^(InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|InvalidSecurity|RequestTimeTooSkewed|RequestExpired|MissingAuthenticationToken)/;
const EXPIRED = /^(ExpiredToken|RequestExpired|TokenRefreshRequired)/;

export const isThrottle = (error: SdkError): boolean => THROTTLED.test(error.name) || error.status === 429;

const NETWORK = /^(E[A-Z]{3,}|UND_ERR|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED|ERR_TLS|ERR_SSL|HPE_)|certificate/i;

/** No HTTP answer came at all. */
export const isNetworkError = (error: SdkError): boolean =>
  error.status === null && (error.name === 'TimeoutError' || (error.code !== null && NETWORK.test(error.code)));

/** AWS's side, or the way there: worth asking again. */
export const isTransient = (error: SdkError): boolean => {
  if (error.status !== null) return error.status >= 500 || error.status === 408;
  return error.name === 'TimeoutError' || ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN'].includes(error.code ?? '');
};

const denied = (error: SdkError, question: Question): ObservationError => {
  // "User: arn… is not authorized to perform: ses:GetAccount on resource: arn…", or SES's "`ses:SendEmail' on resource `arn…'".
  const action = /perform:?\s+[`'"]?([a-z0-9-]+:[A-Za-z0-9*]+)/.exec(error.message)?.[1] ?? question.action;
  const resource = /on resource:?\s+[`'"]?([^\s`'"]+)/.exec(error.message)?.[1];
  const explicit = /explicit deny(?: in an?)?(?: [a-z][a-z -]*policy| permissions boundary)?/i.exec(error.message)?.[0];
  const where = resource === undefined ? '' : ` on ${resource}`;
  return new ObservationError({
    state: 'denied',
    code: error.name,
    message:
      `The ${CREDENTIAL_WORDS[question.credential]} may not do ${action}${where}` +
      (explicit === undefined ? '.' : `: AWS names an ${explicit}.`),
    credential: question.credential,
    action,
    ...(resource === undefined ? {} : { resource }),
  });
};

const unreachable = (error: SdkError, question: Question): ObservationError => {
  const code = error.code ?? (error.name === 'TimeoutError' ? 'ETIMEDOUT' : error.name);
  const because: Readonly<Record<string, string>> = {
    ENOTFOUND: `has no address: region ${question.region} has no such endpoint, or it is misspelt, or DNS is cut off here`,
    EAI_AGAIN: 'could not be looked up: the resolver of this machine did not answer',
    ECONNREFUSED: 'refused the connection',
    ECONNRESET: 'closed the connection without an answer',
    ETIMEDOUT: 'did not answer in time',
  };
  const tls = /CERT|SELF_SIGNED|UNABLE_TO|DEPTH_ZERO|TLS|SSL/.test(code) ? 'showed a certificate that is not trusted here' : null;
  return new ObservationError({
    state: 'unreachable',
    code,
    message: `${question.host} ${because[code] ?? tls ?? `could not be reached (${code})`}.`,
    host: question.host,
  });
};

const skewed = (date: string | null): string => {
  const minutes = date === null ? Number.NaN : Math.round((Date.now() - Date.parse(date)) / 60_000);
  if (!(Math.abs(minutes) >= 5)) return 'the secret does not belong to the access key, or was cut or changed when it was copied';
  return `this machine's clock is ${Math.abs(minutes)} minutes ${minutes > 0 ? 'ahead of' : 'behind'} AWS's; set it`;
};

/** Why a call failed, without the party's text where that can repeat what was signed (a session token). */
const because = (error: SdkError, question: Question): { readonly code: string; readonly why: string } => {
  const who = CREDENTIAL_WORDS[question.credential];
  if (isThrottle(error))
    return { code: error.name, why: 'AWS throttled every attempt; something else uses this account’s quota' };
  if (error.name === 'CredentialsProviderError')
    return { code: 'no-credential', why: `no AWS credential was found for the ${who}` };
  if (EXPIRED.test(error.name)) return { code: error.name, why: `the session token of the ${who} has expired` };
  if (/scoped to a valid region/i.test(error.message)) {
    return { code: 'no-such-region', why: `AWS knows no region ${question.region}` };
  }
  if (SIGNATURE.test(error.name)) {
    return { code: error.name, why: `AWS refused the signature of the ${who}: ${skewed(error.date)}` };
  }
  if (KEY_UNKNOWN.test(error.name)) {
    return {
      code: error.name,
      why: `AWS does not know the access key of the ${who}: deleted, inactive, of another partition, or a session token is missing`,
    };
  }
  if (error.name.startsWith('OptInRequired')) {
    return {
      code: error.name,
      why: `the account is not subscribed to the service in ${question.region}, or has not opted in to the region`,
    };
  }
  if (/Deserialization error|XML parse error/.test(error.message)) {
    const status = error.status ?? 0;
    return { code: status >= 400 ? `http-${status}` : 'unparsable', why: `the answer (HTTP ${status}) cannot be read` };
  }
  return { code: error.name, why: error.message === '' ? `HTTP ${error.status ?? 'error'}` : firstLine(error.message) };
};

const firstLine = (message: string): string => (message.split('\n')[0] ?? '').slice(0, 300);

/** Always an ObservationError; one that comes in (from a credential's own source) goes out unchanged. */
export const translate = (thrown: unknown, question: Question): ObservationError => {
  if (thrown instanceof ObservationError) return thrown;
  const error = readSdkError(thrown);
  if (isNetworkError(error)) return unreachable(error, question);
  if (ABSENT.test(error.name)) {
    return new ObservationError({ state: 'absent', code: error.name, message: firstLine(error.message) || 'Not found.' });
  }
  if (DENIED.test(error.name)) return denied(error, question);
  const { code, why } = because(error, question);
  return new ObservationError({
    state: 'failed',
    code,
    message: `${question.action} at ${question.host} failed: ${why.replace(/\.$/, '')}.`,
    credential: question.credential,
    host: question.host,
  });
};
