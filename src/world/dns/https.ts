// One query over HTTPS (RFC 8484): POST over HTTP/2, to a checked address or through the proxy; a redirect is an answer and is not followed.
import { type ClientHttp2Session, connect, constants, type IncomingHttpHeaders } from 'node:http2';
import { ObservationError } from '../../core/errors.ts';
import { trusting } from '../authorities.ts';
import { pinned, pinnedLookup } from '../http/http.ts';
import { ProxyError, tlsThroughProxy } from '../http/proxy.ts';
import type { Query } from './query.ts';
import type { HttpsServer } from './servers.ts';
import { errorCode, GIVEN_UP, type Heard } from './udp.ts';
import { certificateWords, tlsWords } from '../../text/tls-fault.ts';

/** What an HTTP answer comes to that is no DNS message; `detail` completes "SERVER …". */
type HttpHeard =
  | Heard
  | { readonly kind: 'http'; readonly outcome: 'refused' | 'unreachable' | 'malformed'; readonly detail: string };

export interface HttpsDoor {
  /** Asks once and waits at most `timeoutMs`, the connection included. Never rejects. */
  ask(server: HttpsServer, query: Query, timeoutMs: number, signal: AbortSignal): Promise<HttpHeard>;
  close(): void;
}

export interface HttpsOptions {
  /** Private and loopback addresses too. */
  readonly allowPrivate: boolean;
  /** Further authorities, PEM. */
  readonly ca?: string;
}

const MEDIA_TYPE = 'application/dns-message';
/** The longest DNS message there is. */
const MOST_OCTETS = 65_535;

const failed = (outcome: 'refused' | 'unreachable' | 'malformed', detail: string): HttpHeard => ({
  kind: 'http',
  outcome,
  detail,
});

const HTTP2_WORDS: { readonly [code: string]: string } = {
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: 'it does not speak HTTP/2, which DNS over HTTPS asks for (RFC 8484 §5.2)',
  ERR_HTTP2_ERROR: 'it does not speak HTTP/2, which DNS over HTTPS asks for (RFC 8484 §5.2)',
};

const wordsOf = (code: string): string => {
  const certificate = certificateWords(code);
  if (certificate !== null) return `its certificate ${certificate}`;
  const tls = tlsWords(code);
  return HTTP2_WORDS[code] ?? (tls === null ? code : `it ${tls}`);
};

const unreachable = (error: unknown): HttpHeard => {
  if (error instanceof ObservationError) return failed('unreachable', `is not asked: ${error.message}`);
  if (error instanceof ProxyError) return failed('unreachable', `is not reached: ${error.message}`);
  const code = errorCode(error);
  if (code === GIVEN_UP) return { kind: 'unreachable', code };
  return failed('unreachable', `cannot be asked over HTTPS: ${wordsOf(code)}`);
};

/** Only 2xx with the media type carries DNS (RFC 8484 §4.2); who refuses the client, and who is overloaded, says nothing of the name. */
const problemOf = (status: number, type: string | undefined): HttpHeard | null => {
  const said = `answered HTTP ${status}`;
  if (status === 401 || status === 403 || status === 407) return failed('refused', `${said}: it does not serve this client`);
  if (status === 429 || status >= 500) return failed('unreachable', `${said}: it cannot serve now`);
  if (status >= 300 && status < 400) return failed('malformed', `${said}, a redirect, which is not followed`);
  if (status < 200 || status >= 300) return failed('malformed', `${said}: there is no DNS over HTTPS at this path`);
  const [media = ''] = (type ?? '').split(';');
  if (media.trim().toLowerCase() === MEDIA_TYPE) return null;
  return failed(
    'malformed',
    `answered with ${media.trim() === '' ? 'no content type' : media.trim().slice(0, 60)} instead of ${MEDIA_TYPE}`,
  );
};

type Open = (server: HttpsServer) => Promise<ClientHttp2Session>;

