// One suite over both databases: whatever holds for the embedded one holds for the shared one.
import { type AddressInfo, connect, createServer } from 'node:net';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGroupCommit } from '../../src/receiver/group-commit.ts';
import { applyBodies } from '../../src/receiver/ledger/apply.ts';
import { bury } from '../../src/receiver/ledger/dead-letters.ts';
import { expireUnmatched } from '../../src/receiver/ledger/expire.ts';
import { register } from '../../src/receiver/ledger/register.ts';
import type { Registration } from '../../src/receiver/ledger/register.ts';
import type { IncomingEvent } from '../../src/receiver/ledger/rows.ts';
import { SUPPRESSION_PROFILES } from '../../src/receiver/ledger/suppression-rules.ts';
import { previewRules, setException, suppression, suppressionList } from '../../src/receiver/ledger/suppression.ts';
import { viewOf } from '../../src/receiver/ledger/view.ts';
import { openStore } from '../../src/store/open.ts';
import { MIGRATIONS } from '../../src/receiver/ledger/migrations.ts';
import { NulRefused, StoreDown } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';
import { startPostgres, startSqlite } from './databases.ts';
import type { Database } from './databases.ts';

const NOW = new Date('2026-11-20T10:00:00.000Z');
const AT = NOW.toISOString();
const RULES = SUPPRESSION_PROFILES.standard;

const event = (over: Partial<IncomingEvent> = {}): IncomingEvent => ({
  account: 'main',
  message: 'm-1',
  recipient: 'ops@example.com',
  event: 'delivery',
  subtype: null,
  eventAt: AT,
  receivedAt: AT,
  sourceId: 's-1',
  signatureVersion: '2',
  fingerprint: 'ab',
  signingCertUrl: null,
  configurationSet: 'set',
  smtpResponse: '250 Grüße \u{1F4E8}',
  status: null,
  diagnostic: null,
  feedbackType: null,
  nonceTag: null,
  origin: 'sns',
  ...over,
});
const registration = (over: Partial<Registration> = {}): Registration => ({
  nonce: 'certify-1',
  account: null,
  recipient: 'ops@example.com',
  channel: 'ses',
  campaignId: 'spring',
  providerMessageId: 'm-1',
  messageId: null,
  join: 'exact',
  ...over,
});

