// The ledger client against the real receiver, and against a platform with its own field names.
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ObservationError } from '../../../src/core/errors.ts';
import { Secret } from '../../../src/core/secret.ts';
import { createLedgerReads, createLedgerWrites } from '../../../src/world/ledger/ledger.ts';
import { ledgerDoor } from '../../../src/world/ledger/door.ts';
import { storeOf } from '../../../src/world/secrets/secrets.ts';
import { READ_TOKEN, startHarness, WRITE_TOKEN } from '../../receiver/harness.ts';
import type { Harness } from '../../receiver/harness.ts';
import { CERT_URL, notification, sesEvent } from '../../receiver/sns-party.ts';

let harness: Harness;
let platform: Server;
let platformUrl = '';
let answer: { status: number; body: unknown } = { status: 200, body: {} };
const asked: string[] = [];

beforeAll(async () => {
  harness = await startHarness();
  platform = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve));
  platformUrl = `http://127.0.0.1:${(platform.address() as { port: number }).port}`;
});
afterAll(async () => {
  platform.close();
  await harness.receiver.stop();
});

const reads = (token = READ_TOKEN) =>
  createLedgerReads({ baseUrl: harness.receiver.url, token: new Secret('t', token), map: {}, allowPrivate: true });
const writes = () =>
  createLedgerWrites({ baseUrl: `${harness.receiver.url}/`, token: new Secret('t', WRITE_TOKEN), map: {}, allowPrivate: true });
const registration = (nonce: string, providerMessageId: string | null, recipient = 'ops@example.com') => ({
  nonce,
  recipient,
  channel: 'ses' as const,
  campaignId: null,
  providerMessageId,
  messageId: null,
  join: 'exact' as const,
});

describe('against the receiver', () => {
  it('registers, hears of the callback at once, and reads the rows', async () => {
    await writes().register(registration('certify-client', null));
    await writes().register(registration('certify-client', 'client-1'));
    const stop = new AbortController();
    const changes = reads().changes({ nonce: 'certify-client' }, stop.signal)[Symbol.asyncIterator]();
    await changes.next();
    const heard = changes.next();
    await harness.post(harness.party.sign(notification(sesEvent({}, { messageId: 'client-1' }))));
    expect((await heard).done).toBe(false);
    expect(await reads().view({ nonce: 'certify-client' })).toMatchObject({
      attempt: { status: 'delivered', providerMessageId: 'client-1' },
      message: { status: 'delivered' },
      campaign: null,
      events: [{ event: 'delivery', recipientMatches: true, signingCertUrl: CERT_URL }],
      outbox: { pending: 0 },
      deadLetters: { unresolved: 0 },
    });
    stop.abort();
    while ((await changes.next()).done !== true);
  });

  it('says that nothing is known of an unknown message', async () => {
    expect(await reads().view({ providerMessageId: 'nobody' })).toMatchObject({ attempt: null, message: null, events: [] });
  });

  it('tells a refused token from a ledger that is not there', async () => {
    const denied = await reads('wrong')
      .view({ nonce: 'x-1' })
      .catch((cause: unknown) => cause);
    expect((denied as ObservationError).unseen).toMatchObject({ state: 'denied', code: 'HTTP 401' });
    const target = { baseUrl: 'http://127.0.0.1:1', token: new Secret('t', 'x'), map: {}, allowPrivate: true };
    const away = await createLedgerReads(target)
      .view({ nonce: 'x-1' })
      .catch((cause: unknown) => cause);
    expect((away as ObservationError).unseen).toMatchObject({ state: 'unreachable', code: 'ECONNREFUSED' });
  });

  it('reports a suppressed recipient as EMAIL_SUPPRESSED', async () => {
    const bounce = {
      bounceType: 'Permanent',
      bouncedRecipients: [{ emailAddress: 'gone@example.com' }],
      timestamp: '2026-11-20T09:59:00Z',
    };
    await harness.post(harness.party.sign(notification(sesEvent({ eventType: 'Bounce', bounce }, { messageId: 'gone-1' }))));
    expect(await reads().suppressed('gone@example.com')).toBe(true);
    expect(await reads().suppressed('ops@example.com')).toBe(false);
    const refused = await writes()
      .register(registration('certify-gone', null, 'gone@example.com'))
      .catch((cause: unknown) => cause);
    expect((refused as ObservationError).unseen.code).toBe('EMAIL_SUPPRESSED');
    expect(await reads().readiness()).toEqual({ ready: true, detail: null });
  });
});

