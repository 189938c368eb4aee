// A receiver in a process of its own, so that a test may kill it. Bundled and started by durability.it.test.ts.
import { readFileSync } from 'node:fs';
import { Secret } from '../../src/core/secret.ts';
import { startReceiver } from '../../src/receiver/server.ts';

interface Given {
  readonly store: { readonly kind: 'sqlite'; readonly path: string } | { readonly kind: 'postgres'; readonly url: string };
  readonly leafPem: string;
  readonly caPem: string;
  readonly token: string;
  readonly topic: string;
}

const given = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Given;
const secret = [new Secret('token', given.token)];

const receiver = await startReceiver({
  host: '127.0.0.1',
  port: 0,
  accounts: [{ id: 'main', provider: 'SES', verifyTokens: secret, topicArns: [given.topic], requireSnsSignature: true }],
  readTokens: secret,
  writeTokens: secret,
  tokenMatches: (one, presented) => one.reveal() === presented,
  store: given.store,
  fetchPem: async () => ({ kind: 'pem', pem: given.leafPem }),
  confirm: async () => false,
  clock: { now: () => new Date(), elapsed: () => performance.now(), sleep: () => Promise.resolve() },
  authorities: [given.caPem],
});
process.stdout.write(`${receiver.url}\n`);
process.once('SIGTERM', () => void receiver.stop().then(() => process.exit(0)));
