// The egress guard: every URL that comes from outside is fetched here. https, a checked address, no redirect, caps on size and time.
import { lookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { ObservationError } from '../../core/errors.ts';
import type { Unseen } from '../../core/observation.ts';
import { trusting, trustingPublic } from '../authorities.ts';
import { ProxyError, agentFor, proxyFor } from './proxy.ts';
import { addressKind } from '../../text/host-address.ts';
import { tlsWords } from '../../text/tls-fault.ts';
import { tlsCodeOf } from '../errno.ts';

export interface GuardedRequest {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
  /** One more authority, PEM. */
  readonly ca?: string;
  /** The public authorities that Node ships, and nothing that the environment adds. */
  readonly publicTrust?: true;
  /** Private and loopback addresses, and plain http to loopback. Metadata services stay refused. */
  readonly allowPrivate?: boolean;
  /** Bytes of the answer's body; 256 KiB when left out. */
  readonly maxBytes?: number;
  /** Milliseconds until the whole answer is there; 15 s when left out. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** A connection stands, TLS included. */
  readonly onConnected?: () => void;
  /** Where a host is found instead of DNS; the address is still judged. For tests and the lab. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
}

export interface GuardedAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  readonly body: string;
}

/** Private addresses may be allowed; what hands out credentials may not, nor what cannot be judged. */
const NEVER = new Set<string>(['metadata', 'unreadable']);

const DEFAULT_BYTES = 262_144;
const DEFAULT_MS = 15_000;

const refuse = (code: string, message: string, host: string): ObservationError =>
  new ObservationError({ state: 'failed', code, message, host } satisfies Unseen);

const unreachable = (code: string, message: string, host: string, cause?: unknown): ObservationError =>
  new ObservationError({ state: 'unreachable', code, message, host }, cause);

const behindProxy = (cause: ProxyError, host: string): ObservationError =>
  new ObservationError(
    { state: 'unreachable', code: cause.code, message: `${host} could not be reached: ${cause.message}.`, host, kind: 'proxy' },
    cause,
  );

const whenConnected = (socket: Socket, then: () => void): void => {
  if (socket instanceof TLSSocket) {
    // A tunnel's session may stand by now.
    if (socket.authorized) then();
    else socket.once('secureConnect', then);
  } else if (socket.connecting) socket.once('connect', then);
  else then();
};

/** What TLS refused is no silence: the host is there, and whoever runs it mends it. */
const unanswered = (cause: unknown, host: string): ObservationError => {
  const code = tlsCodeOf(cause) || 'ECONNRESET';
  const tls = tlsWords(code);
  if (tls === null) return unreachable(code, `${host} did not answer: ${code}.`, host, cause);
  return new ObservationError({ state: 'unreachable', code, message: `${host} ${tls}.`, host, kind: 'tls' }, cause);
};

interface Pinned {
  readonly url: URL;
  /**
   * One of these is connected to, whatever the name says a moment later; several, so that a host without IPv6 finds the IPv4 one.
   * Behind a proxy it is the proxy that looks the name up.
   */
  readonly addresses: readonly string[];
}

const resolveSystem = async (host: string): Promise<readonly string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address);

const addressesOf = async ({ href, hostname: host }: URL, given: GuardedRequest): Promise<readonly string[]> => {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare) !== 0) return [bare];
  try {
    return await (given.resolve ?? resolveSystem)(bare);
  } catch (cause) {
    // A network with a proxy often looks up no outside name itself; what does resolve here is judged all the same.
    if (proxyFor(href) !== null) return [];
    const code = (cause as { code?: unknown }).code;
    throw unreachable(typeof code === 'string' ? code : 'ENOTFOUND', `${host} does not resolve.`, host, cause);
  }
};

