// What Node tells nobody of a handshake: whether a server asks for a client certificate (RFC 5246 §7.4.4), and the certificates that
// it sent and OpenSSL did not take into the chain (§7.4.2). TLS 1.2 sends them in clear, TLS 1.3 under keys that our own side knows.
import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { cipherIn, opened } from './first-flight.ts';

const HANDSHAKE = 22;
const ENCRYPTED = 23;
const CERTIFICATE = 11;
const CERTIFICATE_REQUEST = 13;

interface Message {
  readonly type: number;
  readonly body: Buffer;
}

/** Whole records, in the order sent. */
const recordsIn = (octets: Buffer): readonly Buffer[] => {
  const found: Buffer[] = [];
  for (let at = 0; at + 5 <= octets.length; at += found.at(-1)?.length ?? 0)
    found.push(octets.subarray(at, at + 5 + octets.readUInt16BE(at + 3)));
  return found;
};

const messagesOf = (flight: readonly Buffer[]): readonly Message[] => {
  const messages = Buffer.concat(flight);
  const found: Message[] = [];
  for (let at = 0; at + 4 <= messages.length; at += 4 + messages.readUIntBE(at + 1, 3)) {
    const body = messages.subarray(at + 4, at + 4 + messages.readUIntBE(at + 1, 3));
    found.push({ type: messages.readUInt8(at), body });
  }
  return found;
};

/** The handshake messages of the server's first flight; `secret`: that of TLS 1.3, null where it is in clear. */
const messagesIn = (octets: Buffer, secret: Buffer | null): readonly Message[] => {
  const records = recordsIn(octets);
  const after = records.findIndex((record) => record.readUInt8(0) !== HANDSHAKE);
  const clear = messagesOf((after < 0 ? records : records.slice(0, after)).map((record) => record.subarray(5)));
  if (secret === null) return clear;
  return messagesOf(
    opened(
      records.filter((record) => record.readUInt8(0) === ENCRYPTED),
      secret,
      cipherIn(clear),
    ),
  );
};

/** Of a Certificate message, in the order sent; what cannot be read ends it. TLS 1.3 has a context before, and extensions behind each. */
const certificatesIn = (body: Buffer, modern: boolean): readonly X509Certificate[] => {
  const found: X509Certificate[] = [];
  try {
    for (let at = modern ? 4 + body.readUInt8(0) : 3; at + 3 <= body.length; ) {
      const end = at + 3 + body.readUIntBE(at, 3);
      found.push(new X509Certificate(body.subarray(at + 3, end)));
      at = modern ? end + 2 + body.readUInt16BE(end) : end;
    }
  } catch {
    // Whoever sends no certificate there is told by the handshake itself.
  }
  return found;
};

/** What a handshake reads goes through here first. */
export class HandshakeTap extends Duplex {
  readonly #socket: Socket;
  #octets: Buffer = Buffer.alloc(0);
  #secret: Buffer | null = null;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#octets = Buffer.concat([this.#octets, chunk]);
      this.push(chunk);
    });
    socket.on('end', () => this.push(null)).on('error', () => {});
    socket.on('close', () => this.destroy());
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, (error) => done(error ?? null));
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  /** A line of Node's key log, of which one holds the secret of the server's first flight. */
  learn(line: Buffer): void {
    const [label, , secret] = line.toString('latin1').trim().split(' ');
    if (label === 'SERVER_HANDSHAKE_TRAFFIC_SECRET' && secret !== undefined) this.#secret = Buffer.from(secret, 'hex');
  }

  get askedForCertificate(): boolean {
    return messagesIn(this.#octets, this.#secret).some(({ type }) => type === CERTIFICATE_REQUEST);
  }

  /** All that the server sent, its own first. */
  get certificates(): readonly X509Certificate[] {
    const modern = this.#secret !== null;
    return messagesIn(this.#octets, this.#secret).flatMap(({ type, body }) =>
      type === CERTIFICATE ? certificatesIn(body, modern) : [],
    );
  }
}
