// A stand-in for the platform: takes an order to send, registers the attempt, sends as the platform would, registers the provider id.
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { JsonObject, JsonValue } from '../../core/json.ts';
import { sign } from '../aws/sigv4.ts';
import { isObject } from '../scenario/fill.ts';
import type { SquareosSpec } from '../scenario/types.ts';
import type { LabState } from '../state.ts';

export interface SquareosOptions {
  /** Opens what it says of itself. */
  readonly readToken: string;
  readonly spec: SquareosSpec;
  readonly state: LabState;
  readonly from: string;
  /** Name of a template here → `{ses, data}`, the one in SES that it is and what it is filled with. */
  readonly templates: JsonObject;
  readonly region: string;
  /** Port of the AWS endpoint. */
  readonly awsPort: () => number;
  readonly credential: { readonly accessKeyId: string; readonly secret: string };
  /** Port of the receiver, and the token of its write side. */
  readonly ledger: () => { readonly port: number; readonly writeToken: string };
}

interface Order {
  readonly nonce: string;
  readonly recipient: string;
  readonly subject: string;
  readonly campaignId: string | null;
  /** By its name here; null: a plain message. */
  readonly template: string | null;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

const call = (
  port: number,
  method: string,
  path: string,
  headers: { readonly [name: string]: string },
  body: string,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      method,
      path,
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    };
    const request = httpRequest(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
    });
    request.on('error', reject);
    request.end(body);
  });

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** The last word of a subject is where a person puts the nonce: `Hello (nonce)`. */
const nonceIn = (subject: string | null): string | null => /([A-Za-z0-9_-]{8,})\W*$/.exec(subject ?? '')?.[1] ?? null;

const readOrder = (body: JsonObject): Order | null => {
  const subject = textOf(body['subject']);
  const nonce = textOf(body['nonce']) ?? nonceIn(subject);
  const recipient = textOf(body['recipient']) ?? textOf(body['to']);
  if (nonce === null || recipient === null) return null;
  return {
    nonce,
    recipient,
    subject: subject ?? `A message from your gym (${nonce})`,
    campaignId: textOf(body['campaignId']),
    template: textOf(body['template']),
  };
};

const register = async (options: SquareosOptions, order: Order, providerMessageId: string | null): Promise<void> => {
  if (!options.spec.registers) return;
  const { port, writeToken } = options.ledger();
  const { nonce, recipient, campaignId } = order;
  const body = JSON.stringify({
    nonce,
    recipient,
    channel: 'ses',
    campaignId,
    providerMessageId,
    messageId: null,
    join: 'exact',
  });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${writeToken}` };
  const answer = await call(port, 'PUT', `/engagement/email/attempts/${encodeURIComponent(nonce)}`, headers, body);
  if (answer.status >= 300) throw new Error(`the ledger answered ${answer.status}`);
};

const contentOf = ({ templates }: SquareosOptions, { template, subject, nonce }: Order): JsonObject => {
  const text = `A test message of the platform.\n\n${nonce}\n`;
  if (template === null) return { Simple: { Subject: { Data: subject }, Body: { Text: { Data: text } } } };
  const held = templates[template];
  if (!isObject(held)) throw new Error(`the platform has no template ${template}`);
  return { Template: { TemplateName: held['ses'] ?? '', TemplateData: JSON.stringify(held['data'] ?? {}) } };
};

const send = async (options: SquareosOptions, order: Order): Promise<string> => {
  const { spec, region } = options;
  const body = JSON.stringify({
    FromEmailAddress: options.from,
    Destination: { ToAddresses: [order.recipient] },
    Content: contentOf(options, order),
    EmailTags: [{ Name: 'certify-run', Value: order.nonce.replaceAll(/[^A-Za-z0-9_-]/g, '-') }],
    ...(spec.configurationSet === null ? {} : { ConfigurationSetName: spec.configurationSet }),
  });
  const port = options.awsPort();
  const target = '/v2/email/outbound-emails';
  const unsigned = {
    method: 'POST',
    target,
    host: `127.0.0.1:${port}`,
    body: Buffer.from(body),
    contentType: 'application/json',
  };
  const headers = sign(unsigned, { ...options.credential, region, service: 'ses' }, new Date());
  const answer = await call(port, 'POST', target, headers, body);
  const parsed = JSON.parse(answer.body) as { readonly MessageId?: string; readonly message?: string };
  if (parsed.MessageId === undefined) throw new Error(parsed.message ?? `SES answered ${answer.status}`);
  return parsed.MessageId;
};

/** Registers, sends, registers again. A send that was done before (same nonce) is not done again. */
const carryOut = async (options: SquareosOptions, order: Order): Promise<JsonObject> => {
  await register(options, order, null);
  if (!options.spec.sends) return { success: true, status: 'queued', nonce: order.nonce };
  try {
    const id = await send(options, order);
    await register(options, order, id);
    if (options.spec.sendsTwice) await send(options, order);
    return { success: true, status: 'sent', nonce: order.nonce };
  } catch (error) {
    return { success: false, status: 'failed', nonce: order.nonce, error: error instanceof Error ? error.message : 'unknown' };
  }
};

const readJson = async (request: IncomingMessage): Promise<JsonObject> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
};

const answerTo = async (
  options: SquareosOptions,
  done: Map<string, Promise<JsonObject>>,
  request: IncomingMessage,
): Promise<[number, JsonObject]> => {
  const order = readOrder(await readJson(request));
  if (order === null)
    return [422, { success: false, reason: 'a recipient, and a nonce in `nonce` or at the end of `subject`, are needed' }];
  if (options.spec.status >= 300)
    return [options.spec.status, { success: false, reason: 'the platform does not take the order' }];
  const header = request.headers['idempotency-key'];
  const key = typeof header === 'string' ? header : order.nonce;
  let result = done.get(key);
  if (result === undefined) {
    result = carryOut(options, order);
    done.set(key, result);
    const answer = await result;
    options.state.append({ type: 'order', key, answer });
  }
  const answer = await result;
  return [answer['success'] === true ? options.spec.status : 502, answer];
};

const STATE_PATH = '/squareos/state';

const heldNow = (state: JsonValue): JsonObject => ({ exportedAt: new Date().toISOString(), ...(isObject(state) ? state : {}) });

/** Answers POST `/squareos/…`; the same `Idempotency-Key` (else the same nonce) gives the same answer, across restarts too. */
export const squareosStandIn = (options: SquareosOptions): ((request: IncomingMessage, response: ServerResponse) => boolean) => {
  const done = new Map<string, Promise<JsonObject>>();
  for (const line of options.state.past) if (line.type === 'order') done.set(line.key, Promise.resolve(line.answer));
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const [status, body] = await answerTo(options, done, request);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown';
      response.writeHead(503, { 'content-type': 'application/json' }).end(JSON.stringify({ success: false, reason }));
    }
  };
  return (request, response) => {
    if (options.spec.state !== null && request.method === 'GET' && request.url === STATE_PATH) {
      const allowed = request.headers.authorization === `Bearer ${options.readToken}`;
      response.writeHead(allowed ? 200 : 401, { 'content-type': 'application/json' });
      response.end(JSON.stringify(allowed ? heldNow(options.spec.state) : { success: false }));
      return true;
    }
    if (request.method !== 'POST' || !(request.url ?? '').startsWith('/squareos/')) return false;
    void respond(request, response);
    return true;
  };
};
