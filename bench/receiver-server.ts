// The servers of the throughput bench: the receiver with its database, with a store that keeps nothing, with one commit a callback; its peers.
import { readFileSync } from 'node:fs';
import { Secret } from '../src/core/secret.ts';
import type { StoreChoice } from '../src/store/store.ts';
import { startReceiver } from '../src/receiver/server.ts';
import { openStore } from '../src/store/open.ts';
import { MIGRATIONS } from '../src/receiver/ledger/migrations.ts';
import type { Row, Store, Tx } from '../src/store/store.ts';
import { EVENT } from '../src/receiver/ledger/tables.ts';
import { secretMatches } from '../src/world/webhook/webhook.ts';
import { type Peer, startPeer } from './receiver-peers.ts';

interface Given {
  readonly mode: 'stub' | 'group' | 'single' | Peer['mode'];
  readonly path: string;
  readonly postgres: string | null;
  /** Rows that stand in the table before the load. */
  readonly rows: number;
  readonly leafPem: string;
  readonly caPem: string;
  readonly token: string;
  readonly topic: string;
}

const given = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Given;

const nothing: Tx = {
  rows: async () => [],
  insert: async () => undefined,
  update: async () => undefined,
  lock: async () => undefined,
  announce: () => undefined,
};
const stub: Store = {
  kind: 'sqlite',
  write: (work) => work(nothing),
  read: (work) => work(nothing),
  onChange: () => () => undefined,
  close: async () => undefined,
};

const rowOf = (index: number, at: string): Row => ({
  account: 'main',
  message: `old-${index}`,
  recipient: `m${index}@example.com`,
  event: 'delivery',
  subtype: '',
  state: 'applied',
  event_at: at,
  received_at: at,
  source_id: 'x',
  signature_version: '2',
  origin: 'sns',
});

const fill = async (store: Store): Promise<void> => {
  const at = new Date().toISOString();
  for (let start = 0; start < given.rows; start += 5_000) {
    const rows = Array.from({ length: Math.min(5_000, given.rows - start) }, (_, index) => rowOf(start + index, at));
    await store.write((tx) => tx.insert(EVENT, rows));
  }
};

const receive = async (mode: Given['mode']): Promise<number> => {
  const choice: StoreChoice =
    given.postgres === null ? { kind: 'sqlite', path: given.path } : { kind: 'postgres', url: given.postgres };
  const store = mode === 'stub' ? stub : await openStore(choice, MIGRATIONS, new Date().toISOString());
  await fill(store);
  const token = [new Secret('token', given.token)];
  const receiver = await startReceiver({
    host: '127.0.0.1',
    port: 0,
    accounts: [{ id: 'main', provider: 'SES', verifyTokens: token, topicArns: [given.topic], requireSnsSignature: true }],
    readTokens: token,
    writeTokens: token,
    tokenMatches: secretMatches,
    store: { kind: 'opened', store },
    fetchPem: async () => ({ kind: 'pem', pem: given.leafPem }),
    confirm: async () => false,
    clock: { now: () => new Date(), elapsed: () => performance.now(), sleep: () => Promise.resolve() },
    authorities: [given.caPem],
    limits: { group: mode === 'single' ? 1 : 500 },
  });
  return receiver.port;
};

const { mode } = given;
process.once('SIGINT', () => process.exit(0));
process.stdout.write(`${await (mode === 'hand' || mode === 'bare' ? startPeer({ ...given, mode }) : receive(mode))}\n`);
