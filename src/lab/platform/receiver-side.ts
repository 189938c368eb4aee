// Starts the real receiver for a lab. It has no lab switch: only its HTTP port maps the SNS host to loopback, under the lab's CA.
import { timingSafeEqual } from 'node:crypto';
import https from 'node:https';
import type { Clock } from '../../core/clock.ts';
import { Secret } from '../../core/secret.ts';
import type { ReceiverOptions } from '../../receiver/options.ts';
import { type Receiver, startReceiver } from '../../receiver/server.ts';

export interface SnsDoor {
  readonly caPem: string;
  /** Where a host of the world outside really is; null for one that the lab does not know. */
  resolve(host: string): { readonly address: string; readonly port: number } | null;
}

export interface ReceiverSideOptions {
  readonly provider: 'SES' | 'SMTP';
  readonly tenant: string;
  readonly topicArns: readonly string[];
  readonly requireSnsSignature: boolean;
  readonly verifyToken: string;
  readonly readToken: string;
  readonly writeToken: string;
  readonly storePath: string;
  readonly port: number;
  readonly door: SnsDoor;
}

const MAX_PEM = 16 * 1024;

const get = (door: SnsDoor, text: string): Promise<{ readonly status: number; readonly body: string }> => {
  const url = new URL(text);
  const at = door.resolve(url.hostname);
  if (at === null) return Promise.reject(new Error(`the lab has no host ${url.hostname}`));
  const options = {
    host: at.address,
    port: at.port,
    servername: url.hostname,
    path: `${url.pathname}${url.search}`,
    ca: door.caPem,
    timeout: 5000,
    agent: false as const,
  };
  return new Promise((resolve, reject) => {
    const request = https.get({ ...options, headers: { host: url.host } }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_PEM) request.destroy(new Error('the answer is larger than 16 KiB'));
        else chunks.push(chunk);
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', reject);
  });
};

const fetchPem =
  (door: SnsDoor): ReceiverOptions['fetchPem'] =>
  async (url) => {
    try {
      const { status, body } = await get(door, url);
      if (status === 200) return { kind: 'pem', pem: body };
      return { kind: status >= 500 ? 'unreachable' : 'absent', detail: `HTTP ${status}` };
    } catch (error) {
      return { kind: 'unreachable', detail: error instanceof Error ? error.message : 'unknown' };
    }
  };

const confirm =
  (door: SnsDoor): ReceiverOptions['confirm'] =>
  async (url) => {
    try {
      return (await get(door, url)).status === 200;
    } catch {
      return false;
    }
  };

const tokenMatches: ReceiverOptions['tokenMatches'] = (secret, presented) => {
  const expected = Buffer.from(secret.reveal());
  const given = Buffer.from(presented);
  return expected.length === given.length && timingSafeEqual(expected, given);
};

const CLOCK: Clock = {
  now: () => new Date(),
  elapsed: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      });
    }),
};

/** Starts the receiver over plain HTTP on loopback; the lab's front stands before it with TLS. */
export const startReceiverSide = (options: ReceiverSideOptions): Promise<Receiver> =>
  startReceiver({
    host: '127.0.0.1',
    port: options.port,
    accounts: [
      {
        id: options.tenant,
        provider: options.provider,
        verifyTokens: [new Secret('lab verify token', options.verifyToken)],
        topicArns: options.topicArns,
        requireSnsSignature: options.requireSnsSignature,
      },
    ],
    readTokens: [new Secret('lab ledger read token', options.readToken)],
    writeTokens: [new Secret('lab ledger write token', options.writeToken)],
    tokenMatches,
    store: { kind: 'sqlite', path: options.storePath },
    fetchPem: fetchPem(options.door),
    confirm: confirm(options.door),
    clock: CLOCK,
    authorities: [options.door.caPem],
    trustProxy: ['127.0.0.1'],
  });
