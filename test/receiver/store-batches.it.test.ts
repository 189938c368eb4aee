// What goes to the database in batches, on both: refusals that come late, texts of any kind, many changes at once, plans.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applyBodies } from '../../src/receiver/ledger/apply.ts';
import { MIGRATIONS } from '../../src/receiver/ledger/migrations.ts';
import type { IncomingEvent } from '../../src/receiver/ledger/rows.ts';
import { openStore } from '../../src/store/open.ts';
import { StoreDown } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';
import { startPostgres, startSqlite } from './databases.ts';
import type { Database } from './databases.ts';

const AT = '2026-11-20T10:00:00.000Z';

const event = (over: Partial<IncomingEvent>): IncomingEvent => ({
  account: 'main',
  message: 'm-1',
  recipient: 'ops@example.com',
  event: 'delivery',
  subtype: null,
  eventAt: AT,
  receivedAt: AT,
  sourceId: null,
  signatureVersion: '2',
  fingerprint: null,
  signingCertUrl: null,
  configurationSet: null,
  smtpResponse: null,
  status: null,
  diagnostic: null,
  feedbackType: null,
  nonceTag: null,
  origin: 'sns',
  ...over,
});

describe.each([
  ['sqlite', startSqlite],
  ['postgres', startPostgres],
] as const)('%s', (kind, start) => {
  let database: Database;
  let store: Store;
  beforeAll(async () => {
    database = await start();
  });
  afterAll(() => database.stop());
  beforeEach(async () => {
    store = await openStore(await database.fresh(), MIGRATIONS, AT);
  });
  afterEach(() => store.close());

  const apply = (...bodies: IncomingEvent[][]) => store.write((tx) => applyBodies(tx, bodies));

  it('says what the database refused, at the latest with the commit, and keeps nothing of that transaction', async () => {
    const refused = store.write(async (tx) => {
      await applyBodies(tx, [[event({ message: 'half' })]]);
      await tx.insert({ name: 'message', columns: ['nonce', 'status', 'updated_at'] }, [
        { nonce: 'half', status: null, updated_at: AT },
      ]);
      await tx.insert({ name: 'nowhere', columns: ['nonce'] }, [{ nonce: 'half' }]);
    });
    await expect(refused).rejects.toThrow();
    const cause = await refused.catch((one: unknown) => (one instanceof StoreDown ? one.cause : one));
    expect(String(cause)).not.toContain('aborted');
    expect(await apply([event({ message: 'half' })])).toMatchObject([{ processed: 1 }]);
  });

  it('keeps any text, half a pair of UTF-16 as the sign for it', async () => {
    const texts = ['\\ud83d "quoted" \\\\', '\ud83d', '\u0001\u2028', '{"a":[1]}', '{a,b}'];
    await apply(texts.map((smtpResponse, index) => event({ message: `text-${index}`, smtpResponse })));
    const rows = await store.read((tx) =>
      tx.rows("SELECT smtp_response FROM delivery_event WHERE message LIKE 'text-%' ORDER BY message"),
    );
    expect(rows.map((row) => row['smtp_response'])).toEqual(texts.map((text) => Buffer.from(text).toString()));
  });

  it('tells of as many changes as there were', async () => {
    const heard = new Set<string>();
    store.onChange((keys) => keys.forEach((key) => heard.add(key)));
    const messages = Array.from({ length: 400 }, (_, index) => `told-${index}-${'ü'.repeat(40)}`);
    await apply(messages.map((message) => event({ message })));
    await expect.poll(() => heard.size).toBe(messages.length);
  });

  it('looks rows up by their key from the first on', async () => {
    if (kind !== 'postgres') return;
    const plan = await store.write((tx) =>
      tx.rows('EXPLAIN SELECT 1 FROM delivery_event WHERE message {in $1}', [['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']]),
    );
    expect(JSON.stringify(plan)).toMatch(/Index/);
    expect(JSON.stringify(plan)).not.toContain('Seq Scan');
  });
});
