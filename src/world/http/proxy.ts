// The proxy that the environment names for a URL, and the tunnel through it (HTTP CONNECT, RFC 9110 section 9.3.6).
import { type IncomingMessage, type RequestOptions, request as httpRequest } from 'node:http';
import { Agent, type AgentOptions, request as httpsRequest } from 'node:https';
import { BlockList, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { UsageError } from '../../core/errors.ts';
import { isLoopbackHost } from '../../text/host-address.ts';

type Env = { readonly [name: string]: string | undefined };

/** Small letters first, as curl reads them; of the great ones HTTP_PROXY is no matter here: only https leaves this machine. */
const read = (env: Env, name: string): string => (env[name] ?? env[name.toUpperCase()] ?? '').trim();

const portOf = (url: URL): string => (url.port === '' ? (url.protocol === 'http:' ? '80' : '443') : url.port);
const bareHost = (host: string): string =>
  host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');

const inNetwork = (host: string, entry: string): boolean => {
  const [network = '', bits = ''] = entry.split('/');
  const family = isIP(host);
  if (family === 0 || isIP(network) !== family || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128))
    return false;
  const name = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, Number(bits), name);
  return list.check(host, name);
};

/** `example.com`, `.example.com` and `*.example.com` mean the name and all below it; `:443` after it one port; `*` everything. */
const exempts = (entry: string, host: string, port: string): boolean => {
  if (entry === '*') return true;
  if (entry.includes('/')) return inNetwork(host, entry);
  const [, name = entry, only] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  if (only !== undefined && only !== port) return false;
  const wanted = bareHost(name).replace(/^\*?\./, '');
  if (wanted === '') return false;
  return host === wanted || (isIP(host) === 0 && host.endsWith(`.${wanted}`));
};

const isEncoded = (text: string): boolean => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};

/** Its value may hold a password, and is not repeated. */
const parsed = (given: string): URL => {
  const text = given.includes('://') ? given : `http://${given}`;
  const proxy = URL.canParse(text) ? new URL(text) : null;
  const known = proxy !== null && ['http:', 'https:'].includes(proxy.protocol) && proxy.hostname !== '';
  if (known && isEncoded(proxy.username) && isEncoded(proxy.password)) return proxy;
  const other = known ? 'holds a login with a % that begins no octet (a % is written %25)' : null;
  const what = other ?? (proxy === null ? 'holds no URL' : `names a ${proxy.protocol.slice(0, -1)} proxy`);
  throw new UsageError({
    code: 'proxy-unreadable',
    message: `HTTPS_PROXY ${what}: certify speaks to http and https proxies (CONNECT).`,
    fix: 'Set HTTPS_PROXY=http://proxy.example:3128, or unset it where no proxy is needed.',
  });
};

/**
 * The proxy for a URL, by HTTPS_PROXY (else ALL_PROXY) and NO_PROXY in the way that curl, Go and the AWS command line read them; null
 * for none. Loopback is never sent to a proxy.
 * @throws UsageError where the variable holds no URL of an http or https proxy.
 */
export const proxyFor = (target: string, env: Env = process.env): URL | null => {
  const given = read(env, 'https_proxy') || read(env, 'all_proxy');
  if (given === '' || !URL.canParse(target)) return null;
  const url = new URL(target);
  const host = bareHost(url.hostname);
  if (isLoopbackHost(host)) return null;
  const exempt = read(env, 'no_proxy')
    .toLowerCase()
    .split(/[\s,]+/);
  if (exempt.some((entry) => entry !== '' && exempts(entry, host, portOf(url)))) return null;
  return parsed(given);
};

const WHY: { readonly [word: string]: string } = {
  407: 'asks for a login (HTTP 407)',
  403: 'refuses the way there (HTTP 403)',
  ECONNREFUSED: 'refuses the connection',
  ENOTFOUND: 'has no address',
  ETIMEDOUT: 'does not answer',
};

/** No way through the proxy: code `PROXY_407`, `PROXY_403`, `PROXY_ECONNREFUSED`; the message names it, without its login. */
export class ProxyError extends Error {
  readonly code: string;
  constructor(word: string, proxy: URL, cause?: unknown) {
    super(`the proxy ${proxy.host} ${WHY[word] ?? `gives no way there (${/^\d+$/.test(word) ? `HTTP ${word}` : word})`}`, {
      cause,
    });
    this.name = 'ProxyError';
    this.code = `PROXY_${word}`;
  }
}

