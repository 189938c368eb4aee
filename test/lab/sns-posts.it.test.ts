// What SNS posts, as a webhook of somebody else sees it: headers, envelope, signature, retries, filters.
import { PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { createVerify, X509Certificate } from 'node:crypto';
import https from 'node:https';
import type { JsonObject } from '../../src/core/json.ts';
import type { RunningLab } from '../../src/lab/lab.ts';
import type { Scenario } from '../../src/lab/scenario/types.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { type Endpoint, startEndpoint } from './endpoint.ts';
import { clients, PROBE, SEND, sendAs, started, TOPIC, worldWith } from './sdk.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const MAY_SNS = { 'certify-probe': { statements: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } };

const open = async (
  subscription: JsonObject,
  given: {
    readonly region?: JsonObject;
    readonly scenario?: Partial<Scenario>;
    readonly status?: (count: number) => number;
  } = {},
): Promise<{ readonly lab: RunningLab; readonly hook: Endpoint }> => {
  const hook = await startEndpoint(given.status);
  ends.push(() => hook.stop());
  const subscriptions = [{ topic: 'squareos-email', protocol: 'http', endpoint: hook.url, ...subscription }];
  const scenario = given.scenario === undefined ? {} : { scenario: given.scenario };
  const world = await started(worldWith({ region: { subscriptions, ...given.region }, users: MAY_SNS, ...scenario }));
  ends.push(() => world.end());
  return { lab: world.lab, hook };
};

const pemOf = (lab: RunningLab, url: string): Promise<string> => {
  const { hostname, pathname } = new URL(url);
  const at = lab.sns.resolve(hostname);
  return new Promise((resolve, reject) => {
    https
      .get({ host: at?.address, port: at?.port, servername: hostname, path: pathname, ca: lab.caPem }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
        response.on('end', () => resolve(text));
      })
      .on('error', reject);
  });
};

/** Verifies as the SNS guide says, written here once more so that the lab is not judged by its own hand. */
const verified = async (lab: RunningLab, body: string): Promise<{ [key: string]: string }> => {
  const envelope = JSON.parse(body) as { [key: string]: string };
  const keys =
    envelope['Type'] === 'Notification'
      ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
      : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  let text = '';
  for (const key of keys) if (key in envelope) text += `${key}\n${envelope[key]}\n`;
  expect(envelope['SigningCertURL']).toMatch(
    /^https:\/\/sns\.ap-south-1\.amazonaws\.com\/SimpleNotificationService-[0-9a-f]{32}\.pem$/,
  );
  const certificate = new X509Certificate(await pemOf(lab, envelope['SigningCertURL'] ?? ''));
  expect(certificate.checkHost('sns.amazonaws.com')).toBe('sns.amazonaws.com');
  expect(certificate.verify(new X509Certificate(lab.caPem).publicKey)).toBe(true);
  const algorithm = envelope['SignatureVersion'] === '2' ? 'RSA-SHA256' : 'RSA-SHA1';
  expect(
    createVerify(algorithm)
      .update(text, 'utf8')
      .verify(certificate.publicKey, envelope['Signature'] ?? '', 'base64'),
  ).toBe(true);
  return envelope;
};

describe('an event', () => {
  it.each(['1', '2'])('is posted as text/plain under signature version %s', async (signatureVersion) => {
    const { lab, hook } = await open({}, { region: { topics: { 'squareos-email': { signatureVersion } } } });
    const messageId = await sendAs(lab, SEND);
    await expect.poll(() => hook.posts.length, { timeout: 40_000 }).toBe(2);
    const [first] = hook.posts;
    expect(first?.headers).toMatchObject({
      'content-type': 'text/plain; charset=UTF-8',
      'user-agent': 'Amazon Simple Notification Service Agent',
      'x-amz-sns-message-type': 'Notification',
      'x-amz-sns-topic-arn': TOPIC,
    });
    const envelope = await verified(lab, first?.body ?? '');
    expect(envelope).toMatchObject({ SignatureVersion: signatureVersion, Subject: 'Amazon SES Email Event Notification' });
    const events = hook.posts.map(
      (post) =>
        JSON.parse((JSON.parse(post.body) as { Message: string }).Message) as {
          eventType: string;
          mail: { messageId: string; tags: object };
        },
    );
    expect(events.map((one) => one.eventType)).toEqual(['Send', 'Delivery']);
    expect(events[1]?.mail).toMatchObject({
      messageId,
      tags: { 'certify-run': ['nonce-000001'], 'ses:configuration-set': ['squareos-main'] },
    });
  });

  it('is posted again on 503 with the same id, and not on 403', async () => {
    const { lab, hook } = await open({}, { status: (count) => (count === 1 ? 503 : 403) });
    await sendAs(lab, SEND);
    await expect.poll(() => lab.aws?.deliveries.settled.length, { timeout: 40_000 }).toBe(2);
    const ids = hook.posts.map((post) => post.headers['x-amz-sns-message-id']);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(2);
  });

  it('is duplicated and reordered where the scenario says so', async () => {
    const base = worldWith({}).events;
    const { lab, hook } = await open({}, { scenario: { events: { ...base, duplicates: 1, order: 'reversed', gapMs: 400 } } });
    await sendAs(lab, SEND);
    await expect.poll(() => hook.posts.length, { timeout: 40_000 }).toBe(4);
    const types = hook.posts.map(
      (post) => (JSON.parse((JSON.parse(post.body) as { Message: string }).Message) as { eventType: string }).eventType,
    );
    expect(types).toEqual(['Delivery', 'Delivery', 'Send', 'Send']);
  });

  it('carries no envelope when raw delivery is on', async () => {
    const { lab, hook } = await open({ raw: true });
    await sendAs(lab, SEND);
    await expect.poll(() => hook.posts.length, { timeout: 40_000 }).toBe(2);
    expect(hook.posts[0]?.headers['x-amz-sns-rawdelivery']).toBe('true');
    // SNS keeps no order.
    const types = hook.posts.map(({ body }) => (JSON.parse(body) as { readonly eventType: string }).eventType);
    expect(types.toSorted()).toEqual(['Delivery', 'Send']);
  });

  it('takes the identity form for feedback topics', async () => {
    const identities = { 'example.com': { feedback: { bounce: 'squareos-email', delivery: 'squareos-email' } } };
    const { lab, hook } = await open(
      {},
      { region: { identities, configurationSets: { 'squareos-main': { destinations: [] } } } },
    );
    await sendAs(lab, SEND);
    await expect.poll(() => hook.posts.length, { timeout: 40_000 }).toBe(1);
    const event = JSON.parse((await verified(lab, hook.posts[0]?.body ?? ''))['Message'] ?? '') as object;
    expect(event).toMatchObject({ notificationType: 'Delivery' });
    expect(event).not.toHaveProperty('mail.tags');
  });
});

