// The mailbox as a real server holds it: Dovecot, a process of its own, because no stand-in speaks IMAP as servers do. Once in the gate.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthority, issue } from '../../../src/lab/pki.ts';
import { createInboxPort } from '../../../src/world/imap/inbox.ts';
import { systemClock } from '../../../src/world/clock.ts';
import { Secret } from '../../../src/core/secret.ts';
import type { InboxPlace, InboxQuestion } from '../../../src/core/ports/inbox.ts';
import { temporary } from '../../cli/certify.ts';
import { type Dovecot, dovecotVersion, startDovecot } from './dovecot.ts';

const NONCE = 'certify-0123456789abcdef01234567';
const PASSWORD = 'a-password-of-the-mailbox';
const letter = (subject: string, id = 'x'): string =>
  `From: a@example.com\nTo: ops@example.com\nSubject: ${subject}\nMessage-ID: <${id}@example.com>\n\nText.\n`;

describe.runIf(dovecotVersion !== null)(`Dovecot ${dovecotVersion ?? '(none)'}`, () => {
  let home: ReturnType<typeof temporary>;
  let dovecot: Dovecot;
  let ca: string;
  beforeAll(async () => {
    home = temporary();
    const authority = await createAuthority();
    ca = authority.certPem;
    const tls = await issue(authority, { commonName: 'mx.example.com', dnsNames: ['mx.example.com'], addresses: [], key: 'EC' });
    dovecot = await startDovecot(home.path, tls, PASSWORD);
    const before = new Date(Date.now() - 400 * 86_400_000);
    for (let n = 0; n < 3000; n += 1) dovecot.deliver('INBOX', letter(`Newsletter ${n}`), before);
    dovecot.deliver('Junk', letter('Win a prize'));
  });
  afterAll(async () => {
    await dovecot.stop();
    home[Symbol.dispose]();
  });

  const port = (changes: Partial<InboxPlace> = {}, secret = PASSWORD) =>
    createInboxPort({
      place: {
        host: 'mx.example.com',
        port: dovecot.port,
        secure: true,
        username: 'ops',
        login: 'password',
        folders: [],
        ...changes,
      },
      secret: new Secret('test', secret),
      lookup: async () => ['127.0.0.1'],
      allowPrivate: true,
      ca,
      clock: systemClock,
      expected: null,
      authservId: null,
    });
  const ask = (changes: Partial<InboxQuestion> = {}): InboxQuestion => ({
    nonce: NONCE,
    messageId: null,
    bySubject: true,
    since: new Date(Date.now() - 60_000),
    waitMs: 0,
    signal: new AbortController().signal,
    ...changes,
  });

  it('says that nothing is there, of every folder that it looked into', async () => {
    const look = await port({ folders: ['Invoices', 'Bills'] }).find(ask());
    expect(look).toMatchObject({ arrived: null, trouble: null, missing: ['Bills'] });
    expect(look.folders.map(({ path, role, messages, how }) => [path, role, messages, how])).toEqual([
      ['INBOX', 'inbox', 3000, 'search'],
      ['Junk', 'junk', 1, 'search'],
      ['Invoices', 'named', 0, 'search'],
    ]);
  });

  it('waits until it comes, among thousands, and leaves it unread', async () => {
    const waiting = port().find(ask({ waitMs: 30_000 }));
    setTimeout(() => dovecot.deliver('INBOX', letter(`Certification (${NONCE})`, 'live')), 1_500);
    const { arrived, trouble } = await waiting;
    expect(trouble).toBeNull();
    expect(arrived).toMatchObject({ folder: 'INBOX', role: 'inbox', complete: true });
    expect(Buffer.from(arrived?.raw ?? []).toString()).toContain(NONCE);
    expect(dovecot.files('INBOX').filter((name) => /:2,.*[A-Z]/.test(name))).toEqual([]);
  });

  it('finds it by the id that the provider gave, in junk, over STARTTLS', async () => {
    dovecot.deliver('Junk', letter('A subject without a mark', '0100018f2a3b4c5d-6e7f8091-000000'));
    const { arrived } = await port({ port: dovecot.starttls, secure: false }).find(
      ask({ nonce: 'certify-ffffffffffffffffffffffff', messageId: '0100018f2a3b4c5d-6e7f8091-000000' }),
    );
    expect(arrived).toMatchObject({ folder: 'Junk', role: 'junk' });
  });

  it.each<[string, Partial<InboxPlace>, string, string]>([
    ['a wrong password', {}, 'not-the-password-at-all', 'login'],
    ['a token where none is taken', { login: 'token' }, PASSWORD, 'login'],
    ['a name that the certificate is not for', { host: 'other.example.com' }, PASSWORD, 'tls'],
  ])('tells %s', async (_, changes, secret, stage) => {
    const look = await port(changes, secret).find(ask({ waitMs: 60_000 }));
    expect(look.trouble?.stage).toBe(stage);
    expect(JSON.stringify(look)).not.toContain(secret);
  });

  it('does not sign in in the clear, nor over TLS to a port that speaks none', async () => {
    expect((await port({ port: dovecot.starttls }).find(ask())).trouble?.stage).toBe('tls');
  });
});

it.runIf(dovecotVersion === null)(
  'THE MAILBOX WAS NOT READ FROM A REAL SERVER: there is no Dovecot here (apt-get install dovecot-imapd)',
  () => {
    expect(dovecotVersion).toBeNull();
  },
);
