import { afterEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import { createAccountCache } from '../../../src/world/aws/coalesce.ts';
import { createPacer } from '../../../src/world/aws/pacer.ts';
import { endpointOf } from '../../../src/world/aws/endpoints.ts';
import { type AwsReadsOptions, createAwsReads } from '../../../src/world/aws/reads.ts';
import { type AwsReply, type AwsRequest, json, jsonError, startFakeAws, xml, xmlError } from '../../fakes/aws.ts';

const clock = {
  elapsed: () => performance.now(),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};
const pacer = () => createPacer({ clock, intervalMs: 5, patienceMs: 40, transientAttempts: 2 });
const credential = {
  kind: 'static' as const,
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: new Secret('env:CERTIFY_X', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'),
};

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const start = async (
  answer: (request: AwsRequest, before: number) => AwsReply,
  more: Partial<AwsReadsOptions> = {},
  sts: AwsReply | null = null,
) => {
  const fake = await startFakeAws(answer, sts);
  const reads = createAwsReads({
    region: 'ap-south-1',
    endpoints: fake.endpoints,
    probeCredentials: credential,
    sendCredentials: null,
    pacer: pacer(),
    ...more,
  });
  stops.push(reads.close, fake.stop);
  return { fake, reads };
};

const unseenOf = async (asking: Promise<unknown>) => {
  const thrown: unknown = await asking.then(
    () => null,
    (error: unknown) => error,
  );
  return (thrown as { unseen?: Record<string, unknown> }).unseen;
};

describe('createAwsReads', () => {
  it('reads SESv2 over the real wire and signs for the region', async () => {
    const { fake, reads } = await start(() => json({ ProductionAccessEnabled: true }));
    await expect(reads.ses.getAccount()).resolves.toMatchObject({ ProductionAccessEnabled: true });
    const request = fake.requests.find(({ operation }) => operation === 'GetAccount');
    expect(request?.headers['authorization']).toContain('/ap-south-1/ses/aws4_request');
  });

  it('asks nothing more once it is closed: neither what waited for a socket, nor what would be tried again', async () => {
    let resolve: (() => void) | null = null;
    const first = new Promise<void>((done) => (resolve = done));
    const { fake, reads } = await start(() => {
      resolve?.();
      return { silent: true };
    });
    const asked = Promise.allSettled(Array.from({ length: 12 }, (_, n) => reads.iam.getUser(`sender-${n}`)));
    await first;
    await reads.close();
    expect((await asked).filter(({ status }) => status === 'fulfilled')).toEqual([]);
    // Three sockets a service: what was under way on them may still arrive.
    expect(fake.requests.length).toBeLessThanOrEqual(3);
  });

  it('signs IAM for the partition’s own region', async () => {
    const { fake, reads } = await start(() => xml('GetUser', '<User><UserName>sender</UserName></User>'));
    await reads.iam.getUser('sender');
    expect(fake.requests.at(-1)?.headers['authorization']).toContain('/us-east-1/iam/aws4_request');
  });

  it('tells absent from denied and keeps action and resource of a refusal', async () => {
    const { reads } = await start(({ operation }) =>
      operation === 'GetEmailIdentity'
        ? jsonError('NotFoundException', 404)
        : jsonError(
            'AccessDeniedException',
            403,
            'User: arn:aws:iam::1:user/x is not authorized to perform: ses:GetAccount on resource: arn:aws:ses:ap-south-1:1:* because no identity-based policy allows the ses:GetAccount action',
          ),
    );
    expect(await unseenOf(reads.ses.getEmailIdentity('example.com'))).toMatchObject({
      state: 'absent',
      code: 'NotFoundException',
    });
    expect(await unseenOf(reads.ses.getAccount())).toMatchObject({
      state: 'denied',
      credential: 'probe',
      action: 'ses:GetAccount',
      resource: 'arn:aws:ses:ap-south-1:1:*',
    });
  });

  it.each([
    ['an expired token', jsonError('ExpiredTokenException', 403), 'ExpiredTokenException'],
    ['an unknown key', jsonError('UnrecognizedClientException', 403), 'UnrecognizedClientException'],
    ['an answer that is no JSON', { status: 200, body: '<html>' }, 'unparsable'],
    ['a gateway’s page', { status: 403, body: '<html>' }, 'http-403'],
    ['a null body', { status: 200, body: 'null' }, 'unparsable'],
    ['a 500', jsonError('InternalFailure', 500), 'InternalFailure'],
  ])('calls %s failed, never absent', async (_, reply, code) => {
    const { reads } = await start(() => reply);
    expect(await unseenOf(reads.ses.getAccount())).toMatchObject({ state: 'failed', code });
  });

  it.each([
    ['an unknown key', 'InvalidClientTokenId', 403, true],
    ['a session that ended', 'ExpiredToken', 403, true],
    ['an endpoint’s policy, which speaks of STS alone', 'AccessDenied', 403, false],
    ['trouble of STS', 'InternalFailure', 500, false],
  ])('spares SES what STS said of the credential itself: %s', async (_, code, status, spared) => {
    const { fake, reads } = await start(() => json({ ProductionAccessEnabled: true }), {}, xmlError(code, status));
    const asked = reads.ses.getAccount();
    if (spared)
      expect(await unseenOf(asked)).toMatchObject({
        state: 'failed',
        code,
        message: expect.stringMatching(/^ses:GetAccount was not asked: sts:/),
      });
    else await asked;
    expect(fake.requests.some(({ operation }) => operation === 'GetAccount')).toBe(!spared);
  });

  it('does not repeat the text of a refused signature, which can hold the session token', async () => {
    const { reads } = await start(() => jsonError('InvalidSignatureException', 403, 'canonical x-amz-security-token:TOPSECRET'));
    const unseen = await unseenOf(reads.ses.getAccount());
    expect(unseen).toMatchObject({ state: 'failed', code: 'InvalidSignatureException' });
    expect(JSON.stringify(unseen)).not.toContain('TOPSECRET');
  });

  it.each([
    ['AWS’s own trouble', jsonError('InternalFailure', 500), 'party', 'InternalFailure'],
    ['a gateway on the way', { status: 502, body: '<html>', headers: { server: 'squid/6' } }, 'between', 'squid/6'],
    ['a session that ended', jsonError('ExpiredTokenException', 403), 'session-ended', 'expired'],
    ['an unknown key', jsonError('UnrecognizedClientException', 403), 'credential', 'does not know'],
    ['a question that AWS refuses', jsonError('BadRequestException', 400, 'That is no name.'), 'question', 'That is no name.'],
  ])('says who can mend it for %s, in AWS’s words', async (_, reply, kind, words) => {
    const { reads } = await start(() => reply);
    const unseen = await unseenOf(reads.ses.getAccount());
    expect(unseen).toMatchObject({ state: 'failed', kind, message: expect.stringContaining(words) });
  });

  it('names the kind of policy that does not allow', async () => {
    const words =
      'User: u is not authorized to perform: ses:GetAccount because no service control policy allows the ses:GetAccount action';
    const { reads } = await start(() => jsonError('AccessDeniedException', 403, words));
    expect((await unseenOf(reads.ses.getAccount()))?.['message']).toContain('no service control policy allows it');
  });

  it('tells the silence of one question from that of a host', async () => {
    const { reads } = await start(({ operation }) => (operation === 'GetAccount' ? json({}) : { hangUp: true }));
    await reads.ses.getAccount();
    expect(await unseenOf(reads.ses.getEmailIdentity('x'))).toMatchObject({ state: 'unreachable', kind: 'alone' });
  });

  it('signs with AWS’s time after one refusal, for every client', async () => {
    const ahead = 20 * 60_000;
    const now = () => new Date(Date.now() + ahead);
    const { fake, reads } = await start(({ headers }) => {
      const signed = Date.parse(
        String(headers['x-amz-date']).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
      );
      const date = now().toUTCString();
      if (Math.abs(signed - now().getTime()) < 5 * 60_000) return json({}, 200, { date });
      return json({ message: 'Signature expired' }, 403, { 'x-amzn-errortype': 'InvalidSignatureException', date });
    });
    await reads.ses.getAccount();
    await reads.ses.getEmailIdentity('example.com');
    expect(fake.operations().filter((one) => one !== 'GetCallerIdentity')).toHaveLength(3);
  });

  it('explains a refused signature by the clock when the Date header says so', async () => {
    const date = new Date(Date.now() - 20 * 60_000).toUTCString();
    const { reads } = await start(() => json({ message: 'no' }, 403, { 'x-amzn-errortype': 'InvalidSignatureException', date }));
    expect((await unseenOf(reads.ses.getAccount()))?.['message']).toMatch(/clock is 20 minutes ahead/);
  });

  it('says unreachable when nothing listens', async () => {
    const { fake, reads } = await start(() => json({}));
    await fake.stop();
    expect(await unseenOf(reads.ses.getAccount())).toMatchObject({ state: 'unreachable', code: 'ECONNREFUSED' });
  });

  it('asks again after a throttle and succeeds', async () => {
    const { fake, reads } = await start((_, before) =>
      before < 2 ? jsonError('TooManyRequestsException', 429) : json({ SendingEnabled: true }),
    );
    await expect(reads.ses.getAccount()).resolves.toMatchObject({ SendingEnabled: true });
    expect(fake.operations().filter((name) => name === 'GetAccount')).toHaveLength(3);
  });

  it('says in which region it waits for the rate limit', async () => {
    const told: string[] = [];
    const { reads } = await start((_, before) => (before === 0 ? jsonError('TooManyRequestsException', 429) : json({})), {
      onThrottled: (region) => told.push(region),
    });
    await reads.ses.getAccount();
    expect(told).toEqual(['ap-south-1']);
  });

  it('is failed, not a finding, when the throttle never ends', async () => {
    const { fake, reads } = await start(() => jsonError('ThrottlingException', 400));
    expect(await unseenOf(reads.ses.getAccount())).toMatchObject({ state: 'failed', code: 'ThrottlingException' });
    expect(fake.operations().filter((name) => name === 'GetAccount').length).toBeGreaterThan(1);
  });

  it('asks an identical question once while it is under way', async () => {
    const { fake, reads } = await start(() => json({}));
    await Promise.all([reads.ses.getEmailIdentity('example.com'), reads.ses.getEmailIdentity('example.com')]);
    expect(fake.operations().filter((name) => name === 'GetEmailIdentity')).toHaveLength(1);
  });

  it('asks account-wide questions once for two tenants that share a cache', async () => {
    const accountCache = createAccountCache(60_000, () => performance.now());
    const { fake, reads } = await start(() => json({ SendingEnabled: true }), { accountCache });
    const other = createAwsReads({
      region: 'ap-south-1',
      endpoints: fake.endpoints,
      probeCredentials: credential,
      sendCredentials: null,
      pacer: pacer(),
      accountCache,
    });
    stops.push(other.close);
    await Promise.all([reads.ses.getAccount(), other.ses.getAccount()]);
    await other.ses.getAccount();
    expect(fake.operations().filter((name) => name === 'GetAccount')).toHaveLength(1);
  });

  it('translates the query protocol’s errors of SNS', async () => {
    const { reads } = await start(({ operation }) =>
      operation === 'GetTopicAttributes' ? xmlError('NotFound', 404) : xmlError('AuthorizationError', 403),
    );
    expect(await unseenOf(reads.sns.getTopicAttributes('arn:aws:sns:ap-south-1:1:x'))).toMatchObject({ state: 'absent' });
    expect(await unseenOf(reads.sns.listSubscriptionsByTopic('arn:aws:sns:ap-south-1:1:x'))).toMatchObject({
      state: 'denied',
      action: 'sns:ListSubscriptionsByTopic',
    });
  });

  it('gives the server’s date with the caller’s identity', async () => {
    const { reads } = await start(() => json({}));
    const identity = await reads.sts.getCallerIdentity('probe');
    expect(identity.Account).toBe('111122223333');
    expect(Date.parse(identity.serverDate ?? '')).toBeGreaterThan(0);
  });

  it('refuses to take a credential of this machine to an endpoint that is not AWS’s', () => {
    for (const probeCredentials of [
      { kind: 'default-chain' as const },
      { kind: 'profile' as const, name: 'p' },
      { kind: 'role' as const, roleArn: 'arn:aws:iam::1:role/r' },
    ]) {
      const make = () =>
        createAwsReads({
          region: 'ap-south-1',
          endpoints: { sesv2: 'http://127.0.0.1:9' },
          probeCredentials,
          sendCredentials: null,
          pacer: pacer(),
        });
      expect(make).toThrow(/do not go there/);
    }
  });

  it('does not follow an inherited AWS_ENDPOINT_URL', async () => {
    process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:1';
    process.env['AWS_ENDPOINT_URL_SESV2'] = 'http://127.0.0.1:1';
    const { reads } = await start(() => json({ SendingEnabled: true }));
    await expect(reads.ses.getAccount()).resolves.toMatchObject({ SendingEnabled: true });
    delete process.env['AWS_ENDPOINT_URL'];
    delete process.env['AWS_ENDPOINT_URL_SESV2'];
  });

  it('speaks to AWS’s own hosts when the profile names no endpoint', () => {
    expect(endpointOf('sesv2', 'ap-south-1', {})).toBe('https://email.ap-south-1.amazonaws.com');
    expect(endpointOf('iam', 'us-gov-west-1', {})).toBe('https://iam.us-gov.amazonaws.com');
    expect(endpointOf('ses', 'ap-south-1', { sesv2: 'http://127.0.0.1:9' })).toBe('http://127.0.0.1:9');
  });

  it('does not wait for a silent STS before it asks SES', async () => {
    const fake = await startFakeAws(() => json({ SendingEnabled: true }), { silent: true });
    const reads = createAwsReads({
      region: 'ap-south-1',
      endpoints: fake.endpoints,
      probeCredentials: credential,
      sendCredentials: null,
      pacer: pacer(),
    });
    stops.push(reads.close, fake.stop);
    await expect(reads.ses.getAccount()).resolves.toMatchObject({ SendingEnabled: true });
  });

  it('asks SES at once where the profile names the account, and in a fleet only what STS says counts', async () => {
    const answer = () => json({ SendingEnabled: true });
    const named = await start(answer, { statedAccount: '111122223333' });
    await named.reads.ses.getAccount();
    expect(named.fake.operations()).toEqual(['GetAccount']);
    const accountCache = createAccountCache(60_000, () => performance.now());
    const fleet = { refusals: new Map(), reads: new Map<string, number>(), silent: new Map() };
    const many = await start(answer, { statedAccount: '444455556666', accountCache, fleet });
    await many.reads.ses.getAccount();
    expect([...fleet.reads.keys()]).toEqual(['111122223333/ap-south-1']);
  });

  it('asks nothing more once it is closed', async () => {
    const { fake, reads } = await start(() => json({}));
    await reads.close();
    expect(await unseenOf(reads.ses.getAccount())).toMatchObject({ state: 'unreachable', code: 'closed' });
    expect(fake.operations()).not.toContain('GetAccount');
  });

  it('writes a transcript line without headers or secrets', async () => {
    const lines: string[] = [];
    const { reads } = await start(() => json({}), { transcript: (line) => lines.push(line) });
    await reads.ses.getAccount();
    expect(lines.join('\n')).toMatch(/probe ses:GetAccount http:\/\/127\.0\.0\.1:\d+ → 200 ok \d+ ms req-1/);
    expect(lines.join('\n')).not.toMatch(/AKIA|wJalr/);
  });
});
