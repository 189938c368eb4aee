// The negative tests against real receivers: one that refuses, one that takes everything, one that cannot be read.
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reads } from '../../../src/core/ports/reads.ts';
import { Secret } from '../../../src/core/secret.ts';
import { runNegatives } from '../../../src/run/negatives/negatives.ts';
import type { NegativeRun, NegativeTarget } from '../../../src/run/negatives/negatives.ts';
import { createLedgerReads } from '../../../src/world/ledger/ledger.ts';
import { createWebhookPort } from '../../../src/world/webhook/webhook.ts';
import { attempt, READ_TOKEN, startHarness, VERIFY_TOKEN } from '../../receiver/harness.ts';
import type { Harness } from '../../receiver/harness.ts';
import { CERT_URL, notification, sesEvent, TOPIC } from '../../receiver/sns-party.ts';

let strict: Harness;
let unsigned: Harness;
beforeAll(async () => {
  // SNS says that there is no certificate under a made-up path.
  strict = await startHarness({
    fetchPem: async (url) =>
      url === CERT_URL ? { kind: 'pem', pem: strict.party.leafPem } : { kind: 'absent', detail: 'SNS answered 403' },
  });
  const account = {
    id: 'open',
    provider: 'SES' as const,
    verifyTokens: [new Secret('t', VERIFY_TOKEN)],
    topicArns: [TOPIC],
    requireSnsSignature: false,
  };
  unsigned = await startHarness({ accounts: [account] });
});
afterAll(async () => {
  await strict.receiver.stop();
  await unsigned.receiver.stop();
});

const TARGET: NegativeTarget = {
  recipient: 'ops@example.com',
  topicArn: TOPIC,
  foreignTopicArn: null,
  configurationSet: 'squareos-main',
  requireSnsSignature: true,
};

const readsFor = (harness: Harness, url = `${harness.receiver.url}/engagement/email/ses/webhook`): Reads =>
  ({
    clock: harness.clock,
    webhook: createWebhookPort({ url, verifyToken: new Secret('t', VERIFY_TOKEN), runId: 'run-1', allowPrivate: true }),
    ledger: createLedgerReads({ baseUrl: harness.receiver.url, token: new Secret('r', READ_TOKEN), map: {}, allowPrivate: true }),
  }) as unknown as Reads;

const delivered = async (harness: Harness, id: string): Promise<string> => {
  const nonce = `certify-${id}`;
  await harness.put(nonce, attempt({ providerMessageId: id }));
  await harness.post(harness.party.sign(notification(sesEvent({}, { messageId: id }))));
  return nonce;
};

const run = (nonce: string, over: Partial<NegativeRun> = {}): NegativeRun & { intents: string[] } => {
  const intents: string[] = [];
  const onIntent = async (id: string): Promise<void> => void intents.push(id);
  return {
    target: TARGET,
    nonce,
    runId: 'run-1',
    message: { providerMessageId: nonce.slice(8) },
    rows: 'read',
    begun: [],
    ended: [],
    onIntent,
    onEnd: async () => undefined,
    intents,
    ...over,
  };
};

