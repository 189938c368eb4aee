// What the SDK throws → the four ways an answer can fail to come. Dispatches on `err.name`: unmodelled errors have no class.
import { credentialRefusal } from '../../aws/credential-refusal.ts';
import { type Denial, deniedWhat, denialOf } from '../../aws/policy/denial.ts';
import { isAwsEndpoint } from '../../aws/region.ts';
import { ObservationError } from '../../core/errors.ts';
import type { CredentialRole, FailureKind } from '../../core/observation.ts';
import { isCertificateFault, tlsWords } from '../../text/tls-fault.ts';

/** What was being asked, for the message. */
export interface Question {
  /** IAM action, such as `ses:GetAccount`. */
  readonly action: string;
  readonly credential: CredentialRole;
  /** host, or host:port. */
  readonly host: string;
  readonly region: string;
  /** Hosts that answered anything in this run. */
  readonly answered?: ReadonlySet<string>;
}

export interface SdkError {
  readonly name: string;
  readonly message: string;
  readonly code: string | null;
  readonly status: number | null;
  /** HTTP Date header. */
  readonly date: string | null;
  /** AWS's id of the request, which every answer of AWS carries. */
  readonly requestId: string | null;
  /** HTTP Server or Via header, of what answered. */
  readonly server: string | null;
}

const CREDENTIAL_WORDS: Readonly<Record<CredentialRole, string>> = {
  probe: 'probing credential',
  send: 'sending credential',
  provision: 'provisioning credential',
};

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;

export const readSdkError = (thrown: unknown): SdkError => {
  const metadata = field(thrown, '$metadata');
  const headers = field(field(thrown, '$response'), 'headers');
  const status = field(metadata, 'httpStatusCode') ?? field(field(thrown, '$response'), 'statusCode');
  return {
    name: text(field(thrown, 'name')) ?? 'UnknownError',
    message: text(field(thrown, 'message')) ?? '',
    code: text(field(thrown, 'code')),
    status: typeof status === 'number' ? status : null,
    date: text(field(headers, 'date')),
    requestId:
      text(field(metadata, 'requestId')) ?? text(field(headers, 'x-amzn-requestid')) ?? text(field(headers, 'x-amz-request-id')),
    server: text(field(headers, 'via')) ?? text(field(headers, 'server')),
  };
};

const THROTTLED =
  /^(TooManyRequests|Throttl|RequestLimitExceeded|BandwidthLimitExceeded|RequestThrottled|SlowDown|PriorRequestNotComplete)/;
const ABSENT = /^(NotFound|NoSuchEntity|ResourceNotFound)(Exception)?$/;
const DENIED = /AccessDenied|AuthorizationError|^NotAuthorized|^UnauthorizedOperation|^UnauthorizedAccess/;
/** STS, of a token that somebody else signed (AssumeRoleWithWebIdentity). */
const WEB_IDENTITY = /^(InvalidIdentityToken|IDPRejectedClaim|IDPCommunicationError)/;

/** The signature was refused, which a wrong clock explains as well as a wrong secret. */
export const refusesTime = ({ name, message }: SdkError): boolean =>
  ['clock', 'signature'].includes(credentialRefusal(name, message) ?? '');

export const isThrottle = (error: SdkError): boolean => THROTTLED.test(error.name) || error.status === 429;

const NETWORK = /^(PROXY_|E[A-Z]{3,}|UND_ERR|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED|ERR_TLS|ERR_SSL|HPE_)|certificate/i;

/** No HTTP answer came at all. */
export const isNetworkError = (error: SdkError): boolean =>
  error.status === null && (error.name === 'TimeoutError' || (error.code !== null && NETWORK.test(error.code)));

/** Nothing was written yet: the request cannot have been accepted. */
const BEFORE_WRITING = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'];

/** Words of the SDK's handler and of Node for a connection that never stood: neither comes with a code that says so. */
const NEVER_STOOD = /did not establish a connection with the server|before secure TLS connection was established/;

/** Of a network error: no request left this machine. */
export const isUnsent = ({ code, message }: SdkError): boolean =>
  NEVER_STOOD.test(message) ||
  (code !== null && (BEFORE_WRITING.includes(code) || isCertificateFault(code) || code.startsWith('PROXY_')));

/** AWS's side, or the way there: worth asking again. */
export const isTransient = (error: SdkError): boolean => {
  if (error.status !== null) return error.status >= 500 || error.status === 408;
  return error.name === 'TimeoutError' || ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN'].includes(error.code ?? '');
};

