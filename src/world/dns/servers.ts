// Name server addresses as people write them: `host`, `host:port`, `[v6]:port`, the bare IPv6 address, and the URL of a resolver over HTTPS.
import { getServers } from 'node:dns';
import net from 'node:net';
import { httpsResolver } from '../../text/resolver.ts';

export interface Server {
  /** Address, or a host name that the system resolves. */
  readonly host: string;
  readonly port: number;
  /** `host:port`, IPv6 in brackets; of a resolver over HTTPS its URL without the query. */
  readonly label: string;
  /** Where questions are posted to (RFC 8484); absent: asked over UDP and TCP. */
  readonly url?: string;
}

export type HttpsServer = Server & { readonly url: string };

export const isOverHttps = (server: Server): server is HttpsServer => server.url !== undefined;

const DNS_PORT = 53;

const made = (host: string, port: number): Server => ({
  host,
  port,
  label: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
});

/** Reads one address; without a port it gets `port` (53). */
export const serverOf = (text: string, port = DNS_PORT): Server => {
  const given = text.trim();
  const url = httpsResolver(given);
  if (url !== null) {
    const label = `${url.origin}${url.pathname}`;
    return { host: url.hostname, port: url.port === '' ? 443 : Number(url.port), label, url: url.href };
  }
  if (net.isIPv6(given)) return made(given, port);
  const [, bracketed, plain, digits] = /^(?:\[(.+)\]|([^:]+))(?::(\d{1,5}))?$/u.exec(given) ?? [];
  return made(bracketed ?? plain ?? given, digits === undefined ? port : Number(digits));
};

/** The resolvers to ask: the given ones, else those of the system (/etc/resolv.conf). */
export const resolversOf = (given: readonly string[]): Server[] => {
  const texts = given.length > 0 ? given : getServers();
  return texts.map((text) => serverOf(text));
};
