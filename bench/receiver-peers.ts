// What people write by hand, and the least that can be written: fastify with sns-validator and one insert a request, on the same database
// with the same durability; node:http that verifies the signature and keeps nothing.
import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { fastify } from 'fastify';
import { Pool } from 'pg';

export interface Peer {
  readonly mode: 'hand' | 'bare';
  readonly path: string;
  readonly postgres: string | null;
  readonly leafPem: string;
  readonly token: string;
}

interface SesEvent {
  readonly eventType: string;
  readonly mail: { readonly messageId: string; readonly destination: readonly string[] };
  readonly delivery: { readonly timestamp: string; readonly smtpResponse: string };
}
type Envelope = { readonly [key: string]: string };
type Insert = (values: readonly (string | null)[]) => unknown;

const COLUMNS = 'message, recipient, event, event_at, received_at, source_id, smtp_response';
const TABLE = `CREATE TABLE delivery_event (${COLUMNS.replaceAll(',', ' TEXT,')} TEXT, PRIMARY KEY (message, recipient, event))`;

/** A database that nothing refers to is closed, whatever its statements do. */
const opened: unknown[] = [];

const inSqlite = async (path: string): Promise<Insert> => {
  const name = Number(process.versions.node.split('.')[0]) >= 24 ? 'node:sqlite' : '@photostructure/sqlite';
  const { DatabaseSync } = (await import(name)) as typeof import('@photostructure/sqlite');
  const database = new DatabaseSync(path);
  opened.push(database);
  database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL');
  database.exec(TABLE);
  const statement = database.prepare(
    `INSERT INTO delivery_event (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  return (values) => statement.run(...values);
};

const inPostgres = async (url: string): Promise<Insert> => {
  const pool = new Pool({ connectionString: url, max: 4 });
  await pool.query(TABLE);
  const text = `INSERT INTO delivery_event (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`;
  return (values) => pool.query(text, [...values]);
};

/** sns-validator fetches the certificate by itself: it gets ours, once, as it would get Amazon's. */
const serveCertificate = (pem: string): void => {
  https.get = ((_url: string, answer: (response: IncomingMessage) => void) => {
    answer(Object.assign(Readable.from([pem]), { statusCode: 200 }) as unknown as IncomingMessage);
    return { on: () => undefined };
  }) as unknown as typeof https.get;
};

const hand = async ({ postgres, path, leafPem, token }: Peer): Promise<number> => {
  serveCertificate(leafPem);
  const MessageValidator = createRequire(import.meta.url)('sns-validator') as new () => {
    validate(message: Envelope, done: (error: Error | null, message: Envelope) => void): void;
  };
  const validator = new MessageValidator();
  const insert = postgres === null ? await inSqlite(path) : await inPostgres(postgres);
  const app = fastify();
  app.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) => done(null, JSON.parse(String(body))));
  app.post<{ Body: Envelope; Querystring: { token: string } }>('/engagement/email/ses/webhook', async (request, reply) => {
    if (request.query.token !== token) return reply.code(401).send({ success: false });
    const message = await new Promise<Envelope>((resolve, reject) =>
      validator.validate(request.body, (error, valid) => (error === null ? resolve(valid) : reject(error))),
    );
    const { eventType, mail, delivery } = JSON.parse(message['Message'] ?? '') as SesEvent;
    for (const recipient of mail.destination) {
      const at = new Date().toISOString();
      await insert([
        mail.messageId,
        recipient,
        eventType,
        delivery.timestamp,
        at,
        message['MessageId'] ?? null,
        delivery.smtpResponse,
      ]);
    }
    return { success: true };
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return (app.server.address() as AddressInfo).port;
};

const SIGNED = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'];

const bare = async ({ leafPem }: Peer): Promise<number> => {
  const key = createPublicKey(new X509Certificate(leafPem).publicKey.export({ type: 'spki', format: 'pem' }));
  const answer = (body: Buffer, response: ServerResponse): void => {
    const envelope = JSON.parse(body.toString('utf8')) as Envelope;
    const text = SIGNED.map((name) => (envelope[name] === undefined ? '' : `${name}\n${envelope[name]}\n`)).join('');
    const right = verify('RSA-SHA256', Buffer.from(text), key, Buffer.from(envelope['Signature'] ?? '', 'base64'));
    response.writeHead(right ? 200 : 403, { 'content-length': 2 }).end('{}');
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(Buffer.concat(chunks), response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

/** Resolves with the port. */
export const startPeer = (peer: Peer): Promise<number> => (peer.mode === 'hand' ? hand(peer) : bare(peer));