describe.each([
  ['sqlite', startSqlite],
  ['postgres', startPostgres],
] as const)('%s', (kind, start) => {
  let database: Database;
  let store: Store;
  let url: Awaited<ReturnType<Database['fresh']>>;
  beforeAll(async () => {
    database = await start();
  });
  afterAll(() => database.stop());
  beforeEach(async () => {
    url = await database.fresh();
    store = await openStore(url, MIGRATIONS, AT);
  });
  afterEach(() => store.close());

  const view = (nonce: string) => store.read((tx) => viewOf(tx, { nonce, providerMessageId: null }));
  const put = (over: Partial<Registration> = {}) => store.write((tx) => register(tx, registration(over), RULES, NOW));
  const apply = (...bodies: IncomingEvent[][]) => store.write((tx) => applyBodies(tx, bodies));

  it('is what was asked for, and opens again over its own migrations', async () => {
    expect(store.kind).toBe(kind);
    await put();
    const second = await openStore(url, MIGRATIONS, AT);
    expect((await second.read((tx) => viewOf(tx, { nonce: 'certify-1', providerMessageId: null }))).attempt?.nonce).toBe(
      'certify-1',
    );
    await second.close();
  });

  it('closes once, also when its server ends the listening connection at that moment', async () => {
    const admin = url.kind === 'postgres' ? new Client({ connectionString: url.url }) : null;
    await admin?.connect();
    for (let time = 0; time < 10; time += 1) {
      const second = await openStore(url, MIGRATIONS, AT);
      const ended = admin?.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()",
      );
      await Promise.all([ended, second.close()]);
    }
    await admin?.end();
    await put();
    expect((await view('certify-1')).attempt?.nonce).toBe('certify-1');
  });

  it('closes while it connects to listen again', async () => {
    if (url.kind !== 'postgres') return;
    const there = new URL(url.url);
    const held: (() => void)[] = [];
    let holds = false;
    // Between the store and the server: new connections get through when they are let.
    const between = createServer((socket) => {
      const go = (): void => void socket.pipe(connect(Number(there.port), there.hostname)).pipe(socket);
      socket.on('error', () => undefined);
      if (holds) held.push(go);
      else go();
    });
    await new Promise<void>((done) => between.listen(0, '127.0.0.1', done));
    const through = new URL(url.url);
    through.port = String((between.address() as AddressInfo).port);
    const second = await openStore({ kind: 'postgres', url: through.href }, MIGRATIONS, AT);
    holds = true;
    await store.read((tx) =>
      tx.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()",
      ),
    );
    await expect.poll(() => held.length, { timeout: 40_000 }).toBeGreaterThan(0);
    const closed = second.close();
    for (const go of held) go();
    await closed;
    between.close();
  });

  it('refuses a write whose connection is ended between two statements, and takes the next', async () => {
    if (url.kind !== 'postgres') return;
    const admin = new Client({ connectionString: url.url });
    await admin.connect();
    const cut = store.write(async (tx) => {
      const [row] = await tx.rows('SELECT pg_backend_pid() AS pid');
      await admin.query('SELECT pg_terminate_backend($1)', [row?.['pid']]);
      // Long enough for the end of the connection to be noticed while nothing is asked.
      await new Promise((done) => setTimeout(done, 100));
      await tx.rows('SELECT 1');
    });
    await expect(cut).rejects.toThrow(StoreDown);
    await admin.end();
    await put();
    expect((await view('certify-1')).attempt?.nonce).toBe('certify-1');
  });

  it('applies once, in order of state, and keeps texts as they are', async () => {
    await put();
    expect(await apply([event()], [event()], [event({ event: 'bounce-permanent', subtype: 'General' })])).toEqual([
      { processed: 1, duplicates: 0, refused: null },
      { processed: 0, duplicates: 1, refused: null },
      { processed: 1, duplicates: 0, refused: null },
    ]);
    expect(await apply([event({ event: 'send' }), event()])).toEqual([{ processed: 1, duplicates: 1, refused: null }]);
    const seen = await view('certify-1');
    expect([seen.attempt?.status, seen.message?.status, seen.campaign?.status]).toEqual(['bounced', 'bounced', 'bounced']);
    expect(seen.events.map(({ event: name }) => name).toSorted()).toEqual(['bounce-permanent', 'delivery', 'send']);
    expect(seen.events[0]?.smtpResponse).toBe('250 Grüße \u{1F4E8}');
  });

  it('applies early callbacks when their message is registered, by id and prefix, and by no tag', async () => {
    await apply(
      [event()],
      [event({ message: 'tok.x-1', origin: 'adapter', recipient: '' })],
      [event({ message: 'm-9', nonceTag: 'certify-9' })],
    );
    await put();
    await put({ nonce: 'certify-2', channel: 'smtp', providerMessageId: 'tok', join: 'prefix' });
    await put({ nonce: 'certify-9', providerMessageId: null });
    for (const nonce of ['certify-1', 'certify-2']) expect((await view(nonce)).attempt?.status).toBe('delivered');
    expect((await view('certify-9')).attempt).toMatchObject({ status: 'registered', providerMessageId: null });
  });

  it('does not let another account’s callback move a row that names its account', async () => {
    await put({ account: 'main' });
    await apply([event({ account: 'other' })]);
    expect((await view('certify-1')).attempt?.status).toBe('registered');
    await apply([event()]);
    expect((await view('certify-1')).attempt?.status).toBe('delivered');
  });

  it('refuses NUL in any text and leaves nothing of that transaction behind', async () => {
    const two = store.write(async (tx) => {
      await applyBodies(tx, [[event()]]);
      await applyBodies(tx, [[event({ message: 'nul', smtpResponse: 'a\0b' })]]);
    });
    await expect(two).rejects.toBeInstanceOf(NulRefused);
    expect(await apply([event()])).toMatchObject([{ processed: 1 }]);
  });

  it('lets the other bodies of a group through when one cannot be stored', async () => {
    const ledger = createGroupCommit(store, { pending: 100, group: 500 });
    const answers = await Promise.allSettled([
      ledger.apply([event({ message: 'g-1' })]),
      ledger.apply([event({ message: 'g-2', smtpResponse: '\0' })]),
      ledger.apply([event({ message: 'g-3' })]),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('tells a listener which ids changed, after the commit', async () => {
    await put();
    const heard = new Promise<readonly string[]>((resolve) => {
      store.onChange((keys) => keys.includes('certify-1') && resolve(keys));
    });
    await apply([event()]);
    expect(await heard).toContain('m-1');
    expect((await view('certify-1')).attempt?.status).toBe('delivered');
  });

  it('keeps the audit append-only', async () => {
    await put();
    for (const sql of ["UPDATE audit SET actor = 'x'", 'DELETE FROM audit'])
      await expect(store.write((tx) => tx.rows(sql))).rejects.toThrow();
    expect((await store.read((tx) => tx.rows('SELECT action FROM audit'))).map((row) => row['action'])).toContain(
      'attempt-registered',
    );
  });

  it('computes the suppression list, previews other rules and holds a person’s exception', async () => {
    const soft = (message: string) =>
      event({ message, event: 'bounce-transient', subtype: 'Undetermined', recipient: 'u@example.com' });
    await apply([event({ event: 'complaint', recipient: 'c@example.com' })], [soft('u-1')], [soft('u-2')]);
    const list = () => store.read((tx) => suppressionList(tx, RULES, NOW));
    expect(await list()).toMatchObject([{ address: 'c@example.com', reason: 'complaint' }]);
    const preview = await store.read((tx) => previewRules(tx, RULES, SUPPRESSION_PROFILES.aggressive, NOW));
    expect(preview).toMatchObject({ now: 1, candidate: 2, added: [{ address: 'u@example.com' }], removed: [] });
    const later = '2026-11-20T10:00:01.000Z';
    await setException(store, { address: 'C@example.com', state: 'allowed', note: 'fixed', operator: 'sam', at: later });
    expect(await list()).toEqual([]);
    await setException(store, { address: 'c@example.com', state: 'listed', note: 'no', operator: 'sam', at: later });
    expect(await store.read((tx) => suppression(tx, 'C@Example.com', RULES, NOW))).toMatchObject({ reason: 'complaint' });
  });

  it('holds no failure against a recipient that another account reports of a message that is not its own', async () => {
    const foreign = (message: string, over: Partial<IncomingEvent> = {}) =>
      event({ account: 'other', message, event: 'complaint', recipient: `${message}@example.com`, ...over });
    const own = (message: string) => foreign(message, { account: 'main' });
    const list = async () => (await store.read((tx) => suppressionList(tx, RULES, NOW))).map(({ address }) => address);
    const put = (over: Partial<Registration>) =>
      store.write((tx) => register(tx, registration({ account: 'main', ...over }), RULES, NOW));
    // Before its registration nobody knows whose it is.
    await apply([foreign('early')]);
    expect(await list()).toEqual(['early@example.com']);
    await put({ nonce: 'n-1', providerMessageId: 'early' });
    await put({ nonce: 'n-2', providerMessageId: 'late', recipient: 'late@example.com' });
    await put({ nonce: 'n-3', providerMessageId: 'cut', join: 'prefix' });
    await put({ nonce: 'n-4', providerMessageId: 'mine' });
    await put({ nonce: 'n-5', providerMessageId: 'anybody', account: null });
    await apply(
      [foreign('late')],
      [foreign('cut.filter0001', { origin: 'adapter' })],
      [own('mine')],
      [foreign('anybody')],
      [foreign('unknown')],
    );
    expect(await list()).toEqual(['anybody@example.com', 'mine@example.com', 'unknown@example.com']);
    expect(await store.read((tx) => suppression(tx, 'late@example.com', RULES, NOW))).toBeNull();
    expect((await store.read((tx) => viewOf(tx, { nonce: null, providerMessageId: 'late' }))).events).toEqual([]);
  });

  it('shows of a message what its own account has, and nothing where nobody can tell whose it is', async () => {
    const seen = (over: { nonce?: string; providerMessageId?: string; account?: string }) =>
      store.read((tx) => viewOf(tx, { nonce: null, providerMessageId: null, ...over }));
    const names = async (over: Parameters<typeof seen>[0]) => (await seen(over)).events.map(({ event: name }) => name).toSorted();
    await apply([event({ message: 'w-1' })]);
    expect(await names({ providerMessageId: 'w-1' })).toEqual(['delivery']);
    await apply([event({ account: 'other', message: 'w-1', event: 'complaint' })]);
    expect(await names({ providerMessageId: 'w-1' })).toEqual([]);
    expect(await names({ providerMessageId: 'w-1', account: 'main' })).toEqual(['delivery']);
    await put({ account: 'main', providerMessageId: 'w-1' });
    expect(await names({ providerMessageId: 'w-1' })).toEqual(['delivery']);
    expect((await seen({ providerMessageId: 'w-1', account: 'other' })).attempt).toBeNull();
    // The mark of a run in another account's callback leads nobody to this message.
    await apply([event({ account: 'other', message: 'w-1', event: 'open', nonceTag: 'certify-7' })]);
    expect(await seen({ nonce: 'certify-7' })).toMatchObject({ attempt: null });
    await apply([event({ message: 'w-1', event: 'click', nonceTag: 'certify-7' })]);
    expect((await seen({ nonce: 'certify-7' })).attempt?.nonce).toBe('certify-1');
  });

  it('counts the dead letters and the outbox of the message’s own account', async () => {
    const letter = (account: string, message: string) =>
      store.write((tx) =>
        bury(tx, { account, message, nonceTag: null, reason: 'no-time', digest: null, fields: {}, receivedAt: AT }),
      );
    await put({ account: 'main' });
    await put({ account: 'other', nonce: 'certify-2', providerMessageId: null, recipient: 'b@example.com' });
    await put({ account: 'main', nonce: 'certify-3', providerMessageId: null, recipient: 'c@example.com' });
    await letter('other', 'm-1');
    await letter('other', 'm-2');
    await letter('main', 'm-3');
    expect(await view('certify-1')).toMatchObject({
      deadLetters: { unresolved: 0, others: 1 },
      outbox: { pending: 0, others: 1 },
    });
    await letter('main', 'm-1');
    expect((await view('certify-1')).deadLetters).toEqual({ unresolved: 1, others: 1 });
  });

  it('learns later which account a message is of, and never unlearns it', async () => {
    await put({ account: null });
    expect(await put({ account: 'main' })).toEqual({ kind: 'updated' });
    expect(await put({ account: null })).toEqual({ kind: 'unchanged' });
    expect(await put({ account: 'other' })).toEqual({ kind: 'conflict', field: 'account' });
    await apply([event({ account: 'other' })]);
    expect((await view('certify-1')).attempt?.status).toBe('registered');
  });

  it('lets unmatched callbacks go after 72 hours', async () => {
    await apply([event({ receivedAt: '2026-11-17T09:59:00.000Z' })]);
    expect(await expireUnmatched(store, NOW)).toBe(1);
    expect(await expireUnmatched(store, NOW)).toBe(0);
  });

  it('agrees with a second receiver on the same database, whoever is first', async () => {
    const other = await openStore(url, MIGRATIONS, AT);
    const ids = Array.from({ length: 40 }, (_, index) => `race-${index}`);
    const race = async (message: string, index: number) => {
      const early = index % 2 === 0;
      const registering = (one: Store) =>
        one.write((tx) =>
          register(
            tx,
            registration({ nonce: `n-${message}`, providerMessageId: message, recipient: `${message}@example.com` }),
            RULES,
            NOW,
          ),
        );
      const applying = (one: Store) =>
        one.write((tx) => applyBodies(tx, [[event({ message, recipient: `${message}@example.com` })]]));
      return Promise.all([registering(early ? store : other), applying(other), applying(store)]);
    };
    const answers = [];
    // A few at a time: who waits for a connection longer than the store's patience is told that it is down.
    for (let from = 0; from < ids.length; from += 4) {
      const some = await Promise.all(ids.slice(from, from + 4).map((message, index) => race(message, from + index)));
      answers.push(...some.flat());
    }
    const news = answers
      .flatMap((answer) => (Array.isArray(answer) ? answer : []))
      .reduce((sum, { processed }) => sum + processed, 0);
    expect(news).toBe(ids.length);
    for (const message of ids) expect((await view(`n-${message}`)).attempt?.status).toBe('delivered');
    await other.close();
  });
});
