// The delivery rows as certify reads them: this receiver's API, or a platform's own by path and field map.
import { ObservationError } from '../../core/errors.ts';
import type { LedgerView } from '../../core/live.ts';
import type { Unseen } from '../../core/observation.ts';
import type { LedgerReads, LedgerWrites } from '../../core/ports/ledger.ts';
import type { LedgerMap } from '../../core/profile.ts';
import type { Secret } from '../../core/secret.ts';
import { guardedFetch } from '../http/http.ts';
import type { GuardedAnswer, GuardedRequest } from '../http/http.ts';
import { fillPath, readView } from './map.ts';
import { ledgerChanges } from './stream.ts';
import { oneLine } from '../../masking/neutral.ts';
import { isObject, parsedJson } from '../../text/unknown-json.ts';

export interface LedgerTarget {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** null where the platform wants none. */
  readonly token: Secret | null;
  readonly map: LedgerMap;
  /** One more authority, PEM. */
  readonly ca?: string;
  readonly allowPrivate: boolean;
}

/** Paths of this receiver; the map overrides each by its key, and an empty one says that there is no such endpoint. */
const PATHS = {
  'path.view': '/engagement/email/ledger?nonce={nonce}&providerMessageId={providerMessageId}&strays=1',
  'path.changes': '/engagement/email/ledger/changes?nonce={nonce}&providerMessageId={providerMessageId}',
  'path.suppressed': '/engagement/email/suppression/{address}',
  'path.readiness': '/engagement/email/readiness',
  'path.register': '/engagement/email/attempts/{nonce}',
} as const;

type By = { readonly nonce?: string; readonly providerMessageId?: string };

const pathOf = ({ map }: LedgerTarget, key: keyof typeof PATHS): string =>
  Object.hasOwn(map, key) ? (map[key] ?? '') : PATHS[key];

/** One slash between base and path, so that no path of the map (`.example.net/`, `@example.net/`, `:8443/`) can change the host. */
const urlOf = (target: LedgerTarget, key: keyof typeof PATHS, values: { readonly [name: string]: string | undefined }): string =>
  `${target.baseUrl.replace(/\/+$/, '')}/${fillPath(pathOf(target, key), values).replace(/^\/+/, '')}`;

const requestOf = (target: LedgerTarget): GuardedRequest => ({
  headers: { accept: 'application/json', ...(target.token === null ? {} : { authorization: `Bearer ${target.token.reveal()}` }) },
  allowPrivate: target.allowPrivate,
  maxBytes: 1_048_576,
  ...(target.ca === undefined ? {} : { ca: target.ca }),
});

const hostOf = ({ baseUrl }: LedgerTarget): string => (URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl);

/** What a status other than success says about the ledger; never its text. */
const unseenOf = (status: number, host: string): Unseen => {
  if (status === 401 || status === 403)
    return { state: 'denied', code: `HTTP ${status}`, message: `The ledger at ${host} refused its token.` };
  if (status === 404)
    return { state: 'failed', code: 'HTTP 404', message: `There is no ledger under this path at ${host}.`, host };
  return { state: 'failed', code: `HTTP ${status}`, message: `The ledger at ${host} answered ${status}.`, host };
};

const jsonOf = (answer: GuardedAnswer, host: string): unknown => {
  try {
    return JSON.parse(answer.body);
  } catch (cause) {
    throw new ObservationError(
      { state: 'failed', code: 'not-json', message: `The ledger at ${host} did not answer in JSON.`, host },
      cause,
    );
  }
};

const EMPTY: LedgerView = {
  attempt: null,
  message: null,
  campaign: null,
  events: [],
  outbox: { pending: 0 },
  deadLetters: { unresolved: 0 },
};

const get = async (target: LedgerTarget, url: string): Promise<unknown> => {
  const answer = await guardedFetch(url, requestOf(target));
  if (answer.status !== 200) throw new ObservationError(unseenOf(answer.status, hostOf(target)));
  return jsonOf(answer, hostOf(target));
};

const viewOf = async (target: LedgerTarget, by: By): Promise<LedgerView> => {
  const host = hostOf(target);
  const answer = await guardedFetch(urlOf(target, 'path.view', by), requestOf(target));
  // A platform answers 404 for a message it does not know; this receiver never does.
  if (answer.status === 404 && Object.hasOwn(target.map, 'path.view')) return EMPTY;
  if (answer.status !== 200) throw new ObservationError(unseenOf(answer.status, host));
  const view = readView({ json: jsonOf(answer, host), map: target.map });
  if (view !== null) return view;
  const message = `The answer of ${host} is no ledger view: it tells neither outbox nor dead letters.`;
  throw new ObservationError({ state: 'failed', code: 'not-a-ledger', message, host });
};

/** Throws ObservationError: `denied`, `unreachable` or `failed`. */
export const createLedgerReads = (target: LedgerTarget): LedgerReads => ({
  view: (by) => viewOf(target, by),
  changes: (by, signal) => {
    const streams =
      pathOf(target, 'path.changes') !== '' &&
      (Object.keys(target.map).length === 0 || Object.hasOwn(target.map, 'path.changes'));
    const request = { ...requestOf(target), headers: { ...requestOf(target).headers, accept: 'text/event-stream' } };
    return ledgerChanges(streams ? urlOf(target, 'path.changes', by) : null, request, signal);
  },
  suppressed: async (address) => {
    if (pathOf(target, 'path.suppressed') === '') return null;
    const json = (await get(target, urlOf(target, 'path.suppressed', { address }))) as { readonly suppressed?: unknown } | null;
    return typeof json?.suppressed === 'boolean' ? json.suppressed : null;
  },
  readiness: async () => {
    // A platform with a map of its own has this endpoint where the map says so.
    const own = Object.keys(target.map).length === 0 || Object.hasOwn(target.map, 'path.readiness');
    if (!own || pathOf(target, 'path.readiness') === '') return null;
    const json = await get(target, urlOf(target, 'path.readiness', {}));
    if (!isObject(json) || typeof json['ready'] !== 'boolean') return null;
    return { ready: json['ready'], detail: typeof json['detail'] === 'string' ? oneLine(json['detail']).slice(0, 512) : null };
  },
});

const refusalOf = (answer: GuardedAnswer, host: string): Unseen => {
  // A page in place of JSON: the status tells enough.
  const json = parsedJson(answer.body);
  if (isObject(json) && json['reason'] === 'EMAIL_SUPPRESSED')
    return {
      state: 'failed',
      code: 'EMAIL_SUPPRESSED',
      message: 'The recipient is on the suppression list of the platform.',
      host,
    };
  if (answer.status === 409)
    return { state: 'failed', code: 'conflict', message: `${host} holds another message under this nonce.`, host };
  return unseenOf(answer.status, host);
};

/** `token` is the write token. Throws ObservationError; code `EMAIL_SUPPRESSED` when the recipient must not be mailed. */
export const createLedgerWrites = (target: LedgerTarget): LedgerWrites => ({
  register: async ({ nonce, ...attempt }) => {
    const { headers, ...request } = requestOf(target);
    const answer = await guardedFetch(urlOf(target, 'path.register', { nonce }), {
      ...request,
      method: 'PUT',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(attempt),
    });
    if (answer.status >= 200 && answer.status < 300) return;
    throw new ObservationError(refusalOf(answer, hostOf(target)));
  },
});
