// The lab's relay as other clients meet it: a mail library signs in and sends, a stranger is refused, and the adapter calls back.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, test } from 'vitest';
import { HOST, PASSWORD, stand, type Stand } from '../../world/smtp/relay.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

const start = async (behaviour: object = {}, callback: { url: string; token: string } | null = null): Promise<Stand> => {
  const one = await stand(behaviour, callback);
  stops.push(() => one.relay.stop());
  return one;
};

const client = (one: Stand, secure: boolean, pass = PASSWORD) =>
  createTransport({
    host: '127.0.0.1',
    port: secure ? one.relay.tlsPort : one.relay.port,
    secure,
    requireTLS: !secure,
    tls: { servername: HOST, ca: one.settings().ca },
    auth: { user: 'apikey', pass },
  });

const mail = { from: 'billing@gym.example', to: 'ops@example.com', subject: 'hello', text: 'hello' };

describe('a mail library', () => {
  test.each([false, true])('sends through it (implicit TLS: %s)', async (secure) => {
    const one = await start();
    const sent = await client(one, secure).sendMail(mail);
    expect(sent.response).toMatch(/^250 2\.0\.0 Ok: queued as [0-9A-F]{11}$/);
    expect(one.relay.messages()).toHaveLength(1);
  });

  test('is refused with a wrong password', async () => {
    await expect(client(await start(), false, 'wrong').verify()).rejects.toMatchObject({ code: 'EAUTH', responseCode: 535 });
  });

  test('is refused without a login', async () => {
    const one = await start();
    const stranger = createTransport({
      host: '127.0.0.1',
      port: one.relay.port,
      tls: { servername: HOST, ca: one.settings().ca },
    });
    await expect(stranger.sendMail(mail)).rejects.toMatchObject({ code: 'EENVELOPE', responseCode: 530 });
    expect(one.relay.messages()).toEqual([]);
  });
});

interface Posted {
  readonly url: string;
  readonly token: string | undefined;
  readonly body: { readonly [key: string]: unknown };
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
};

const webhook = async (): Promise<{ readonly url: string; readonly posts: Posted[] }> => {
  const posts: Posted[] = [];
  const server: Server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      posts.push({
        url: request.url ?? '',
        token: request.headers['x-webhook-token'] as string | undefined,
        body: JSON.parse(text) as Posted['body'],
      });
      response.end('{"success":true}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => new Promise((resolve) => server.close(resolve)));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/engagement/email/smtp/webhook`, posts };
};

describe('its adapter', () => {
  const posted = async (adapter: object, count = 1): Promise<{ readonly one: Stand; readonly posts: Posted[] }> => {
    const { url, posts } = await webhook();
    const one = await start({ adapter: { delayMs: 5, ...adapter } }, { url, token: 'tok-123' });
    await client(one, false).sendMail(mail);
    await expect.poll(() => posts.length, { timeout: 40_000 }).toBe(count);
    return { one, posts };
  };

  test('posts the queued id, the event, a time and the token', async () => {
    const { one, posts } = await posted({});
    expect(posts[0]?.url).toBe('/engagement/email/smtp/webhook?token=tok-123');
    expect(posts[0]?.body).toMatchObject({ providerMessageId: one.relay.messages()[0]?.queuedId, event: 'delivered' });
    expect(Number.isNaN(Date.parse(String(posts[0]?.body['timestamp'])))).toBe(false);
  });

  test('can put the token into a header, get it wrong, name another id, and repeat itself', async () => {
    expect((await posted({ tokenIn: 'header' })).posts[0]).toMatchObject({
      url: '/engagement/email/smtp/webhook',
      token: 'tok-123',
    });
    expect((await posted({ token: 'wrong' })).posts[0]?.url).toContain('token=not-tok-123');
    expect((await posted({ id: 'other' })).posts[0]?.body['providerMessageId']).toMatch(/^OTHER-/);
    expect((await posted({ duplicates: 2 }, 3)).posts).toHaveLength(3);
  });

  test('owes what it had not posted when the relay ended', async () => {
    const { url, posts } = await webhook();
    const one = await start({ adapter: { delayMs: 60_000 } }, { url, token: 'tok-123' });
    await client(one, false).sendMail(mail);
    const owed = one.relay.messages();
    await one.relay.stop();
    const again = await stand({ adapter: { delayMs: 5 } }, { url, token: 'tok-123' }, { messages: owed, owed });
    stops.push(() => again.relay.stop());
    await expect.poll(() => posts[0]?.body['providerMessageId'], { timeout: 40_000 }).toBe(owed[0]?.queuedId);
    expect(again.relay.messages()).toHaveLength(1);
  });
});
