// A receiver of a fleet's alerts on loopback: checks what a receiver must check, by its own reading of the contract, and fails in each way
// that a receiver can.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Listening, listen } from '../listen.ts';

/**
 * A number answers with that status · `redirects` elsewhere · `cuts` the connection · `hangs` without an answer · `trickles` an answer
 * that does not end · `floods` with one that is too long · `babbles` something that is not HTTP.
 */
export type AlertAnswer = number | 'redirects' | 'cuts' | 'hangs' | 'trickles' | 'floods' | 'babbles';

interface ReceivedAlert {
  /** `Certify-Alert-Id`; null: it has none. */
  readonly id: string | null;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Why a receiver refuses it; null: it is the sender's, and fresh. */
  readonly refused: 'no id' | 'no timestamp' | 'stale' | 'forged' | null;
  /** It came before under the same id. */
  readonly repeated: boolean;
}

export interface AlertReceiver extends Listening {
  readonly received: readonly ReceivedAlert[];
  /** What it answers next, in turn; the last one goes on. */
  answer(...answers: readonly AlertAnswer[]): void;
}

const STALE_SECONDS = 300;
const FLOOD_BYTES = 1024 * 1024;

const equal = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};

const header = (request: IncomingMessage, name: string): string | null => {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

const refusalOf = (request: IncomingMessage, body: string, secrets: readonly string[], now: Date): ReceivedAlert['refused'] => {
  if (header(request, 'certify-alert-id') === null) return 'no id';
  const timestamp = header(request, 'certify-timestamp');
  if (timestamp === null || !/^\d{1,12}$/.test(timestamp)) return 'no timestamp';
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > STALE_SECONDS) return 'stale';
  const given = (header(request, 'certify-signature') ?? '').split(',').map((one) => one.trim());
  const right = secrets.map((secret) => `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`);
  return given.some((one) => right.some((other) => equal(one, other))) ? null : 'forged';
};

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

const trickle = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/plain' });
  const timer = setInterval(() => response.write('.'), 500);
  response.on('close', () => clearInterval(timer));
};

const give = (answer: AlertAnswer, request: IncomingMessage, response: ServerResponse): void => {
  if (typeof answer === 'number') response.writeHead(answer).end();
  else if (answer === 'redirects') response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
  else if (answer === 'cuts') request.socket.destroy();
  else if (answer === 'trickles') trickle(response);
  else if (answer === 'floods') response.writeHead(200).end('.'.repeat(FLOOD_BYTES));
  else if (answer === 'babbles') request.socket.end('220 mx.example ESMTP\r\n');
};

/** `secrets`: those that the sender may sign with. */
export const startAlertReceiver = async (secrets: readonly string[]): Promise<AlertReceiver> => {
  const received: ReceivedAlert[] = [];
  let answers: AlertAnswer[] = [204];
  const server = createServer((request, response) => {
    void textOf(request).then(
      (body) => {
        const id = header(request, 'certify-alert-id');
        const refused = refusalOf(request, body, secrets, new Date());
        received.push({ id, headers: request.headers, body, refused, repeated: received.some((one) => one.id === id) });
        const next = answers.length > 1 ? answers.shift() : answers[0];
        // What would be taken is refused where a receiver has to.
        give(refused !== null && next === 204 ? 401 : (next ?? 204), request, response);
      },
      () => request.socket.destroy(),
    );
  });
  const listening = await listen(server, 0);
  return {
    ...listening,
    received,
    answer: (...given) => {
      answers = [...given];
    },
  };
};
