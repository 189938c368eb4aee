import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import type { SesEnvelope } from '../../../src/core/ports/writes.ts';
import { createSesSender } from '../../../src/world/aws/sender.ts';
import { type AwsReply, json, jsonError, startFakeAws } from '../../fakes/aws.ts';

const message = {
  from: 'billing@example.com',
  to: 'ops@example.com',
  replyTo: 'help@example.com',
  subject: 'certify n-1',
  text: 'Hello',
  nonce: 'n-1',
  messageId: 'n-1@example.com',
};

let stop = async (): Promise<void> => undefined;
afterEach(() => stop());

const send = async (reply: AwsReply, configurationSet: string | null = 'squareos-main', besides: Partial<SesEnvelope> = {}) => {
  const fake = await startFakeAws(() => reply);
  stop = fake.stop;
  const sender = createSesSender({
    region: 'ap-south-1',
    endpoints: fake.endpoints,
    credentials: { kind: 'static', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: new Secret('env:CERTIFY_X', 'secret') },
    clock: { now: () => new Date('2026-11-20T10:00:00Z') },
  });
  return { outcome: await sender.send(message, { configurationSet, tenant: null, identityArn: null, ...besides }), fake };
};

describe('createSesSender', () => {
  it('sends once with the configuration set and the nonce tag and returns the MessageId', async () => {
    const { outcome, fake } = await send(json({ MessageId: '0102-abc' }));
    expect(outcome).toEqual({
      kind: 'accepted',
      receipt: {
        providerMessageId: '0102-abc',
        requestId: 'req-1',
        sentAt: '2026-11-20T10:00:00.000Z',
        via: 'provider',
        join: 'exact',
      },
    });
    expect(JSON.parse(fake.requests[0]?.body ?? '')).toMatchObject({
      FromEmailAddress: 'billing@example.com',
      ConfigurationSetName: 'squareos-main',
      EmailTags: [{ Name: 'certify-run', Value: 'n-1' }],
    });
  });

  it('names no configuration set when none is attached', async () => {
    const { fake } = await send(json({ MessageId: 'x' }), null);
    expect(JSON.parse(fake.requests[0]?.body ?? '')).not.toHaveProperty('ConfigurationSetName');
  });

  it('names the tenant and the identity of another account as the platform does', async () => {
    const identityArn = 'arn:aws:ses:ap-south-1:444455556666:identity/example.com';
    const { fake } = await send(json({ MessageId: 'x' }), null, { tenant: 'main-gym', identityArn });
    expect(JSON.parse(fake.requests[0]?.body ?? '')).toMatchObject({
      TenantName: 'main-gym',
      FromEmailAddressIdentityArn: identityArn,
    });
  });

  it.each([
    ['a 200 without a MessageId', json({}), 'no-message-id'],
    ['a 500', jsonError('InternalFailure', 500), 'InternalFailure'],
    ['a 200 that cannot be read', { status: 200, body: '<html>' }, 'unparsable'],
    ['a 403 of something that is not AWS', { status: 403, body: '<html>Blocked</html>' }, 'http-403'],
    ['a 429 of something that is not AWS', { status: 429, body: '<html>Slow down</html>' }, 'http-429'],
    ['a 503 without a body', { status: 503 }, 'http-503'],
    ['an empty MessageId', json({ MessageId: '' }), 'no-message-id'],
    ['a 408', jsonError('RequestTimeoutException', 408), 'RequestTimeoutException'],
    ['a connection closed without an answer', { hangUp: true }, 'ECONNRESET'],
  ])('calls %s ambiguous and never sends twice', async (_, reply, code) => {
    const { outcome, fake } = await send(reply);
    expect(outcome).toMatchObject({ kind: 'ambiguous', code });
    expect(fake.requests).toHaveLength(1);
  });

  it.each([
    ['a rejected message', jsonError('MessageRejected', 400, 'Email address is not verified.'), false],
    ['a denied credential', jsonError('AccessDeniedException', 403), false],
    ['a rate throttle', jsonError('TooManyRequestsException', 429, 'Maximum sending rate exceeded.'), true],
    ['a rate that is told as a limit', jsonError('LimitExceededException', 400, 'Maximum sending rate exceeded.'), true],
    ['a used-up limit', jsonError('LimitExceededException', 400, 'Too many of something.'), false],
    ['a used-up day', jsonError('TooManyRequestsException', 429, 'Daily message quota exceeded.'), false],
  ])('calls %s refused', async (_, reply, temporary) => {
    const { outcome, fake } = await send(reply);
    expect(outcome).toMatchObject({ kind: 'refused', temporary });
    expect(fake.requests).toHaveLength(1);
  });

  it('says when a used-up quota of 24 hours is there again, in AWS’s words', async () => {
    const { outcome } = await send(jsonError('LimitExceededException', 400, 'Daily message quota exceeded.'));
    expect(outcome).toMatchObject({ kind: 'refused', message: expect.stringContaining('Daily message quota exceeded') });
    expect(outcome).toMatchObject({ retryAt: '2026-11-21T10:00:00.000Z' });
  });

  it('calls a refused connection refused: nothing was written', async () => {
    const sender = createSesSender({
      region: 'ap-south-1',
      endpoints: { sesv2: 'http://127.0.0.1:1' },
      credentials: { kind: 'static', accessKeyId: 'AKIA', secretAccessKey: new Secret('env:CERTIFY_X', 'secret') },
      clock: { now: () => new Date() },
    });
    expect(await sender.send(message, { configurationSet: null, tenant: null, identityArn: null })).toMatchObject({
      kind: 'refused',
      code: 'ECONNREFUSED',
      stage: 'unsent',
    });
  });

  it('calls a connection that is cut in the handshake refused: nothing was written', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.destroy()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stop = () => new Promise((resolve) => server.close(() => resolve()));
    const sender = createSesSender({
      region: 'ap-south-1',
      endpoints: { sesv2: `https://127.0.0.1:${(server.address() as AddressInfo).port}` },
      credentials: { kind: 'static', accessKeyId: 'AKIA', secretAccessKey: new Secret('env:CERTIFY_X', 'secret') },
      clock: { now: () => new Date() },
    });
    expect(await sender.send(message, { configurationSet: null, tenant: null, identityArn: null })).toMatchObject({
      kind: 'refused',
      code: 'ECONNRESET',
      temporary: false,
      stage: 'unsent',
    });
  });

  it('calls an answer that is cut in the middle ambiguous', async () => {
    const server = createServer((socket) =>
      socket.once('data', () =>
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 90\r\nx-amzn-RequestId: r\r\n\r\n{"MessageId":"0102-'),
      ),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stop = () => new Promise((resolve) => server.close(() => resolve()));
    const sender = createSesSender({
      region: 'ap-south-1',
      endpoints: { sesv2: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
      credentials: { kind: 'static', accessKeyId: 'AKIA', secretAccessKey: new Secret('env:CERTIFY_X', 'secret') },
      clock: { now: () => new Date() },
    });
    expect(await sender.send(message, { configurationSet: null, tenant: null, identityArn: null })).toMatchObject({
      kind: 'ambiguous',
    });
  });
});
