// Whether a port outside can be reached, and whether what answers is the party: one connection, nothing asked.
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { trusting } from '../authorities.ts';
import { codeOf } from '../errno.ts';

/** Where a port is, and how its party begins. */
export interface PortPlace {
  readonly host: string;
  readonly port: number;
  /** `greets`: the server speaks first · `tls`: a handshake comes first. */
  readonly begins: 'greets' | 'tls';
  /** Further authorities, PEM. */
  readonly ca?: string;
  /** Where the host is found instead of the system's resolver. */
  readonly lookup?: (host: string) => Promise<readonly string[]>;
}

/** A place whose address is known. */
interface Found extends PortPlace {
  readonly address: string;
}

export type PortLook =
  | { readonly state: 'open' /** The first line of a greeting, or the protocol of TLS. */; readonly said: string }
  /** TLS was there, and its certificate is not one for this host from an authority trusted here. */
  | { readonly state: 'untrusted'; readonly code: string; readonly issuer: string | null }
  /** Connected, and nothing that fits came. */
  | { readonly state: 'mute'; readonly said: string }
  | { readonly state: 'closed'; readonly code: string };

const WAIT_MS = 10_000;

const issuerOf = (socket: TLSSocket): string | null => {
  const { issuer } = socket.getPeerCertificate();
  const name = (issuer as { readonly O?: unknown; readonly CN?: unknown } | undefined) ?? {};
  return [name.O, name.CN].find((one): one is string => typeof one === 'string' && one !== '') ?? null;
};

const overTls = (place: Found, settle: (look: PortLook) => void): TLSSocket => {
  const { host, address, port, ca } = place;
  const socket = connectTls({
    host: address,
    port,
    rejectUnauthorized: false,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { secureContext: trusting(ca) }),
  });
  socket.once('secureConnect', () => {
    const { authorizationError } = socket;
    if (socket.authorized) settle({ state: 'open', said: socket.getProtocol() ?? 'TLS' });
    else settle({ state: 'untrusted', code: codeOf(authorizationError) || String(authorizationError), issuer: issuerOf(socket) });
  });
  return socket;
};

const inClear = (place: Found, settle: (look: PortLook) => void): Socket => {
  const socket = connectTcp({ host: place.address, port: place.port });
  socket.once('data', (bytes: Buffer) => settle({ state: 'open', said: bytes.toString('utf8').split(/[\r\n]/)[0] ?? '' }));
  return socket;
};

const lookAt = (place: Found): Promise<PortLook> =>
  new Promise((resolve) => {
    let connected = false;
    const settle = (look: PortLook): void => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.destroy();
      resolve(look);
    };
    const timer = setTimeout(
      () => settle(connected ? { state: 'mute', said: 'nothing' } : { state: 'closed', code: 'ETIMEDOUT' }),
      WAIT_MS,
    );
    const socket = (place.begins === 'tls' ? overTls : inClear)(place, settle);
    socket.once('connect', () => {
      connected = true;
    });
    socket.once('error', (error) => {
      const code = codeOf(error) || 'ECONNRESET';
      // A handshake that breaks is answered by something that speaks no TLS, or by whoever cut it.
      settle(connected ? { state: 'mute', said: code } : { state: 'closed', code });
    });
    socket.once('close', () => settle({ state: 'mute', said: 'a closed connection' }));
  });

/** Connects, waits at most ten seconds for the beginning, and lets go. Never rejects. */
export const lookAtPort = async (place: PortPlace): Promise<PortLook> => {
  const { host, lookup } = place;
  const addresses = lookup === undefined || isIP(host) !== 0 ? [host] : await lookup(host).catch(() => []);
  const [address] = addresses;
  return address === undefined ? { state: 'closed', code: 'ENOTFOUND' } : lookAt({ ...place, address });
};
