// One query over TCP: two octets of length before each message, in whatever pieces they arrive (RFC 7766 §8).
import net from 'node:net';
import type { Query } from './query.ts';
import type { Server } from './servers.ts';
import { errorCode, GIVEN_UP, type Heard } from './udp.ts';

/** A server may send other answers first; nobody honest sends many. */
const MOST_OCTETS = 4 * 65_537;

/** Takes whole messages off the front of what has arrived. */
const frames = (arrived: Buffer): { messages: Buffer[]; rest: Buffer } => {
  const messages: Buffer[] = [];
  let rest = arrived;
  while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
    const end = 2 + rest.readUInt16BE(0);
    messages.push(rest.subarray(2, end));
    rest = rest.subarray(end);
  }
  return { messages, rest };
};

const framed = (message: Buffer): Buffer => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
};

/** Connects, asks once and waits at most `timeoutMs` for both. Never rejects. */
export const overTcp = (server: Server, query: Query, timeoutMs: number, signal: AbortSignal): Promise<Heard> =>
  new Promise((resolve) => {
    const socket = new net.Socket();
    const passedOver = { unreadable: 0, foreign: 0 };
    let pending: Buffer = Buffer.alloc(0);
    let received = 0;
    const settle = (heard: Heard): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', closed);
      socket.destroy();
      resolve(heard);
    };
    const closed = (): void => settle({ kind: 'unreachable', code: GIVEN_UP });
    const timer = setTimeout(() => settle({ kind: 'timeout', ...passedOver }), timeoutMs);
    signal.addEventListener('abort', closed, { once: true });
    socket.on('error', (error) => settle({ kind: 'unreachable', code: errorCode(error) }));
    socket.on('close', () => settle({ kind: 'unreachable', code: 'CLOSED_BY_SERVER' }));
    socket.on('data', (chunk) => {
      received += chunk.length;
      if (received > MOST_OCTETS) return settle({ kind: 'timeout', ...passedOver });
      const { messages, rest } = frames(Buffer.concat([pending, chunk]));
      pending = rest;
      for (const message of messages) {
        const match = query.matches(message);
        // Over TCP nobody else can have written it, so the case of the name does not matter.
        if (match === 'yes' || match === 'other-case') return settle({ kind: 'message', message, sameCase: match === 'yes' });
        if (match === 'short') passedOver.unreadable += 1;
        else passedOver.foreign += 1;
      }
    });
    socket.connect({ port: server.port, host: server.host }, () => socket.write(framed(query.message)));
    if (signal.aborted) closed();
  });
