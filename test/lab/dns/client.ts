// A DNS client for testing the lab's servers that shares no code with them: dns-packet over raw sockets.
import dgram from 'node:dgram';
import { once } from 'node:events';
import net from 'node:net';
import { type DecodedPacket, decode, encode, type Packet } from 'dns-packet';

const place = (address: string): { host: string; port: number } => ({
  host: address.slice(0, address.lastIndexOf(':')),
  port: Number(address.slice(address.lastIndexOf(':') + 1)),
});

/** Sends octets over UDP; the answer, or null when none comes within the time. */
export const sendUdp = async (address: string, message: Buffer, waitMs = 5000): Promise<Buffer | null> => {
  const { host, port } = place(address);
  const socket = dgram.createSocket('udp4');
  try {
    return await new Promise<Buffer | null>((resolve) => {
      socket.on('message', resolve);
      socket.send(message, port, host);
      setTimeout(() => resolve(null), waitMs).unref();
    });
  } finally {
    socket.close();
  }
};

export const framed = (message: Buffer): Buffer => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
};

/** Sends pieces over one TCP connection, one a tick, and gives the messages that come back. */
export const sendTcp = async (address: string, pieces: readonly Buffer[], expected: number): Promise<Buffer[]> => {
  const socket = net.connect(place(address));
  await once(socket, 'connect');
  let arrived = Buffer.alloc(0);
  const messages: Buffer[] = [];
  const done = new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      arrived = Buffer.concat([arrived, chunk]);
      while (arrived.length >= 2 && arrived.length >= 2 + arrived.readUInt16BE(0)) {
        messages.push(arrived.subarray(2, 2 + arrived.readUInt16BE(0)));
        arrived = arrived.subarray(2 + arrived.readUInt16BE(0));
      }
      if (messages.length >= expected) resolve();
    });
    socket.on('close', () => resolve());
  });
  for (const piece of pieces) {
    socket.write(piece);
    await new Promise((tick) => setImmediate(tick));
  }
  await done;
  socket.destroy();
  return messages;
};

export interface Told extends DecodedPacket {
  readonly rcode: string;
}

/** A plain query, EDNS 1232 unless told otherwise. */
export const query = (name: string, type: string, how: { id?: number; edns?: number | null; rd?: boolean } = {}): Buffer => {
  const size = how.edns === undefined ? 1232 : how.edns;
  const packet = {
    type: 'query',
    id: how.id ?? 4711,
    flags: how.rd === false ? 0 : 0x100,
    questions: [{ name, type }],
    additionals: size === null ? [] : [{ type: 'OPT', name: '.', udpPayloadSize: size, flags: 0, options: [] }],
  };
  return encode(packet as unknown as Packet);
};

export const read = (message: Buffer): Told => decode(message) as Told;

/** Asks over UDP and decodes. Throws when nothing comes. */
export const dig = async (address: string, name: string, type: string, how: Parameters<typeof query>[2] = {}): Promise<Told> => {
  const reply = await sendUdp(address, query(name, type, how));
  if (reply === null) throw new Error(`${address} did not answer ${name} ${type}`);
  return read(reply);
};

const dataText = (data: unknown): string => {
  if (Array.isArray(data)) return data.map(String).join('|');
  return typeof data === 'string' ? data : JSON.stringify(data);
};

/** Records of a section as `name type data`. */
export const lines = (records: readonly unknown[] | undefined): string[] =>
  ((records ?? []) as { name: string; type: string; data: unknown }[])
    .filter((record) => record.type !== 'OPT')
    .map(({ name, type, data }) => `${name} ${type} ${dataText(data)}`);