/** So that the policy can be read from the sentence again. */
const whyDenied = (denial: Denial | null): string => {
  if (denial === null) return '';
  if (denial.by === 'no-allow') return `: no ${denial.policy ?? 'policy'} allows it`;
  if (denial.policy === null) return ': AWS names an explicit deny';
  const which = denial.arn === undefined ? '' : `: ${denial.arn}`;
  return `: AWS names an explicit deny in ${/^[aeiou]/.test(denial.policy) ? 'an' : 'a'} ${denial.policy}${which}`;
};

const denied = (error: SdkError, question: Question): ObservationError => {
  const named = deniedWhat(error.message);
  const action = named.action ?? question.action;
  const resource = named.resource ?? undefined;
  const denial = denialOf(error.message);
  const where = resource === undefined ? '' : ` on ${resource}`;
  return new ObservationError({
    state: 'denied',
    code: error.name,
    message: `The ${CREDENTIAL_WORDS[question.credential]} may not do ${action}${where}${whyDenied(denial)}.`,
    credential: question.credential,
    action,
    ...(resource === undefined ? {} : { resource }),
  });
};

const unreachable = (error: SdkError, question: Question): ObservationError => {
  const code = error.code ?? (error.name === 'TimeoutError' ? 'ETIMEDOUT' : error.name);
  if (code.startsWith('PROXY_')) {
    const message = `${question.host} could not be reached: ${error.message}.`;
    return new ObservationError({ state: 'unreachable', code, message, host: question.host, kind: 'proxy' });
  }
  const because: Readonly<Record<string, string>> = {
    ENOTFOUND: `has no address: region ${question.region} has no such endpoint, or it is misspelt, or DNS is cut off here`,
    EAI_AGAIN: 'could not be looked up: the resolver of this machine did not answer',
    ECONNREFUSED: 'refused the connection',
    ECONNRESET: 'closed the connection without an answer',
    ETIMEDOUT: 'did not answer in time',
  };
  const tls = tlsWords(code);
  const alone = tls === null && question.answered?.has(question.host) === true;
  const rest = alone ? `, though it answered other questions` : '';
  return new ObservationError({
    state: 'unreachable',
    code,
    message: `${question.host} ${because[code] ?? tls ?? `could not be reached (${code})`}${rest}.`,
    host: question.host,
    ...(tls === null ? {} : { kind: 'between' }),
    ...(alone ? { kind: 'alone' } : {}),
  });
};

const SKEW_MINUTES = 5;

const skewOf = (date: string | null): number => (date === null ? 0 : Math.round((Date.now() - Date.parse(date)) / 60_000));

interface Because {
  readonly code: string;
  readonly why: string;
  readonly kind: FailureKind;
}

/** How far the Date of the answer is from this machine's clock explains a refused signature before the secret does. */
const ofSignature = (error: SdkError, who: string, isOfTime: boolean): Omit<Because, 'code'> => {
  const minutes = skewOf(error.date);
  const refused = `AWS refused the signature of the ${who}`;
  if (Math.abs(minutes) >= SKEW_MINUTES) {
    const side = minutes > 0 ? 'ahead of' : 'behind';
    const why = `${refused}: this machine's clock is ${Math.abs(minutes)} minutes ${side} AWS's; set it`;
    return { why, kind: 'clock' };
  }
  // The machine's clock agrees with AWS's, and it did not when it signed; or AWS says no time of its own.
  if (isOfTime) {
    return { why: `${refused} for its time: this machine's clock is off, or was set meanwhile; set it`, kind: 'clock' };
  }
  const why = `${refused}: the secret does not belong to the access key, or was cut or changed when it was copied`;
  return { why, kind: 'credential' };
};

/** Without the party's text: what AWS says of a signature can repeat what was signed (a session token). */
const ofCredential = (error: SdkError, question: Question): Because | null => {
  const who = CREDENTIAL_WORDS[question.credential];
  const code = error.name;
  if (WEB_IDENTITY.test(code)) {
    const why = `AWS does not take the web identity token of the ${who}: ${firstLine(error.message)}`;
    return { code, why, kind: 'credential' };
  }
  const refusal = credentialRefusal(code, error.message);
  switch (refusal) {
    case 'session-ended':
      return { code, why: `the session token of the ${who} has expired`, kind: 'session-ended' };
    case 'clock':
    case 'signature':
      return { code, ...ofSignature(error, who, refusal === 'clock') };
    case 'key-unknown': {
      const why = `AWS does not know the access key of the ${who}: deleted, inactive, of another partition, not yet valid in a region that the account has not switched on, or without its session token`;
      return { code, why, kind: 'credential' };
    }
    default:
      return null;
  }
};