/** Judges scheme, user info and every address of the name: one private address among public ones is refused too. */
export const pinned = async (text: string, given: GuardedRequest): Promise<Pinned> => {
  if (!URL.canParse(text)) throw refuse('bad-url', 'The URL cannot be read.', '');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') throw refuse('userinfo', 'The URL carries a user or a password.', url.host);
  if (!['https:', 'http:'].includes(url.protocol)) throw refuse('not-https', `The URL is not an https one.`, url.host);
  const addresses = await addressesOf(url, given);
  if (addresses.length === 0 && proxyFor(url.href) === null)
    throw unreachable('ENOTFOUND', `${url.hostname} has no address.`, url.host);
  const kinds = addresses.map((address) => addressKind(address) ?? 'unreadable');
  const bad = kinds.find((kind) => kind !== 'public' && (given.allowPrivate !== true || NEVER.has(kind)));
  if (bad !== undefined) throw refuse('address-refused', `${url.hostname} leads to a ${bad} address.`, url.host);
  const plainAllowed = given.allowPrivate === true && kinds.length > 0 && kinds.every((kind) => kind === 'loopback');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && plainAllowed))
    throw refuse('not-https', `${url.host} is not asked over https.`, url.host);
  return { url, addresses };
};

const contextOf = ({ ca, publicTrust }: GuardedRequest): { secureContext?: SecureContext } => {
  if (publicTrust === true) return { secureContext: trustingPublic() };
  return ca === undefined ? {} : { secureContext: trusting(ca) };
};

/** Gives a socket the checked addresses for whatever name it asks. */
export const pinnedLookup =
  (addresses: readonly string[]): LookupFunction =>
  (_name, options, callback) => {
    const found = addresses.map((address) => ({ address, family: isIP(address) }));
    if (options.all === true) callback(null, found);
    else callback(null, found[0]?.address ?? '', found[0]?.family);
  };

const requestOptions = (
  { url, addresses }: Pinned,
  given: GuardedRequest,
  signal: AbortSignal,
): RequestOptions & { secureContext?: SecureContext } => {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    method: given.method ?? 'GET',
    headers: { ...given.headers, ...(given.body === undefined ? {} : { 'content-length': Buffer.byteLength(given.body) }) },
    host,
    port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
    path: `${url.pathname}${url.search}`,
    signal,
    agent: agentFor(url.href) ?? false,
    lookup: pinnedLookup(addresses),
    ...contextOf(given),
  };
};

/**
 * Opens a guarded request and resolves with the answer's head; the caller reads the body within its own caps.
 * Throws ObservationError: `failed` for what the guard refuses, `unreachable` when no answer came.
 */
export const guardedStream = async (text: string, given: GuardedRequest, signal: AbortSignal): Promise<IncomingMessage> => {
  const target = await pinned(text, given);
  const { url } = target;
  return new Promise((resolve, reject) => {
    const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = start(requestOptions(target, given, signal));
    request.once('response', resolve);
    request.once('socket', (socket) => whenConnected(socket, () => given.onConnected?.()));
    request.once('error', (cause) => {
      if (cause instanceof ProxyError) reject(behindProxy(cause, url.host));
      else if (signal.aborted) reject(unreachable('TIMEOUT', `${url.host} did not answer: TIMEOUT.`, url.host, cause));
      else reject(unanswered(cause, url.host));
    });
    request.end(given.body);
  });
};

const readBody = async (response: IncomingMessage, maxBytes: number, host: string): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > maxBytes) {
      response.destroy();
      throw refuse('too-large', `${host} answered with more than ${maxBytes} bytes.`, host);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/** One request, one whole answer. A redirect is an answer like any other and is not followed. */
export const guardedFetch = async (text: string, given: GuardedRequest = {}): Promise<GuardedAnswer> => {
  const limit = AbortSignal.timeout(given.timeoutMs ?? DEFAULT_MS);
  const signal = given.signal === undefined ? limit : AbortSignal.any([given.signal, limit]);
  const host = URL.canParse(text) ? new URL(text).host : '';
  const response = await guardedStream(text, given, signal);
  try {
    const body = await readBody(response, given.maxBytes ?? DEFAULT_BYTES, host);
    return { status: response.statusCode ?? 0, headers: response.headers, body };
  } catch (cause) {
    if (cause instanceof ObservationError) throw cause;
    throw unreachable(limit.aborted ? 'TIMEOUT' : 'ECONNRESET', `${host} broke off its answer.`, host, cause);
  }
};