describe('against a receiver that verifies', () => {
  it('finds every forgery refused for what it is about, where that can be seen from outside, and no row changed', async () => {
    const nonce = await delivered(strict, 'strict-1');
    const before = await strict.view({ nonce });
    const given = run(nonce);
    const tests = await runNegatives(readsFor(strict), given);
    expect(tests.length).toBeGreaterThan(15);
    // What stands behind the signature cannot be reached without one of AWS's own.
    const beside = tests.filter(({ result }) => result !== 'rejected');
    expect(beside.map(({ id, result }) => [id, result])).toEqual([
      ['confirmation-foreign-url', 'not-isolated'],
      ['stale', 'not-isolated'],
    ]);
    expect(beside.every(({ detail }) => detail.includes('(signature)') && detail.includes('only SNS can sign'))).toBe(true);
    const reasons = Object.fromEntries(tests.map(({ id, detail }) => [id, /\((.+?)\)/.exec(detail)?.[1]]));
    expect(reasons).toMatchObject({
      'token-wrong': 'token-wrong',
      'topic-foreign': 'topic',
      'signature-altered': 'signature',
      'signature-missing': 'signature',
      'notification-with-token': 'signature',
      'certificate-look-alike': 'certificate-url',
    });
    expect(tests.map(({ status }) => status).every((status) => status !== null && status >= 400 && status < 500)).toBe(true);
    expect(given.intents).toEqual(tests.map(({ id }) => id));
    expect(await strict.view({ nonce })).toEqual(before);
  });

  it('posts nothing again whose answer is known before a resume, and asks for the answer that was lost', async () => {
    const nonce = await delivered(strict, 'strict-2');
    const known = { id: 'token-wrong', title: 'a wrong token', result: 'rejected', status: 401, detail: 'as it was' } as const;
    const given = run(nonce, { begun: ['token-wrong', 'raw-delivery'], ended: [known] });
    const tests = await runNegatives(readsFor(strict), given);
    expect(given.intents).not.toContain('token-wrong');
    expect(given.intents).toContain('raw-delivery');
    expect(tests.find(({ id }) => id === 'token-wrong')).toEqual(known);
    expect(tests.find(({ id }) => id === 'raw-delivery')).toMatchObject({ result: 'rejected', status: 403 });
  });

  it('says where the certificate may have hidden the signature test: a ledger that does not tell SigningCertURL, or tells another', async () => {
    const nonce = await delivered(strict, 'strict-3');
    const reads = readsFor(strict);
    for (const signingCertUrl of [
      null,
      'https://certify.invalid/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
    ]) {
      const view: Reads['ledger']['view'] = async (by) => {
        const seen = await reads.ledger.view(by);
        return { ...seen, events: seen.events.map((event) => ({ ...event, signingCertUrl })) };
      };
      const tests = await runNegatives({ ...reads, ledger: { ...reads.ledger, view } }, run(nonce));
      const altered = tests.find(({ id }) => id === 'signature-altered');
      expect(altered).toMatchObject({ result: 'not-isolated', status: 403 });
      expect(altered?.detail).toContain('answered 403 (certificate); no row changed, but no event of the ledger tells');
      expect(tests.filter(({ result }) => result === 'accepted' || result === 'inconclusive')).toEqual([]);
    }
  });

  it('is inconclusive where no row can change or be read', async () => {
    const none = await runNegatives(readsFor(strict), run('certify-none', { message: null }));
    expect(new Set(none.map(({ result }) => result))).toEqual(new Set(['inconclusive']));
    const early = 'certify-early-1';
    await strict.put(early, attempt({ providerMessageId: 'early-1' }));
    const noControl = await runNegatives(readsFor(strict), run(early));
    expect(noControl[0]).toMatchObject({ result: 'inconclusive', status: 401 });
    expect(noControl[0]?.detail).toContain('no genuine callback');
  });
});

describe('against a receiver that checks no signature', () => {
  it('finds the first forgery that changed a row, and calls the rest spoilt', async () => {
    const nonce = await delivered(unsigned, 'open-1');
    const tests = await runNegatives(readsFor(unsigned), run(nonce));
    const accepted = tests.filter(({ result }) => result === 'accepted');
    expect(accepted).toMatchObject([{ id: 'signature-altered', status: 200 }]);
    expect(tests.at(-1)).toMatchObject({ result: 'inconclusive', status: null });
    expect((await unsigned.view({ nonce })).message?.status).toBe('complained');
  });

  it('tests token and topic alone where the profile says so', async () => {
    const nonce = await delivered(unsigned, 'open-2');
    const target = { ...TARGET, requireSnsSignature: false };
    const tests = await runNegatives(readsFor(unsigned), run(nonce, { target }));
    expect(tests.map(({ id }) => id)).toContain('topic-foreign');
    expect(tests.filter(({ result }) => result !== 'rejected')).toMatchObject([
      { id: 'confirmation-foreign-url', result: 'not-isolated' },
    ]);
  });
});

describe('against an endpoint that takes everything and does nothing', () => {
  it('believes the rows, and leaves the topic test not isolated', async () => {
    const nonce = await delivered(strict, 'silent-1');
    const server = createServer((_, response) => response.end('{"ok":true}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as { port: number }).port}/hook`;
    const reads = readsFor(strict, url);
    const tests = await runNegatives({ ...reads, clock: { ...reads.clock, sleep: async () => undefined } }, run(nonce));
    server.close();
    expect(tests.find(({ id }) => id === 'signature-altered')).toMatchObject({ result: 'rejected', status: 200 });
    expect(tests.find(({ id }) => id === 'topic-foreign')).toMatchObject({ result: 'not-isolated' });
  });
});
