// UDP and TCP on one port of a loopback address; whatever comes in, nothing is thrown and everything is closed at the end.
import dgram from 'node:dgram';
import { once } from 'node:events';
import net from 'node:net';

/** Gives the octets to send back, or null for silence. */
export type Respond = (message: Buffer, transport: 'udp' | 'tcp' | 'https') => Promise<Buffer | null>;

export interface Listening {
  /** `host:port`, IPv6 in brackets. */
  readonly address: string;
  close(): Promise<void>;
}

const IDLE_MS = 10_000;
const MAXIMUM_CONNECTIONS = 200;
const ATTEMPTS = 20;

const listenUdp = async (host: string, port: number, respond: Respond): Promise<dgram.Socket> => {
  const socket = dgram.createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', (message, from) => {
    void respond(message, 'udp').then((reply) => {
      // The socket may have been closed while a delayed answer was waiting.
      if (reply !== null && isOpen(socket)) socket.send(reply, from.port, from.address, () => undefined);
    });
  });
  socket.bind(port, host);
  await once(socket, 'listening');
  socket.on('error', () => undefined);
  return socket;
};

const isOpen = (socket: dgram.Socket): boolean => {
  try {
    socket.address();
    return true;
  } catch {
    return false;
  }
};

/** Messages with a two-octet length before each, in whatever pieces they come (RFC 7766 §8); answers may leave out of order. */
const serve = (connection: net.Socket, respond: Respond): void => {
  let pending: Buffer = Buffer.alloc(0);
  connection.setTimeout(IDLE_MS, () => connection.destroy());
  connection.on('error', () => connection.destroy());
  connection.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
      const end = 2 + pending.readUInt16BE(0);
      const message = pending.subarray(2, end);
      pending = pending.subarray(end);
      void respond(message, 'tcp').then((reply) => {
        if (reply === null || connection.destroyed) return;
        const length = Buffer.alloc(2);
        length.writeUInt16BE(reply.length);
        connection.write(Buffer.concat([length, reply]));
      });
    }
  });
};

const listenTcp = async (
  host: string,
  port: number,
  respond: Respond,
): Promise<{ server: net.Server; connections: Set<net.Socket> }> => {
  const connections = new Set<net.Socket>();
  const server = net.createServer((connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
    serve(connection, respond);
  });
  server.maxConnections = MAXIMUM_CONNECTIONS;
  server.listen(port, host);
  await once(server, 'listening');
  server.on('error', () => undefined);
  return { server, connections };
};

const listenOnce = async (host: string, port: number, respond: Respond): Promise<Listening> => {
  const udp = await listenUdp(host, port, respond);
  const chosen = udp.address().port;
  try {
    const tcp = await listenTcp(host, chosen, respond);
    return {
      address: host.includes(':') ? `[${host}]:${String(chosen)}` : `${host}:${String(chosen)}`,
      close: async () => {
        for (const connection of tcp.connections) connection.destroy();
        await Promise.all([
          new Promise<void>((done) => udp.close(() => done())),
          new Promise<void>((done) => tcp.server.close(() => done())),
        ]);
      },
    };
  } catch (error) {
    udp.close();
    throw error;
  }
};

/** Listens on the port, or with 0 on one that is free for both transports. Rejects when it is taken. */
export const listen = async (host: string, port: number, respond: Respond): Promise<Listening> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await listenOnce(host, port, respond);
    } catch (error) {
      if (port !== 0 || attempt === ATTEMPTS) throw error;
    }
  }
};
