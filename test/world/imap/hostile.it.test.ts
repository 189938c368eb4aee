// Mail servers that misbehave, over real TLS on loopback: memory and time stay bounded, and nothing is taken for an answer that is none.
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import type { InboxLook } from '../../../src/core/ports/inbox.ts';
import { type Authority, createAuthority, type Issued, issue } from '../../../src/lab/pki.ts';
import { systemClock } from '../../../src/world/clock.ts';
import { createInboxPort } from '../../../src/world/imap/inbox.ts';
import { MOST_BYTES } from '../../../src/world/imap/folders.ts';

const NONCE = 'certify-0123456789abcdef01234567';
const SECRET = 'a-password-of-the-mailbox';
let authority: Authority;
let tls: Issued;
let server: Server | null = null;
const sockets = new Set<TLSSocket>();

beforeAll(async () => {
  authority = await createAuthority();
  tls = await issue(authority, { commonName: 'mx.example.com', dnsNames: ['mx.example.com'], addresses: [], key: 'EC' });
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server?.close();
});
afterAll(() => server?.close());

type Answers = { readonly [command: string]: (tag: string, line: string) => string };

/** Answers each command by its name; what is not named is OK. `ends`: the connection, soon after it said what is no answer. */
const speaking = async (answers: Answers, greeting = '* OK ready\r\n', ends = false): Promise<number> => {
  server = createServer({ cert: tls.certPem, key: tls.keyPem }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    const say = (text: string): void => {
      socket.write(text, 'latin1');
      if (ends && !/^(\* OK|\w+ OK)/m.test(text)) setTimeout(() => socket.end(), 50);
    };
    say(greeting);
    let pending = '';
    socket.on('data', (chunk: Buffer) => {
      pending += chunk.toString('latin1');
      for (let at = pending.indexOf('\r\n'); at >= 0; at = pending.indexOf('\r\n')) {
        const line = pending.slice(0, at);
        pending = pending.slice(at + 2);
        const [tag = '*', first = '', second = ''] = line.split(' ');
        const name = first.toUpperCase() === 'UID' ? second.toUpperCase() : first.toUpperCase();
        say(answers[name]?.(tag, line) ?? `${tag} OK done\r\n`);
      }
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

const look = async (port: number): Promise<InboxLook> =>
  createInboxPort({
    place: { host: 'mx.example.com', port, secure: true, username: 'ops@example.com', login: 'password', folders: [] },
    secret: new Secret('test', SECRET),
    lookup: async () => ['127.0.0.1'],
    allowPrivate: true,
    ca: authority.certPem,
    clock: systemClock,
    expected: null,
    authservId: null,
  }).find({
    nonce: NONCE,
    messageId: null,
    bySubject: true,
    since: new Date(0),
    waitMs: 0,
    signal: new AbortController().signal,
  });

const HEADER = `Subject: x (${NONCE})\r\nFrom: a@example.com\r\n`;

const FOLDER: Answers = {
  CAPABILITY: (tag) => `* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n${tag} OK done\r\n`,
  LIST: (tag) => `* LIST () "/" INBOX\r\n${tag} OK done\r\n`,
  EXAMINE: (tag) => `* 1 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n* OK [UIDNEXT 2] x\r\n${tag} OK [READ-ONLY] done\r\n`,
  SEARCH: (tag) => `* SEARCH 1\r\n${tag} OK done\r\n`,
};

const fetching = (source: () => string): Answers => ({
  ...FOLDER,
  FETCH: (tag, line) =>
    /BODY\.PEEK\[\]/i.test(line)
      ? `* 1 FETCH (UID 1 ${source()})\r\n${tag} OK done\r\n`
      : `* 1 FETCH (UID 1 RFC822.SIZE 100 ENVELOPE (NIL "x (${NONCE})" NIL NIL NIL NIL NIL NIL NIL NIL))\r\n${tag} OK done\r\n`,
});

const literal = (text: string): string => `BODY[]<0> {${text.length}}\r\n${text}`;

it('reads a message with megabytes of header, whole', async () => {
  const text = `${HEADER}${'X-Padding: y\r\n'.repeat(200_000)}\r\nbody\r\n`;
  const { arrived } = await look(await speaking(fetching(() => literal(text))));
  expect(arrived).toMatchObject({ complete: true, folder: 'INBOX' });
  expect(arrived?.raw.length).toBe(text.length);
});

it('takes no more of a message than it asked for, and says that it is a part', async () => {
  const text = HEADER + 'x'.repeat(MOST_BYTES - HEADER.length);
  const { arrived } = await look(await speaking(fetching(() => literal(text))));
  expect(arrived?.complete).toBe(false);
});

it('hangs up on a literal beyond all measure', async () => {
  const told = await look(await speaking(fetching(() => 'BODY[]<0> {99999999999}\r\nx')));
  expect(told).toMatchObject({ arrived: null, trouble: { stage: 'lost' } });
});

it('takes a message without its mark for none', async () => {
  const answers = { ...fetching(() => literal(HEADER)) };
  const other = {
    ...answers,
    FETCH: (tag: string, line: string) =>
      (answers['FETCH']?.(tag, line) ?? '').replaceAll(NONCE, 'certify-ffffffffffffffffffffffff'),
  };
  expect(await look(await speaking(other))).toMatchObject({ arrived: null, trouble: null });
});

it.each<[string, Answers, string, string]>([
  ['a server that greets with BYE', {}, '* BYE overloaded\r\n', 'turned-away'],
  ['something that is no IMAP server', {}, 'HTTP/1.1 400 Bad Request\r\n\r\n', 'greeting'],
  [
    'a refusal that repeats what it was given',
    { ...FOLDER, LOGIN: (tag, line) => `${tag} NO ${line}\r\n`, AUTHENTICATE: (tag, line) => `${tag} NO ${line}\r\n` },
    '* OK ready\r\n',
    'login',
  ],
  ['a connection that ends in the middle', { ...FOLDER, SEARCH: () => '* BYE gone\r\n' }, '* OK ready\r\n', 'lost'],
])('tells %s', async (_, answers, greeting, stage) => {
  const looking = look(await speaking(answers, greeting, stage !== 'login'));
  expect((await looking).trouble?.stage).toBe(stage);
});