/** An error without AWS's request id and without a name that AWS gives. */
const isForeign = (error: SdkError): boolean =>
  error.status !== null &&
  error.requestId === null &&
  (UNREAD.test(error.message) || /^(Unknown|UnknownError|SyntaxError|TypeError|Error)$/.test(error.name));
const UNREAD = /Deserialization error|XML parse error|is not valid JSON|Unexpected token/;

const onTheWay = (host: string): string =>
  isAwsEndpoint(`https://${host}`) ? 'a proxy or a gateway on the way' : 'an endpoint that the profile names';

const ofAnswer = (error: SdkError, question: Question): Because => {
  const status = error.status ?? 0;
  const said = error.message === '' ? `HTTP ${error.status ?? 'error'}` : `${error.name}: ${firstLine(error.message)}`;
  if (isForeign(error)) {
    const what = error.server === null ? '' : `, ${error.server}`;
    const why = `what answered is not AWS (HTTP ${status}${what}, without AWS's request id): ${onTheWay(question.host)}`;
    return { code: status >= 400 ? `http-${status}` : 'unparsable', why, kind: 'between' };
  }
  if (UNREAD.test(error.message)) {
    return {
      code: status >= 400 ? `http-${status}` : 'unparsable',
      why: `the answer (HTTP ${status}) cannot be read`,
      kind: 'party',
    };
  }
  if (status >= 500) return { code: error.name, why: `AWS has trouble of its own: ${said}`, kind: 'party' };
  if (/^Account(?:Suspended|Closed|IsSuspended|NotActive)/.test(error.name)) {
    return { code: error.name, why: `AWS has shut the account: ${said}`, kind: 'account' };
  }
  if (/^(?:OptInRequired|SubscriptionRequired)/.test(error.name)) {
    const why = `the account is not subscribed to the service in ${question.region}, or has not opted in to the region`;
    return { code: error.name, why, kind: 'opt-in' };
  }
  return { code: error.name, why: error.message === '' ? said : firstLine(error.message), kind: 'question' };
};

const because = (error: SdkError, question: Question): Because => {
  if (isThrottle(error) && !isForeign(error)) {
    const said = firstLine(error.message);
    const why = `AWS throttled every attempt${said === '' ? '' : ` (${said.replace(/\.$/, '')})`}; something else uses this account’s quota`;
    return { code: error.name, why, kind: 'throttled' };
  }
  if (/scoped to a valid region/i.test(error.message)) {
    return { code: 'no-such-region', why: `AWS knows no region ${question.region}`, kind: 'question' };
  }
  return ofCredential(error, question) ?? ofAnswer(error, question);
};

const firstLine = (message: string): string => (message.split('\n')[0] ?? '').slice(0, 300);

/** An answer that holds nothing, and that AWS gave no request id: a page that reads as an empty one. */
export const readsAsForeign = (answer: object): boolean => {
  const { $metadata, ...members } = answer as { readonly $metadata?: { readonly requestId?: string } };
  return $metadata?.requestId === undefined && Object.values(members).every((member) => member === undefined);
};

/** Something else than AWS took the question. */
export const answeredByOther = ({ action, host, credential }: Question): ObservationError =>
  new ObservationError({
    state: 'failed',
    code: 'unparsable',
    message: `${action} at ${host} failed: what answered is not AWS (an answer without content and without AWS's request id): ${onTheWay(host)}.`,
    credential,
    host,
    kind: 'between',
  });

/** Always an ObservationError; one that comes in (from a credential's own source) goes out unchanged. */
export const translate = (thrown: unknown, question: Question): ObservationError => {
  if (thrown instanceof ObservationError) return thrown;
  const error = readSdkError(thrown);
  if (isNetworkError(error)) return unreachable(error, question);
  if (ABSENT.test(error.name)) {
    return new ObservationError({ state: 'absent', code: error.name, message: firstLine(error.message) || 'Not found.' });
  }
  if (DENIED.test(error.name)) return denied(error, question);
  const { code, why, kind } = because(error, question);
  return new ObservationError({
    state: 'failed',
    code,
    message: `${question.action} at ${question.host} failed: ${why.replace(/\.$/, '')}.`,
    credential: question.credential,
    host: question.host,
    kind,
  });
};