describe('ledgerDoor', () => {
  it('reaches the receiver that the command line runs itself, and no other private address', async () => {
    const place = { map: {}, baseUrl: harness.receiver.url };
    const secrets = storeOf(new Map([['callback.ledger.token', new Secret('t', READ_TOKEN)]]));
    const embedded = {
      baseUrl: harness.receiver.url,
      token: new Secret('t', READ_TOKEN),
      writeToken: new Secret('w', WRITE_TOKEN),
    };
    const own = ledgerDoor(place, secrets, { allowPrivate: false, embedded });
    expect(await own.reads.readiness()).toMatchObject({ ready: true });
    const foreign = await ledgerDoor(place, secrets, { allowPrivate: false })
      .reads.readiness()
      .catch((cause: unknown) => cause);
    expect((foreign as ObservationError).unseen.code).toBe('address-refused');
  });
});

describe('against a platform with its own API', () => {
  const map = {
    'path.view': '/api/deliveries?correlation={nonce}&sesId={providerMessageId}',
    'attempt.status': '/data/attempt/state',
    'attempt.providerMessageId': '/data/attempt/sesId',
    'message.status': '/data/message/state',
    events: '/data/callbacks',
    'event.event': '/kind',
    'event.eventAt': '/occurred',
    'event.recipientMatches': '/sameRecipient',
    'event.signingCertUrl': '/sns/certificate',
    'outbox.pending': '/data/queue/waiting',
    'deadLetters.unresolved': '/data/dead',
    'status.DELIVERED_OK': 'delivered',
    'path.changes': '',
  };
  const client = () => createLedgerReads({ baseUrl: platformUrl, token: new Secret('t', 'x'), map, allowPrivate: true });

  it('reads its rows through the field map', async () => {
    const callbacks = [
      {
        kind: 'Delivery',
        occurred: '2026-11-20T10:00:00Z',
        sameRecipient: true,
        sns: { certificate: 'https://sns.example/c.pem' },
      },
      { kind: 'Teleport', occurred: '2026-11-20T10:00:00Z' },
    ];
    const data = {
      attempt: { state: 'DELIVERED_OK', sesId: 'p-1' },
      message: { state: 'DELIVERED_OK' },
      callbacks,
      queue: { waiting: 0 },
      dead: [],
    };
    answer = { status: 200, body: { data } };
    expect(await client().view({ nonce: 'certify-p' })).toMatchObject({
      attempt: { status: 'delivered', providerMessageId: 'p-1' },
      message: { status: 'delivered' },
      events: [{ event: 'delivery', recipientMatches: true, signingCertUrl: 'https://sns.example/c.pem' }],
      deadLetters: { unresolved: 0 },
    });
    expect(asked.at(-1)).toBe('GET /api/deliveries?correlation=certify-p');
  });

  it('takes 404 for a message that the platform does not know', async () => {
    answer = { status: 404, body: {} };
    expect(await client().view({ nonce: 'certify-q' })).toMatchObject({ attempt: null, events: [] });
  });

  it('calls an answer without outbox and dead letters no ledger', async () => {
    answer = { status: 200, body: { hello: 'world' } };
    const failed = await client()
      .view({ nonce: 'certify-r' })
      .catch((cause: unknown) => cause);
    expect((failed as ObservationError).unseen).toMatchObject({ state: 'failed', code: 'not-a-ledger' });
  });
});
