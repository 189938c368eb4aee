// A mailbox with answers, reports and copies beside the live message, on the lab's IMAP server over real TLS.
import { afterEach, expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import type { InboxLook, InboxQuestion } from '../../../src/core/ports/inbox.ts';
import { startImap } from '../../../src/lab/mailbox/server.ts';
import { readMailbox } from '../../../src/lab/mailbox/spec.ts';
import { MailStore } from '../../../src/lab/mailbox/store.ts';
import { createAuthority, issue } from '../../../src/lab/pki.ts';
import { createInboxPort } from '../../../src/world/imap/inbox.ts';
import { systemClock } from '../../../src/world/clock.ts';

const NONCE = 'certify-0123456789abcdef01234567';
const ID = '0100018f2c6b7a1e-7d0c5a52-2f4f-4a53-8a39-0b9f7c3b0e11-000000';
const SUBJECT = `Certification (${NONCE})`;
const FIRST = new Date('2026-11-26T12:00:00Z');
const later = (seconds: number): Date => new Date(FIRST.getTime() + seconds * 1000);

const letter = (...fields: readonly string[]): string => `${fields.join('\r\n')}\r\n\r\nText.\r\n`;
const LIVE = letter(
  'From: billing@example.com',
  `Subject: ${SUBJECT}`,
  `Message-ID: <${ID}@ap-south-1.amazonses.com>`,
  `X-Certify-Run: ${NONCE}`,
);
const ANSWER = letter(
  'From: ops@example.com',
  `Subject: Re: ${SUBJECT}`,
  'Message-ID: <answer@example.com>',
  `In-Reply-To: <${ID}@ap-south-1.amazonses.com>`,
);
const REPORT = letter(
  'From: MAILER-DAEMON@example.com',
  `Subject: Undeliverable: ${SUBJECT}`,
  'Message-ID: <report@example.com>',
  'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
);
const BARE = letter('From: billing@example.com', `Subject: ${SUBJECT}`, 'Message-ID: <someone@example.com>');

let stop: (() => Promise<void>) | null = null;
afterEach(async () => {
  await stop?.();
  stop = null;
});

const looking = async (
  fill: (store: MailStore) => void,
  change: Partial<InboxQuestion> = {},
  onCommand: (name: string, store: MailStore) => void = () => undefined,
): Promise<InboxLook> => {
  const authority = await createAuthority();
  const tls = await issue(authority, { commonName: 'mx1.example.com', dnsNames: ['mx1.example.com'], addresses: [], key: 'EC' });
  const store = new MailStore(['Junk', 'All', 'Trash'], true);
  fill(store);
  const spec = readMailbox({}, 'test');
  const server = await startImap({ spec, store, tls, secrets: ['a-password'], onCommand: (name) => onCommand(name, store) }, 0);
  stop = () => server.stop();
  return createInboxPort({
    place: { host: 'mx1.example.com', port: server.port, secure: true, username: spec.username, login: 'password', folders: [] },
    secret: new Secret('test', 'a-password'),
    lookup: async () => ['127.0.0.1'],
    allowPrivate: true,
    ca: authority.certPem,
    clock: systemClock,
    expected: null,
    authservId: null,
  }).find({
    nonce: NONCE,
    messageId: ID,
    bySubject: false,
    since: later(-60),
    waitMs: 0,
    signal: new AbortController().signal,
    ...change,
  });
};

it('takes the message itself in junk, and not the answers to it in the inbox', async () => {
  const look = await looking((store) => {
    store.add('Junk', LIVE, FIRST);
    store.add('INBOX', REPORT, later(5));
    store.add('INBOX', ANSWER, later(9));
  });
  expect(look.arrived).toMatchObject({ folder: 'Junk', by: 'id' });
});

it('takes the oldest of several copies', async () => {
  const look = await looking((store) => {
    store.add('INBOX', LIVE.replace('Text.', 'A copy.'), later(30));
    store.add('INBOX', LIVE, FIRST);
  });
  expect(look.arrived?.storedAt).toBe(FIRST.toISOString());
});

it('finds the message among more answers than it reads', async () => {
  const look = await looking((store) => {
    store.add('INBOX', LIVE, FIRST);
    for (let n = 1; n <= 150; n += 1) store.add('INBOX', ANSWER, later(n));
  });
  expect(look.arrived?.storedAt).toBe(FIRST.toISOString());
});

it('finds nothing where only answers lie, and says where a message bears the mark alone', async () => {
  const answers = await looking((store) => store.add('INBOX', ANSWER, later(9)));
  expect(answers).toMatchObject({ arrived: null, alike: null, unsearched: ['Trash'] });
  await stop?.();
  const marked = await looking((store) => store.add('INBOX', BARE, later(9)));
  expect(marked).toMatchObject({ arrived: null, alike: 'INBOX' });
});

it('takes the mark in the subject where nothing else can tell the message, behind what proves itself', async () => {
  const alone = await looking((store) => store.add('INBOX', BARE, later(9)), { bySubject: true, messageId: null });
  expect(alone.arrived).toMatchObject({ folder: 'INBOX', by: 'subject' });
  await stop?.();
  const both = await looking(
    (store) => {
      store.add('INBOX', BARE, later(9));
      store.add('Junk', LIVE, FIRST);
    },
    { bySubject: true, messageId: null },
  );
  expect(both.arrived).toMatchObject({ folder: 'Junk', by: 'header' });
});

it('asks the inbox again before it says that the message lies in the archive alone', async () => {
  let searches = 0;
  const look = await looking(
    () => undefined,
    {},
    (name, store) => {
      if (name !== 'EXAMINE' || (searches += 1) !== 3) return;
      // The third folder is the archive: in this moment it comes into both.
      for (const folder of ['INBOX', 'All']) store.add(folder, LIVE, FIRST);
    },
  );
  expect(look.arrived).toMatchObject({ folder: 'INBOX', role: 'inbox' });
  await stop?.();
  const kept = await looking((store) => store.add('All', LIVE, FIRST));
  expect(kept.arrived).toMatchObject({ folder: 'All', role: 'archive' });
});