/** What a party that repeats an error as text says of a proxy, as the error says it itself; null: no proxy refused. */
export const proxyRefusal = (said: string): { readonly code: string; readonly words: string } | null => {
  const words = /the proxy \S+ (?:asks|refuses|has no address|does not answer|gives no way there)[^.]*/.exec(said)?.[0];
  if (words === undefined) return null;
  const known = Object.keys(WHY).find((word) => words.endsWith(WHY[word] ?? ''));
  return { code: `PROXY_${known ?? /\((?:HTTP )?(\w+)\)$/.exec(words)?.[1] ?? 'REFUSED'}`, words };
};

const login = ({ username, password }: URL): { readonly 'proxy-authorization'?: string } =>
  username === '' && password === ''
    ? {}
    : {
        'proxy-authorization': `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`,
      };

const TUNNEL_MS = 15_000;

/** Asks the proxy for a way to `authority` (host:port). Rejects with ProxyError. */
const tunnel = (proxy: URL, authority: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const options: RequestOptions = {
      host: bareHost(proxy.hostname),
      port: portOf(proxy),
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...login(proxy) },
      agent: false,
      timeout: TUNNEL_MS,
    };
    const asked = (proxy.protocol === 'https:' ? httpsRequest : httpRequest)(options);
    asked.once('connect', ({ statusCode = 0 }: IncomingMessage, socket: Socket) => {
      if (statusCode >= 200 && statusCode < 300) {
        socket.setTimeout(0);
        resolve(socket);
      } else {
        socket.destroy();
        reject(new ProxyError(String(statusCode), proxy));
      }
    });
    // A proxy that answers CONNECT with a page of its own.
    asked.once('response', (answer) => {
      answer.destroy();
      reject(new ProxyError(String(answer.statusCode ?? 0), proxy));
    });
    asked.once('timeout', () => asked.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    asked.once('error', (cause: NodeJS.ErrnoException) => reject(new ProxyError(cause.code ?? 'ECONNRESET', proxy, cause)));
    asked.end();
  });

const authorityOf = (host: string, port: string | number): string => `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;

/** TLS with the host of a URL through the proxy for it; null where it is reached directly. Rejects with ProxyError. */
export const tlsThroughProxy = async (target: URL, options: ConnectionOptions): Promise<TLSSocket | null> => {
  const proxy = proxyFor(target.href);
  if (proxy === null) return null;
  const host = bareHost(target.hostname);
  const socket = await tunnel(proxy, authorityOf(host, portOf(target)));
  return connectTls({ ...options, socket, ...(isIP(host) === 0 ? { servername: host } : {}) });
};

type Created = (error: Error | null, stream: Duplex) => void;

/** An https agent whose connections go through `proxy`; TLS is with the host itself, and certificates are judged as without a proxy. */
class ProxyAgent extends Agent {
  readonly #proxy: URL;
  constructor(proxy: URL, options: AgentOptions) {
    super(options);
    this.#proxy = proxy;
  }
  override createConnection(options: RequestOptions & { readonly servername?: string }, created?: Created): undefined {
    const host = options.host ?? '';
    const name = options.servername ?? host;
    tunnel(this.#proxy, authorityOf(host, options.port ?? 443)).then(
      (socket) =>
        created?.(null, connectTls({ ...(options as object), socket, ...(isIP(name) === 0 ? { servername: name } : {}) })),
      // Node reads no stream beside an error.
      (error: Error) => (created as ((error: Error) => void) | undefined)?.(error),
    );
  }
}

/** Chooses for each connection: for a client whose hosts certify does not name. Certificates are judged as everywhere. */
class ByHostAgent extends Agent {
  readonly #options: AgentOptions;
  constructor(options: AgentOptions) {
    super(options);
    this.#options = options;
  }
  override createConnection(options: RequestOptions, created?: Created): Duplex | null | undefined {
    const proxy = proxyFor(`https://${authorityOf(options.host ?? '', options.port ?? 443)}`);
    if (proxy === null) return super.createConnection(options, created);
    return new ProxyAgent(proxy, this.#options).createConnection(options, created);
  }
}

/** An agent for hosts that are not known yet: each is reached through its proxy, or directly. */
export const agentByHost = (options: AgentOptions = {}): Agent => new ByHostAgent(options);

/** The agent for a URL: through its proxy, or undefined where it is reached directly. */
export const agentFor = (target: string, options: AgentOptions = {}): Agent | undefined => {
  const proxy = proxyFor(target);
  return proxy === null ? undefined : new ProxyAgent(proxy, options);
};
