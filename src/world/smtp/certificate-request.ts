// Whether a server asks for a client certificate: TLS 1.2 sends that in clear (RFC 5246 §7.4.4), and Node tells nobody.
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

const HANDSHAKE = 22;
const CERTIFICATE_REQUEST = 13;

/** The handshake messages of the server's first flight, by type. */
const messageTypes = (octets: Buffer): readonly number[] => {
  const flight: Buffer[] = [];
  for (let at = 0; at + 5 <= octets.length && octets.readUInt8(at) === HANDSHAKE; ) {
    const end = at + 5 + octets.readUInt16BE(at + 3);
    flight.push(octets.subarray(at + 5, end));
    at = end;
  }
  const messages = Buffer.concat(flight);
  const types: number[] = [];
  for (let at = 0; at + 4 <= messages.length; at += 4 + messages.readUIntBE(at + 1, 3)) types.push(messages.readUInt8(at));
  return types;
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
    return messageTypes(this.#octets).includes(CERTIFICATE_REQUEST);
  }
}