/** One connection a resolver, opened when first needed and again when it ended. */
const connections = (
  options: HttpsOptions,
): { readonly open: Open; readonly drop: (url: string) => void; readonly close: () => void } => {
  const opened = new Map<string, Promise<ClientHttp2Session>>();
  const started = async ({ url }: HttpsServer): Promise<ClientHttp2Session> => {
    const target = await pinned(url, { allowPrivate: options.allowPrivate });
    const trust = options.ca === undefined ? {} : { secureContext: trusting(options.ca) };
    const through = await tlsThroughProxy(target.url, { ...trust, ALPNProtocols: ['h2'] });
    const session = connect(target.url.origin, {
      ...(through === null ? { lookup: pinnedLookup(target.addresses) } : { createConnection: () => through }),
      ...trust,
    });
    const forget = (): boolean => opened.delete(url);
    session.once('close', forget);
    session.once('goaway', forget);
    return new Promise((resolve, reject) => {
      session.on('error', (error) => {
        forget();
        reject(error);
      });
      session.once('connect', () => {
        // A connection that nobody waits on must not keep the process.
        session.unref();
        resolve(session);
      });
    });
  };
  return {
    open: (server) => {
      const known = opened.get(server.url) ?? started(server);
      opened.set(server.url, known);
      known.catch(() => opened.delete(server.url));
      return known;
    },
    drop: (url) => void opened.delete(url),
    close: () => {
      for (const one of opened.values())
        void one.then(
          (session) => session.destroy(),
          () => undefined,
        );
      opened.clear();
    },
  };
};

/** One stream: the whole answer, or why there is none. Rejects with what the connection says. */
const posted = (session: ClientHttp2Session, server: HttpsServer, query: Query, signal: AbortSignal): Promise<HttpHeard> =>
  new Promise((resolve, reject) => {
    const { pathname, search } = new URL(server.url);
    const stream = session.request(
      {
        [constants.HTTP2_HEADER_METHOD]: 'POST',
        [constants.HTTP2_HEADER_PATH]: `${pathname}${search}`,
        accept: MEDIA_TYPE,
        'content-type': MEDIA_TYPE,
        'content-length': String(query.message.length),
      },
      { signal },
    );
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (heard: HttpHeard): void => {
      resolve(heard);
      stream.close(constants.NGHTTP2_CANCEL);
    };
    stream.on('response', (headers: IncomingHttpHeaders & { readonly ':status'?: number }) => {
      const problem = problemOf(headers[':status'] ?? 0, headers['content-type']);
      if (problem !== null) settle(problem);
    });
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MOST_OCTETS)
        settle(failed('malformed', `sent more than ${String(MOST_OCTETS)} octets, which no DNS message has`));
      else chunks.push(chunk);
    });
    stream.on('end', () => {
      const message = Buffer.concat(chunks);
      const match = query.matches(message);
      if (match === 'yes' || match === 'other-case') resolve({ kind: 'message', message, sameCase: true });
      else resolve(failed('malformed', match === 'short' ? 'sent no DNS message' : 'answered another question'));
    });
    stream.on('error', reject);
    stream.on('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
    stream.end(query.message);
  });

export const httpsDoor = (options: HttpsOptions): HttpsDoor => {
  const { open, drop, close } = connections(options);
  return {
    close,
    ask: async (server, query, timeoutMs, signal) => {
      const limit = new AbortController();
      let over: (heard: HttpHeard) => void = () => undefined;
      const ended = new Promise<HttpHeard>((resolve) => (over = resolve));
      const stop = (heard: HttpHeard): void => {
        over(heard);
        limit.abort();
      };
      const timer = setTimeout(() => {
        // A connection that is silent is not used again.
        drop(server.url);
        stop({ kind: 'timeout', unreadable: 0, foreign: 0 });
      }, timeoutMs);
      const givenUp = (): void => stop({ kind: 'unreachable', code: GIVEN_UP });
      signal.addEventListener('abort', givenUp, { once: true });
      if (signal.aborted) givenUp();
      const asked = open(server)
        .then((session) => posted(session, server, query, limit.signal))
        .catch(unreachable);
      const heard = await Promise.race([ended, asked]);
      clearTimeout(timer);
      signal.removeEventListener('abort', givenUp);
      return heard;
    },
  };
};