describe('an event is lost without a word', () => {
  const silent = async (subscription: JsonObject, region: JsonObject = {}): Promise<number> => {
    const { lab, hook } = await open(subscription, { region });
    await sendAs(lab, SEND);
    await sendAs(lab, SEND);
    await new Promise((resolve) => setTimeout(resolve, 250));
    return hook.posts.length;
  };

  it('when the topic is gone, or its policy names another set', async () => {
    expect(await silent({}, { topics: { 'squareos-email': null } })).toBe(0);
    const policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'ses.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: TOPIC,
          Condition: { StringEquals: { 'AWS:SourceArn': 'arn:aws:ses:ap-south-1:111122223333:identity/example.com' } },
        },
      ],
    };
    expect(await silent({}, { topics: { 'squareos-email': { policy } } })).toBe(0);
  });

  it('when the topic is encrypted under the AWS-managed key', async () => {
    expect(await silent({}, { topics: { 'squareos-email': { kmsKeyId: 'alias/aws/sns' } } })).toBe(0);
  });

  it('when a filter asks for attributes that SES does not set, or for another event', async () => {
    expect(await silent({ filterPolicy: { eventType: ['Delivery'] } })).toBe(0);
    expect(await silent({ filterPolicy: { eventType: ['Complaint'] }, filterPolicyScope: 'MessageBody' })).toBe(0);
    expect(await silent({ filterPolicy: { eventType: ['Delivery'] }, filterPolicyScope: 'MessageBody' })).toBe(2);
  });

  it('when the subscription is pending', async () => {
    expect(await silent({ state: 'pending' })).toBe(0);
  });
});

describe('subscribing', () => {
  it('posts a signed confirmation whose SubscribeURL confirms, then notifications', async () => {
    const { lab } = await open({ state: 'pending' });
    const mine = await startEndpoint();
    ends.push(() => mine.stop());
    const { sns } = clients(lab, PROBE);
    const answer = await sns.send(new SubscribeCommand({ TopicArn: TOPIC, Protocol: 'http', Endpoint: mine.url }));
    expect(answer.SubscriptionArn).toBe('pending confirmation');
    await expect.poll(() => mine.posts.length, { timeout: 40_000 }).toBe(1);
    const envelope = await verified(lab, mine.posts[0]?.body ?? '');
    expect(envelope['Type']).toBe('SubscriptionConfirmation');
    expect(mine.posts[0]?.headers).not.toHaveProperty('x-amz-sns-subscription-arn');
    const url = new URL(envelope['SubscribeURL'] ?? '');
    const at = lab.sns.resolve(url.hostname);
    const xml = await new Promise<string>((resolve, reject) => {
      https
        .get(
          { host: at?.address, port: at?.port, servername: url.hostname, path: url.pathname + url.search, ca: lab.caPem },
          (response) => {
            let text = '';
            response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8'))).on('end', () => resolve(text));
          },
        )
        .on('error', reject);
    });
    expect(xml).toMatch(
      /<ConfirmSubscriptionResult><SubscriptionArn>arn:aws:sns:ap-south-1:111122223333:squareos-email:[0-9a-f-]{36}</,
    );
    const { MessageId } = await sns.send(new PublishCommand({ TopicArn: TOPIC, Message: 'žluťoučký\n' }));
    await expect.poll(() => mine.posts.length, { timeout: 40_000 }).toBe(2);
    expect(await verified(lab, mine.posts[1]?.body ?? '')).toMatchObject({ MessageId, Message: 'žluťoučký\n' });
  });
});
