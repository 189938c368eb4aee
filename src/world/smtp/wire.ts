// A socket as SMTP sees it: whole replies in, lines out, every wait with a deadline. Survives whatever the peer does.
import type { Socket } from 'node:net';
import type { SmtpReply } from '../../core/ports/smtp.ts';
import { neutralSmtpText, readSmtpReply, replyText } from '../../mail/smtp/reply.ts';
import { reasonOf } from '../errno.ts';
import type { Transcript } from './transcript.ts';

/** Why a stage ended without the reply it waited for. `code` is one of SmtpStageResult.error. */
export class WireError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'WireError';
    this.code = code;
  }
}

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;

export class SmtpWire {
  #socket: Socket;
  #octets: Buffer = Buffer.alloc(0);
  #ended: WireError | null = null;
  #wake: () => void = () => {};
  #handedOver = false;
  readonly #transcript: Transcript;

  constructor(socket: Socket, transcript: Transcript) {
    this.#socket = socket;
    this.#transcript = transcript;
    this.#listen();
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#octets = Buffer.concat([this.#octets, chunk]);
    this.#wake();
  };

  readonly #onEnd = (): void => {
    this.#ended ??= new WireError('CLOSED', 'The server closed the connection.');
    this.#wake();
  };

  readonly #onError = (error: NodeJS.ErrnoException): void => {
    const code = error.code ?? 'CLOSED';
    this.#ended ??= new WireError(
      code,
      `The connection broke: ${neutralSmtpText(this.#transcript.redact(reasonOf(error)), 200)}.`,
    );
    this.#wake();
  };

  #listen(): void {
    this.#socket.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onEnd).on('error', this.#onError);
  }

  /**
   * Waits for one whole reply, at most `ms` from now however slowly it drips.
   * @throws WireError TIMEOUT, CLOSED, NOT_SMTP, LINE_TOO_LONG, REPLY_TOO_LONG or an errno.
   */
  async reply(ms: number): Promise<SmtpReply> {
    const deadline = performance.now() + ms;
    for (;;) {
      const step = readSmtpReply(this.#octets, this.#transcript.redact);
      if (step.state === 'reply') {
        this.#octets = this.#octets.subarray(step.used);
        this.#transcript.note('server', replyText(step.reply));
        return step.reply;
      }
      if (step.state === 'broken') throw this.#odd(step.code, step.excerpt);
      if (this.#ended !== null) throw this.#closedAfter(this.#ended);
      const left = deadline - performance.now();
      if (left <= 0) throw this.#silent(ms);
      await this.#change(left);
    }
  }

  #odd(code: string, excerpt: string): WireError {
    this.#transcript.note('server', excerpt);
    const what =
      code === 'NOT_SMTP'
        ? 'The server answered with something that is not SMTP'
        : 'The server’s reply is longer than SMTP allows';
    return new WireError(code, `${what}: it begins with “${excerpt}”.`);
  }

  #shown(): string {
    const text = this.#transcript.redact(this.#octets.toString('utf8'));
    return neutralSmtpText(text.replaceAll('\r\n', ' / '), 80);
  }

  #closedAfter(ended: WireError): WireError {
    const part = this.#shown();
    return part === '' ? ended : new WireError(ended.code, `${ended.message} It had sent “${part}” and no line end.`);
  }

  #silent(ms: number): WireError {
    const part = this.#shown();
    const came = part === '' ? 'nothing came' : `only “${part}” came`;
    return new WireError('TIMEOUT', `No reply within ${seconds(ms)}: ${came}.`);
  }

  #change(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Writes one command line. `shown` goes to the transcript instead, where a secret is spoken. */
  line(text: string, shown: string = text): void {
    this.#transcript.note('client', shown);
    if (this.#ended === null) this.#socket.write(`${text}\r\n`);
  }

  /** Writes octets and resolves when the system has taken them; rejects with WireError when the connection broke first. */
  async octets(bytes: Buffer | string, ms: number): Promise<void> {
    if (this.#ended !== null) throw this.#ended;
    const write = { taken: false };
    this.#socket.write(bytes, (error) => {
      write.taken = error === undefined || error === null;
      this.#wake();
    });
    const deadline = performance.now() + ms;
    while (!write.taken) {
      if (this.#ended !== null) throw this.#ended;
      const left = deadline - performance.now();
      if (left <= 0) throw new WireError('TIMEOUT', `The server took none of the message for ${seconds(ms)}.`);
      await this.#change(left);
    }
  }

  /** What came and was not asked for; it is dropped. */
  takeUnread(): string {
    const text = this.#shown();
    this.#octets = Buffer.alloc(0);
    return text;
  }

  get unread(): number {
    return this.#octets.length;
  }

  get ended(): WireError | null {
    return this.#ended;
  }

  /** Hands the raw socket over for a TLS handshake; nothing is read here until `attach`. */
  detach(): Socket {
    this.#socket.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onEnd).off('error', this.#onError);
    // Between the two owners an error would be nobody's, and would end the process.
    this.#socket.on('error', () => {});
    this.#handedOver = true;
    return this.#socket;
  }

  attach(socket: Socket): void {
    this.#socket = socket;
    this.#handedOver = false;
    this.#listen();
  }

  /** While a handshake owns the socket this does nothing: the handshake closes what it was given when it fails. */
  close(): void {
    if (this.#handedOver) return;
    this.#socket.on('error', () => {});
    this.#socket.destroy();
  }
}
