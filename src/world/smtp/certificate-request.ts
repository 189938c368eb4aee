// What TLS 1.2 sends in clear and Node tells nobody: whether a server asks for a client certificate (RFC 5246 §7.4.4), and the
// certificates that it sent and OpenSSL did not take into the chain (§7.4.2).
import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

const HANDSHAKE = 22;
const CERTIFICATE = 11;
const CERTIFICATE_REQUEST = 13;

interface Message {
  readonly type: number;
  readonly body: Buffer;
}

/** The handshake messages of the server's first flight. */
const messagesIn = (octets: Buffer): readonly Message[] => {
  const flight: Buffer[] = [];
  for (let at = 0; at + 5 <= octets.length && octets.readUInt8(at) === HANDSHAKE; ) {
    const end = at + 5 + octets.readUInt16BE(at + 3);
    flight.push(octets.subarray(at + 5, end));
    at = end;
  }
  const messages = Buffer.concat(flight);
  const found: Message[] = [];
  for (let at = 0; at + 4 <= messages.length; at += 4 + messages.readUIntBE(at + 1, 3)) {
    const body = messages.subarray(at + 4, at + 4 + messages.readUIntBE(at + 1, 3));
    found.push({ type: messages.readUInt8(at), body });
  }
  return found;
};

/** Of a Certificate message, in the order sent; what cannot be read ends it. */
const certificatesIn = (body: Buffer): readonly X509Certificate[] => {
  const found: X509Certificate[] = [];
  try {
    for (let at = 3; at + 3 <= body.length; at += 3 + body.readUIntBE(at, 3))
      found.push(new X509Certificate(body.subarray(at + 3, at + 3 + body.readUIntBE(at, 3))));
  } catch {
    // Whoever sends no certificate there is told by the handshake itself.
  }
  return found;
};

/** What a handshake reads goes through here first. */
export class HandshakeTap extends Duplex {
  readonly #socket: Socket;
  #octets: Buffer = Buffer.alloc(0);

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

  get askedForCertificate(): boolean {
    return messagesIn(this.#octets).some(({ type }) => type === CERTIFICATE_REQUEST);
  }

  /** All that the server sent, its own first. */
  get certificates(): readonly X509Certificate[] {
    return messagesIn(this.#octets).flatMap(({ type, body }) => (type === CERTIFICATE ? certificatesIn(body) : []));
  }
}
