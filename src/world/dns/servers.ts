// Name server addresses as people write them: `host`, `host:port`, `[v6]:port`, and the bare IPv6 address.
import { getServers } from 'node:dns';
import net from 'node:net';

export interface Server {
  /** Address, or a host name that the system resolves. */
  readonly host: string;
  readonly port: number;
  /** `host:port`, IPv6 in brackets. */
  readonly label: string;
}

const DNS_PORT = 53;

const made = (host: string, port: number): Server => ({
  host,
  port,
  label: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
});

/** Reads one address; without a port it gets `port` (53). */
export const serverOf = (text: string, port = DNS_PORT): Server => {
  const given = text.trim();
  if (net.isIPv6(given)) return made(given, port);
  const [, bracketed, plain, digits] = /^(?:\[(.+)\]|([^:]+))(?::(\d{1,5}))?$/u.exec(given) ?? [];
  return made(bracketed ?? plain ?? given, digits === undefined ? port : Number(digits));
};

/** The resolvers to ask: the given ones, else those of the system (/etc/resolv.conf). */
export const resolversOf = (given: readonly string[]): Server[] => {
  const texts = given.length > 0 ? given : getServers();
  return texts.map((text) => serverOf(text));
};
