// A name server that answers as a test dictates, octet by octet if need be, over UDP and TCP on one port.
import dgram from 'node:dgram';
import { once } from 'node:events';
import net from 'node:net';
import { decode, encode, type Packet } from 'dns-packet';

export interface Asked {
  readonly message: Buffer;
  readonly id: number;
  readonly flags: number;
  /** In the case of the asker. */
  readonly name: string;
  readonly type: string;
  readonly transport: 'udp' | 'tcp';
  /** A reply to this query: QR, RD and RA unless told otherwise. */
  reply(how?: {
    flags?: number;
    id?: number;
    lowerCase?: boolean;
    answers?: object[];
    authorities?: object[];
    additionals?: object[];
  }): Buffer;
}

const asked = (message: Buffer, transport: 'udp' | 'tcp'): Asked => {
  const packet = decode(message);
  const question = packet.questions?.[0] ?? { name: '', type: 'A' as const };
  return {
    message,
    id: message.readUInt16BE(0),
    flags: message.readUInt16BE(2),
    name: question.name,
    type: question.type,
    transport,
    reply: (how = {}) => {
      const name = how.lowerCase === true ? question.name.toLowerCase() : question.name;
      const { answers = [], authorities = [], additionals = [] } = how;
      const flags = how.flags ?? 0x8180;
      const reply = {
        type: 'response',
        id: how.id ?? message.readUInt16BE(0),
        flags,
        questions: [{ ...question, name }],
        answers,
        authorities,
        additionals,
      };
      const octets = encode(reply as unknown as Packet);
      octets.writeUInt16BE(flags | 0x8000, 2);
      return octets;
    },
  };
};

export interface Responder {
  readonly address: string;
  readonly transports: ('udp' | 'tcp')[];
}

/** The port that UDP was given may be somebody else's over TCP: then another. */
const bothOnOnePort = async (withTcp: boolean, attempts = 20): Promise<{ udp: dgram.Socket; tcp: net.Server }> => {
  const udp = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(udp, 'listening');
  const tcp = net.createServer();
  if (!withTcp) return { udp, tcp };
  try {
    await once(tcp.listen(udp.address().port, '127.0.0.1'), 'listening');
    return { udp, tcp };
  } catch (cause) {
    udp.close();
    if (attempts === 1) throw cause;
    return bothOnOnePort(withTcp, attempts - 1);
  }
};

/** Starts one; it is closed by what it adds to `closing`. Each buffer that `respond` gives is one packet. */
export const responder = async (
  closing: (() => void | Promise<void>)[],
  respond: (query: Asked) => readonly Buffer[],
  options: { tcp?: boolean } = {},
): Promise<Responder> => {
  const transports: ('udp' | 'tcp')[] = [];
  const { udp, tcp } = await bothOnOnePort(options.tcp !== false);
  udp.on('message', (message, from) => {
    transports.push('udp');
    for (const packet of respond(asked(message, 'udp'))) udp.send(packet, from.port, from.address);
  });
  tcp.on('connection', (connection) => {
    connection.on('error', () => undefined);
    connection.on('data', (chunk) => {
      transports.push('tcp');
      for (const packet of respond(asked(chunk.subarray(2), 'tcp'))) {
        const length = Buffer.alloc(2);
        length.writeUInt16BE(packet.length);
        connection.write(length);
        connection.write(packet);
      }
    });
  });
  const { port } = udp.address();
  closing.push(() => {
    udp.close();
    tcp.close();
  });
  return { address: `127.0.0.1:${port}`, transports };
};
