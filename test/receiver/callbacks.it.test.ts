// The callback endpoints as sockets see them: they are taken past the framework, and answer as all its routes do.
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startHarness, VERIFY_TOKEN } from './harness.ts';
import type { Harness } from './harness.ts';
import { notification, sesEvent } from './sns-party.ts';

let harness: Harness;
afterEach(() => harness.receiver.stop());

const genuine = (messageId: string): string => JSON.stringify(harness.party.sign(notification(sesEvent({}, { messageId }))));

/** All that comes until the server closes, or `enough` matches. */
const talk = (text: string, enough = /^(?!)/): Promise<string> =>
  new Promise((resolve, reject) => {
    let seen = '';
    const socket = connect(harness.receiver.port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => {
      seen += String(chunk);
      if (enough.test(seen)) socket.destroy();
    });
    socket.on('error', reject).on('close', () => resolve(seen));
  });

const post = (path: string, headers: readonly string[], body = ''): string =>
  `POST ${path} HTTP/1.1\r\n${['host: a', ...headers].join('\r\n')}\r\n\r\n${body}`;
const withBody = (path: string, body: string, ...headers: readonly string[]): string =>
  post(path, [`content-length: ${Buffer.byteLength(body)}`, ...headers], body);

const SES = `/engagement/email/ses/webhook?token=${VERIFY_TOKEN}`;
const ANSWERED = /\r\n\r\n\{.*\}$/;

describe('a callback', () => {
  it('is taken whatever its content type says, however its path is spelt, and in pieces', async () => {
    harness = await startHarness();
    const whole = genuine('spelt-1');
    const half = whole.length / 2;
    const chunks = [whole.slice(0, half), whole.slice(half)].map((one) => `${Buffer.byteLength(one).toString(16)}\r\n${one}\r\n`);
    const answers = [
      await talk(withBody(SES, whole, 'content-type: ;'), ANSWERED),
      await talk(withBody(SES.replace('/ses/', '/%73es/'), genuine('spelt-2')), ANSWERED),
      await talk(post(SES, ['transfer-encoding: chunked'], `${chunks.join('')}0\r\n\r\n`), ANSWERED),
      await talk(withBody(SES.replace('?', '?a=%zz&b&'), genuine('spelt-3'), `x-webhook-token: ${VERIFY_TOKEN}`), ANSWERED),
    ];
    for (const answer of answers) {
      expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\ncontent-type: application\/json; charset=utf-8\r\ncontent-length: \d+\r\n/i);
      expect(answer).toContain('"success":true');
    }
  });

  it('may follow another before that is answered, and each has its own answer, in order', async () => {
    harness = await startHarness();
    const three = [withBody(SES, genuine('line-1')), withBody(SES, '{}'), withBody(SES, genuine('line-1'))];
    const answer = await talk(three.join(''), /"duplicates":1/);
    expect(answer.match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400', 'HTTP/1.1 200']);
  });

  it('with a body beyond the limit is refused before all of it came, and its connection ends', async () => {
    harness = await startHarness({ limits: { bodyBytes: 100 } });
    const [told, untold] = [
      await talk(post(SES, ['content-length: 101'])),
      await talk(post(SES, ['transfer-encoding: chunked'], `65\r\n${'x'.repeat(101)}\r\n`)),
    ];
    for (const answer of [told, untold]) {
      expect(answer).toMatch(/^HTTP\/1\.1 413 /);
      expect(answer).toMatch(/\r\nconnection: close\r\n/i);
      expect(answer).toContain('{"success":false,"reason":"too-large"}');
    }
    const logged = harness.logs.map((line) => JSON.parse(line) as { readonly reason: string });
    expect(logged.map(({ reason }) => reason)).toEqual(['too-large', 'too-large']);
  });

  it('that breaks off is counted once, and answered by nothing that is written', async () => {
    harness = await startHarness();
    await new Promise<void>((resolve) => {
      const socket = connect(harness.receiver.port, '127.0.0.1', () => {
        socket.end(post(SES, ['content-length: 100'], '{'));
        socket.on('close', () => resolve()).resume();
      });
    });
    await expect.poll(() => harness.logs.length).toBe(1);
    expect(harness.logs[0]).toContain('"status":400,"reason":"malformed"');
  });

  it('behind a proxy that is named is refused by the address that the proxy tells, and taken from any', async () => {
    harness = await startHarness({ trustProxy: ['127.0.0.1'], limits: { refusalsPerMinute: 1 } });
    const from = (address: string, token?: string) =>
      harness.post(genuine('proxied'), { token: token ?? 'guess', headers: { 'x-forwarded-for': address } });
    const statuses = [
      await from('192.0.2.1'),
      await from('192.0.2.1'),
      await from('192.0.2.2'),
      await from('192.0.2.1', VERIFY_TOKEN),
    ];
    expect(statuses.map(({ status }) => status)).toEqual([401, 429, 401, 200]);
  });

  it('is answered though its line of the log cannot be written', async () => {
    harness = await startHarness();
    harness.logs.push = () => {
      throw new Error('held back');
    };
    expect(await harness.post(genuine('unlogged'))).toMatchObject({ status: 200, json: { processed: 1 } });
  });
});
