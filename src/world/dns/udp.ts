// One query over UDP: a socket of its own, so that the system picks a random port, connected, so that only the server asked is heard.
import dgram from 'node:dgram';
import net from 'node:net';
import { atEnd } from './at-end.ts';
import type { Query } from './query.ts';
import type { Server } from './servers.ts';
import { codeOf } from '../errno.ts';

export type Heard =
  | { readonly kind: 'message'; readonly message: Buffer; readonly sameCase: boolean }
  /** `unreadable`: packets too short for a header; `foreign`: packets that answer another question. */
  | { readonly kind: 'timeout'; readonly unreadable: number; readonly foreign: number }
  | { readonly kind: 'unreachable'; readonly code: string };

/** Code of a try that was ended from this side. */
export const GIVEN_UP = 'GIVEN_UP';

export const errorCode = (error: unknown): string => codeOf(error) || 'EUNKNOWN';

const literally: NonNullable<dgram.SocketOptions['lookup']> = (address, _options, found) =>
  found(null, address, net.isIP(address));

/** Addresses need no looking up, which takes two turns of the event loop a socket. */
const socketFor = (host: string): dgram.Socket => {
  const family = net.isIP(host);
  return dgram.createSocket({ type: family === 6 ? 'udp6' : 'udp4', ...(family === 0 ? {} : { lookup: literally }) });
};

/** Asks once and waits at most `timeoutMs`. Packets that do not answer the question are passed over. Never rejects. */
export const overUdp = (server: Server, query: Query, timeoutMs: number, signal: AbortSignal): Promise<Heard> =>
  new Promise((resolve) => {
    const socket = socketFor(server.host);
    const passedOver = { unreadable: 0, foreign: 0 };
    let settled = false;
    const settle = (heard: Heard): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      forget();
      // Errors may still come from packets under way.
      socket.removeAllListeners('message');
      socket.close();
      resolve(heard);
    };
    const closed = (): void => settle({ kind: 'unreachable', code: GIVEN_UP });
    const timer = setTimeout(() => settle({ kind: 'timeout', ...passedOver }), timeoutMs);
    const forget = atEnd(signal, closed);
    socket.on('error', (error) => settle({ kind: 'unreachable', code: errorCode(error) }));
    socket.on('message', (message) => {
      const match = query.matches(message);
      if (match === 'yes' || match === 'other-case') settle({ kind: 'message', message, sameCase: match === 'yes' });
      else if (match === 'short') passedOver.unreadable += 1;
      else passedOver.foreign += 1;
    });
    try {
      // A host name that does not resolve arrives here, and not as an event.
      socket.connect(server.port, server.host, (error?: Error) => {
        if (error) settle({ kind: 'unreachable', code: errorCode(error) });
        else if (!settled)
          socket.send(query.message, (error) => error && settle({ kind: 'unreachable', code: errorCode(error) }));
      });
      if (signal.aborted) closed();
    } catch (error) {
      settle({ kind: 'unreachable', code: errorCode(error) });
    }
  });
