// A receiver on loopback with its ports played by the test.
import type { Clock } from '../../src/core/clock.ts';
import { Secret } from '../../src/core/secret.ts';
import type { LedgerView } from '../../src/core/live.ts';
import type { CertificateFetch, ReceiverOptions } from '../../src/receiver/options.ts';
import { startReceiver } from '../../src/receiver/server.ts';
import type { Receiver } from '../../src/receiver/server.ts';
import { makeParty, NOW, TOPIC } from './sns-party.ts';
import type { Party } from './sns-party.ts';

export const VERIFY_TOKEN = 'verify-token-0123456789';
export const READ_TOKEN = 'read-token-0123456789';
export const WRITE_TOKEN = 'write-token-0123456789';

export const fixedClock = (start: Date = NOW): Clock & { set(at: Date): void } => {
  let at = start;
  return {
    now: () => at,
    set: (next) => {
      at = next;
    },
    elapsed: () => performance.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
};

interface Answered {
  readonly status: number;
  readonly json: { readonly [key: string]: unknown };
}

export interface Harness {
  readonly party: Party;
  readonly receiver: Receiver;
  readonly clock: ReturnType<typeof fixedClock>;
  /** URLs that the receiver asked for. */
  readonly fetched: string[];
  readonly confirmed: string[];
  readonly logs: string[];
  post(
    body: unknown,
    options?: { path?: string; token?: string | null; headers?: { [name: string]: string } },
  ): Promise<Answered>;
  put(nonce: string, body: unknown): Promise<Answered>;
  view(by: { nonce?: string; providerMessageId?: string }): Promise<LedgerView>;
  get(path: string): Promise<Answered>;
}

let shared: Promise<Party> | null = null;
/** One key pair a process: making RSA keys is slow. */
export const party = (): Promise<Party> => (shared ??= makeParty());

const answered = async (response: Response): Promise<Answered> => {
  const text = await response.text();
  return { status: response.status, json: text === '' ? {} : (JSON.parse(text) as Answered['json']) };
};

const receiverOptions = async (over: Partial<ReceiverOptions> = {}): Promise<ReceiverOptions> => {
  const { leafPem, caPem } = await party();
  return {
    host: '127.0.0.1',
    port: 0,
    accounts: [
      {
        id: 'main',
        provider: 'SES',
        verifyTokens: [new Secret('t', VERIFY_TOKEN)],
        topicArns: [TOPIC],
        requireSnsSignature: true,
      },
      { id: 'relay', provider: 'SMTP', verifyTokens: [new Secret('t', VERIFY_TOKEN)], topicArns: [], requireSnsSignature: true },
    ],
    readTokens: [new Secret('r', READ_TOKEN)],
    writeTokens: [new Secret('w', WRITE_TOKEN)],
    tokenMatches: (secret, presented) => secret.reveal() === presented,
    store: { kind: 'sqlite', path: ':memory:' },
    fetchPem: async () => ({ kind: 'pem', pem: leafPem }),
    confirm: async () => true,
    clock: fixedClock(),
    authorities: [caPem],
    ...over,
  };
};

export const startHarness = async (over: Partial<ReceiverOptions> = {}): Promise<Harness> => {
  const clock = fixedClock();
  const fetched: string[] = [];
  const confirmed: string[] = [];
  const logs: string[] = [];
  const base = await receiverOptions({ clock, ...over });
  const fetchPem: CertificateFetch = (url) => {
    fetched.push(url);
    return base.fetchPem(url);
  };
  const confirm = (url: string): Promise<boolean> => {
    confirmed.push(url);
    return base.confirm(url);
  };
  const receiver = await startReceiver({ ...base, fetchPem, confirm, logStream: { write: (line) => void logs.push(line) } });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const get = async (path: string): Promise<Answered> =>
    answered(await fetch(`${receiver.url}${path}`, { headers: bearer(READ_TOKEN) }));
  return {
    party: await party(),
    receiver,
    clock,
    fetched,
    confirmed,
    logs,
    get,
    post: async (body, { path = 'ses', token = VERIFY_TOKEN, headers = {} } = {}) => {
      const query = token === null ? '' : `?token=${encodeURIComponent(token)}`;
      return answered(
        await fetch(`${receiver.url}/engagement/email/${path}/webhook${query}`, {
          method: 'POST',
          headers: { 'content-type': 'text/plain; charset=UTF-8', ...headers },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      );
    },
    put: async (nonce, body) =>
      answered(
        await fetch(`${receiver.url}/engagement/email/attempts/${nonce}`, {
          method: 'PUT',
          headers: { 'content-type': 'application/json', ...bearer(WRITE_TOKEN) },
          body: JSON.stringify(body),
        }),
      ),
    view: async (by) => {
      const { json } = await get(`/engagement/email/ledger?${new URLSearchParams(by).toString()}`);
      // What was refused is counted beside the rows; a rejection must leave the rows themselves alone.
      return { ...(json as unknown as LedgerView), strays: undefined } as unknown as LedgerView;
    },
  };
};

export const attempt = (over: { [key: string]: unknown } = {}): { [key: string]: unknown } => ({
  recipient: 'ops@example.com',
  channel: 'ses',
  campaignId: null,
  providerMessageId: '0109019a-1',
  messageId: null,
  join: 'exact',
  ...over,
});
