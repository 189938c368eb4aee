// What is posted to a webhook that must refuse it, and what its answer and the rows make of that. Nothing is sent: the webhook is a function.
import { describe, expect, it } from 'vitest';
import { ObservationError } from '../../../src/core/errors.ts';
import type { NegativeTest } from '../../../src/core/journal.ts';
import type { LedgerView } from '../../../src/core/live.ts';
import type { Reads } from '../../../src/core/ports/reads.ts';
import type { WebhookAnswer, WebhookPort } from '../../../src/core/ports/webhook.ts';
import { type NegativeRun, type NegativeTarget, runNegatives } from '../../../src/run/negatives/negatives.ts';
import { event, view as viewOf } from '../../checks/live/builders.ts';
import { readsWith, sleepingClock } from '../../fakes/reads.ts';

const NOW = '2026-11-20T10:00:00.000Z';
const TOPIC = 'arn:aws:sns:ap-south-1:111122223333:squareos-email';
const HOST = 'sns.ap-south-1.amazonaws.com';
const FILE = 'SimpleNotificationService-0123456789abcdef0123456789abcdef.pem';
const TARGET: NegativeTarget = {
  recipient: 'ops@example.com',
  topicArn: TOPIC,
  foreignTopicArn: null,
  configurationSet: 'squareos-main',
  requireSnsSignature: true,
};

type Request = Parameters<WebhookPort['post']>[0];
const answer = (status: number | null, reason: string | null = null): WebhookAnswer => ({
  status,
  reason,
  error: status === null ? 'ECONNREFUSED' : null,
  durationMs: 1,
});

const DELIVERED = viewOf({ events: [event({ signingCertUrl: `https://${HOST}/${FILE}` })] });
const COMPLAINED = viewOf({
  ...DELIVERED,
  message: { providerMessageId: 'id-1', status: 'complained', updatedAt: NOW },
  events: [...DELIVERED.events, event({ event: 'complaint' })],
});

interface World {
  readonly target?: Partial<NegativeTarget>;
  readonly run?: Partial<NegativeRun>;
  readonly answers?: (request: Request) => WebhookAnswer;
  /** The rows before anything was posted, and after so many posts and looks. */
  readonly rows?: (posted: number, sleptMs: number) => LedgerView | string;
}

const tried = async ({ target = {}, run = {}, answers = () => answer(403, 'signature'), rows = () => DELIVERED }: World) => {
  const requests: Request[] = [];
  const intents: string[] = [];
  const ends: NegativeTest[] = [];
  const asked: object[] = [];
  const clock = sleepingClock(NOW);
  const reads = readsWith({
    clock,
    webhook: {
      look: () => Promise.reject(new Error('nobody looks')),
      post: async (request) => {
        expect(intents.length).toBe(requests.length + 1);
        requests.push(request);
        return answers(request);
      },
    },
    ledger: {
      view: async (by: object) => {
        asked.push(by);
        const seen = rows(requests.length, clock.elapsed());
        if (typeof seen === 'string') throw new ObservationError({ state: 'unreachable', code: 'X', message: seen });
        return seen;
      },
    } as unknown as Reads['ledger'],
  });
  const tests = await runNegatives(reads, {
    target: { ...TARGET, ...target },
    nonce: 'certify-n',
    runId: 'r',
    message: { providerMessageId: 'id-1' },
    rows: 'read',
    begun: [],
    ended: [],
    onIntent: async (id) => void intents.push(id),
    onEnd: async (test) => void ends.push(test),
    ...run,
  });
  return { tests, requests, intents, ends, asked, slept: clock.elapsed() };
};

/** A request beside the one of which the signature alone is wrong: what else it changes. */
const changesOf = (request: Request, plain: Request): { readonly [field: string]: unknown } => {
  const [one, other] = [JSON.parse(request.body), JSON.parse(plain.body)] as { readonly [field: string]: unknown }[];
  const fields = new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})]);
  fields.delete('MessageId');
  const differ = [...fields].filter((field) => one?.[field] !== other?.[field]);
  return Object.fromEntries([
    ...differ.map((field) => [field, one?.[field] ?? null] as const),
    ...(request.token === 'right' ? [] : [['token', request.token] as const]),
  ]);
};

const sns = async (target: Partial<NegativeTarget> = {}, rows?: World['rows']) => {
  const { tests, requests } = await tried({ target, ...(rows === undefined ? {} : { rows }) });
  return new Map(tests.map(({ id }, at) => [id, requests[at]!]));
};

describe('forgeries of SNS', () => {
  it('are a Complaint of this very message, in an envelope that is right but for its signature', async () => {
    const plain = (await sns()).get('signature-altered')!;
    const envelope = JSON.parse(plain.body) as { readonly [field: string]: string };
    expect(envelope).toMatchObject({
      Type: 'Notification',
      TopicArn: TOPIC,
      SignatureVersion: '2',
      SigningCertURL: `https://${HOST}/${FILE}`,
      Timestamp: NOW,
      MessageId: 'certify-negative-signature-altered-certify-n',
    });
    // As many octets as RSA of 2048 bits signs with.
    expect(Buffer.from(envelope['Signature']!, 'base64')).toHaveLength(256);
    expect(JSON.parse(envelope['Message']!)).toMatchObject({
      eventType: 'Complaint',
      complaint: { complainedRecipients: [{ emailAddress: 'ops@example.com' }], complaintFeedbackType: 'abuse', timestamp: NOW },
      mail: {
        messageId: 'id-1',
        destination: ['ops@example.com'],
        tags: { 'certify-run': ['certify-n'], 'ses:configuration-set': ['squareos-main'] },
      },
    });
    expect(plain).toMatchObject({
      token: 'right',
      contentType: 'text/plain; charset=UTF-8',
      headers: {
        'x-amz-sns-message-type': 'Notification',
        'x-amz-sns-topic-arn': TOPIC,
        'x-amz-sns-message-id': envelope['MessageId'],
      },
    });
  });

  it.each<[string, { readonly [field: string]: unknown }]>([
    ['token-wrong', { token: 'wrong' }],
    ['token-missing', { token: 'none' }],
    ['topic-foreign', { TopicArn: `${TOPIC}-certify-foreign` }],
    ['signature-altered', {}],
    ['signature-missing', { Signature: null }],
    ['signature-version', { SignatureVersion: '3' }],
    ['certificate-http', { SigningCertURL: `http://${HOST}/${FILE}` }],
    ['certificate-look-alike', { SigningCertURL: `https://${HOST}.certify.invalid/${FILE}` }],
    ['certificate-bucket', { SigningCertURL: `https://certify-negative.s3.ap-south-1.amazonaws.com/${FILE}` }],
    ['certificate-userinfo', { SigningCertURL: `https://${HOST}@certify.invalid/${FILE}` }],
    ['certificate-port', { SigningCertURL: `https://${HOST}:8443/${FILE}` }],
    ['certificate-query', { SigningCertURL: `https://${HOST}/?Action=x&file=${FILE}` }],
    ['certificate-address', { SigningCertURL: `https://192.0.2.1/${FILE}` }],
    ['certificate-region', { SigningCertURL: `https://sns.us-east-1.amazonaws.com/${FILE}` }],
    [
      'confirmation-foreign-url',
      {
        Type: 'SubscriptionConfirmation',
        Message: 'You have chosen to subscribe to the topic.',
        Subject: null,
        Token: 'certify-negative',
        SubscribeURL: `https://certify.invalid/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=certify-negative`,
      },
    ],
    [
      'notification-with-token',
      { Token: 'certify-negative', SubscribeURL: 'https://certify.invalid/?Action=ConfirmSubscription' },
    ],
    ['stale', { Timestamp: '2026-11-18T10:00:00.000Z' }],
  ])('%s has this wrong beside it', async (id, changes) => {
    const requests = await sns();
    expect(changesOf(requests.get(id)!, requests.get('signature-altered')!)).toEqual(changes);
    expect(requests.get(id)?.headers['x-amz-sns-topic-arn']).toBe(TOPIC);
  });

  it('are followed by an event without an envelope, and by what is no JSON', async () => {
    const requests = await sns();
    const raw = requests.get('raw-delivery')!;
    expect(JSON.parse(raw.body)).toMatchObject({ eventType: 'Complaint' });
    expect(raw.headers['x-amz-sns-rawdelivery']).toBe('true');
    expect(() => JSON.parse(requests.get('malformed')!.body) as unknown).toThrow();
    expect([...requests.keys()].slice(-2)).toEqual(['raw-delivery', 'malformed']);
  });

  it('are those of the topic’s region, partition and declared neighbour', async () => {
    const topicArn = 'arn:aws-cn:sns:cn-north-1:111122223333:t';
    const requests = await sns({ topicArn, foreignTopicArn: 'arn:aws-cn:sns:cn-north-1:111122223333:own' });
    const url = (id: string) => (JSON.parse(requests.get(id)!.body) as { readonly SigningCertURL: string }).SigningCertURL;
    expect(JSON.parse(requests.get('topic-foreign')!.body)).toMatchObject({
      TopicArn: 'arn:aws-cn:sns:cn-north-1:111122223333:own',
    });
    expect(url('certificate-bucket')).toMatch(/^https:\/\/certify-negative\.s3\.cn-north-1\.amazonaws\.com\.cn\//);
    expect(url('certificate-region')).toMatch(/^https:\/\/sns\.us-east-1\.amazonaws\.com\.cn\//);
    const american = await sns({ topicArn: TOPIC.replace('ap-south-1', 'us-east-1') });
    expect(american.get('certificate-region')!.body).toContain('sns.eu-west-1.amazonaws.com');
  });

  it('name no set where none is attached, and a certificate of the right shape where no genuine one is known', async () => {
    const other = viewOf({ events: [event({ signingCertUrl: `https://certify.invalid/${FILE}` }), event()] });
    const requests = await sns({ configurationSet: null }, () => other);
    const envelope = JSON.parse(requests.get('signature-altered')!.body) as {
      readonly Message: string;
      readonly SigningCertURL: string;
    };
    expect((JSON.parse(envelope.Message) as { readonly mail: object }).mail).toMatchObject({
      tags: { 'certify-run': ['certify-n'] },
    });
    expect(envelope.Message).not.toContain('configuration-set');
    expect(envelope.SigningCertURL).toBe(`https://${HOST}/SimpleNotificationService-${'0'.repeat(32)}.pem`);
  });

  it('are token and topic alone where no signature is required, and the confirmation, which leads to a fetch', async () => {
    const { tests } = await tried({ target: { requireSnsSignature: false } });
    expect(tests.map(({ id }) => id)).toEqual([
      'token-wrong',
      'token-missing',
      'topic-foreign',
      'malformed',
      'confirmation-foreign-url',
    ]);
    expect(tests.filter(({ result }) => result !== 'rejected').map(({ id }) => id)).toEqual(['confirmation-foreign-url']);
  });
});

describe('forgeries of an adapter', () => {
  it('are a complaint of this message with one thing wrong', async () => {
    const { tests, requests } = await tried({ target: { topicArn: '' }, answers: () => answer(400) });
    const genuine = { providerMessageId: 'id-1', event: 'complained', timestamp: NOW, recipient: 'ops@example.com' };
    const bodies = new Map(tests.map(({ id }, at) => [id, requests[at]!]));
    const body = (id: string): unknown => JSON.parse(bodies.get(id)!.body);
    expect(requests.map(({ token }) => token)).toEqual(['wrong', 'none', ...Array.from({ length: 6 }, () => 'right')]);
    expect(body('token-wrong')).toEqual(genuine);
    expect(body('token-missing')).toEqual(genuine);
    expect(body('event-unknown')).toEqual({ ...genuine, event: 'certify-negative' });
    expect(body('id-conflicting')).toEqual({ ...genuine, messageId: 'id-1-other' });
    expect(body('timestamp-ahead')).toEqual({ ...genuine, timestamp: '2026-11-21T10:00:00.000Z' });
    expect(body('timestamp-stale')).toEqual({ ...genuine, timestamp: '2026-11-19T10:00:00.000Z' });
    expect(body('timestamp-missing')).toEqual({ providerMessageId: 'id-1', event: 'complained', recipient: 'ops@example.com' });
    expect(() => body('malformed')).toThrow();
    expect(
      requests.every(({ contentType, headers }) => contentType === 'application/json' && Object.keys(headers).length === 0),
    ).toBe(true);
    expect(tests.every(({ result }) => result === 'rejected')).toBe(true);
  });
});

describe('forgeries where no message of the run is known by its id', () => {
  const PARTIES: readonly [string, Partial<NegativeTarget>][] = [
    ['SNS', {}],
    ['SNS without signatures', { requireSnsSignature: false }],
    ['an adapter', { topicArn: '' }],
  ];
  it.each(PARTIES)(
    'of %s are not posted: nothing could be told from the rows, and a stranger’s complaint would count',
    async (_, target) => {
      for (const message of [null, { providerMessageId: null }]) {
        const { tests, requests, intents } = await tried({ target, run: { message } });
        expect([requests, intents]).toEqual([[], []]);
        expect(tests.length).toBeGreaterThan(4);
        const all = new Set(tests.map(({ result, status, detail }) => `${result} ${status} ${detail}`));
        expect([...all]).toEqual([
          'inconclusive null no live message is known by its id, so there is no row that could change, and nothing was posted',
        ]);
      }
    },
  );

  it.each(PARTIES)('of %s name nobody where their answers alone are judged', async (_, target) => {
    const { tests, requests } = await tried({ target, answers: () => answer(403), run: { message: null, rows: 'attested' } });
    expect(requests).toHaveLength(tests.length);
    expect(requests.some(({ body }) => body.includes('ops@example.com'))).toBe(false);
    expect(requests.filter(({ body }) => body.includes('nobody@certify.invalid')).length).toBeGreaterThan(1);
  });
});

const resultOf = (tests: readonly NegativeTest[], id: string): string => {
  const { result, status, detail } = tests.find((test) => test.id === id)!;
  return `${result} ${status}: ${detail}`;
};

describe('what an answer comes to', () => {
  it.each<[string, string, WebhookAnswer, string]>([
    [
      'a refusal that names what the test is about',
      'topic-foreign',
      answer(403, 'topic'),
      'rejected 403: answered 403 (topic); no row changed',
    ],
    [
      'a refusal that names something else',
      'topic-foreign',
      answer(403, 'signature'),
      'not-isolated 403: answered 403 (signature); no row changed, but only SNS can sign: the signature is wrong as well, and may be what was refused',
    ],
    [
      'a refusal that names nothing, where one thing alone is wrong',
      'malformed',
      answer(400),
      'rejected 400: answered 400; no row changed',
    ],
    ['a 401 of a token', 'token-missing', answer(401), 'rejected 401: answered 401; no row changed'],
    [
      'a signature that was refused',
      'signature-altered',
      answer(403, 'signature'),
      'rejected 403: answered 403 (signature); no row changed',
    ],
    [
      'the certificate instead of the signature',
      'signature-altered',
      answer(403, 'certificate'),
      'not-isolated 403: answered 403 (certificate); no row changed, but what was refused is the certificate, though the genuine one was named',
    ],
    [
      'a certificate’s URL',
      'certificate-http',
      answer(403, 'certificate-url'),
      'rejected 403: answered 403 (certificate-url); no row changed',
    ],
    ['an old message', 'stale', answer(400, 'too old'), 'rejected 400: answered 400 (too old); no row changed'],
    [
      'a subscription',
      'confirmation-foreign-url',
      answer(400, 'SubscribeURL'),
      'rejected 400: answered 400 (SubscribeURL); no row changed',
    ],
    [
      'a version',
      'signature-version',
      answer(400, 'unknown version'),
      'rejected 400: answered 400 (unknown version); no row changed',
    ],
    ['an answer of success without a changed row', 'malformed', answer(200), 'rejected 200: answered 200; no row changed'],
    ['no answer', 'malformed', answer(null), 'inconclusive null: no HTTP answer: ECONNREFUSED; the webhook could not be reached'],
  ])('%s', async (_, id, given, says) => {
    expect(resultOf((await tried({ answers: () => given })).tests, id)).toBe(says);
  });

  it.each<[string, string, WebhookAnswer, string]>([
    ['a refusal', 'malformed', answer(400), 'rejected 400: answered 400; refused by its answer; the rows are attested'],
    [
      'a redirect',
      'malformed',
      answer(399),
      'inconclusive 399: answered 399; that is no refusal, and no machine can see whether a row changed',
    ],
    [
      'a fault',
      'malformed',
      answer(500),
      'inconclusive 500: answered 500; that is no refusal, and no machine can see whether a row changed',
    ],
    ['no answer', 'malformed', answer(null), 'inconclusive null: no HTTP answer: ECONNREFUSED; the webhook could not be reached'],
    [
      'a refusal of something else',
      'topic-foreign',
      answer(403, 'signature'),
      'not-isolated 403: answered 403 (signature); refused, but only SNS can sign: the signature is wrong as well, and may be what was refused',
    ],
  ])('where a person attests the rows: %s', async (_, id, given, says) => {
    const { tests, asked } = await tried({ answers: () => given, run: { rows: 'attested' } });
    expect(resultOf(tests, id)).toBe(says);
    expect(asked).toEqual([]);
  });

  it.each([301, 307, 404, 405, 406, 408, 413, 415, 429, 499, 500, 502, 503, 504])(
    'is open for an answer %i, which a host gives that is busy, broken or away',
    async (status) => {
      const { tests } = await tried({ answers: () => answer(status) });
      expect(new Set(tests.map(({ result }) => result))).toEqual(new Set(['inconclusive']));
      const attested = await tried({ answers: () => answer(status), run: { rows: 'attested' } });
      expect(new Set(attested.tests.map(({ result }) => result))).toEqual(new Set(['inconclusive']));
    },
  );

  it('is asked for again where it was lost with the process that posted, and rows that stayed as they were stand in for none', async () => {
    for (const rows of ['attested', 'read'] as const) {
      const refused = await tried({ run: { rows, begun: ['malformed'] } });
      expect(resultOf(refused.tests, 'malformed')).toMatch(/^rejected 403: answered 403/);
      expect(refused.intents).toContain('malformed');
      const away = await tried({ answers: () => answer(null), run: { rows, begun: ['malformed'] } });
      expect(resultOf(away.tests, 'malformed')).toMatch(/^inconclusive null: no HTTP answer/);
    }
  });

  it('is durable before the next is posted, and then never asked for again', async () => {
    const whole = await tried({});
    expect(whole.ends).toEqual(whole.tests);
    for (const many of [1, 5, whole.tests.length]) {
      const ended = whole.tests.slice(0, many);
      const { tests, intents } = await tried({ answers: () => answer(null), run: { begun: ended.map(({ id }) => id), ended } });
      expect(tests.slice(0, many)).toEqual(ended);
      expect(intents).toEqual(whole.tests.slice(many).map(({ id }) => id));
      expect(tests.slice(many).every(({ result }) => result === 'inconclusive')).toBe(true);
    }
  });
});

describe('what the rows come to', () => {
  it('is accepted once one changed, and the rest is spoilt and not posted', async () => {
    const { tests, requests } = await tried({ rows: (posted) => (posted < 4 ? DELIVERED : COMPLAINED) });
    expect(resultOf(tests, 'signature-altered')).toBe(
      'accepted 403: answered 403 (signature); the forged message changed a delivery row',
    );
    expect(requests).toHaveLength(4);
    expect(
      tests
        .slice(4)
        .every(
          ({ result, status, detail }) => result === 'inconclusive' && status === null && detail.includes('already changed'),
        ),
    ).toBe(true);
  });

  it.each([
    ['attempt', { attempt: { ...DELIVERED.attempt!, status: 'complained' } }],
    ['message', { message: { ...DELIVERED.message!, status: 'complained' } }],
    ['campaign', { campaign: { campaignId: 'c', status: 'complained', updatedAt: NOW } }],
    ['events', { events: [...DELIVERED.events, event({ event: 'complaint' })] }],
  ] as const)('is accepted where the change is of its %s', async (_, change) => {
    const { tests } = await tried({ rows: (posted) => (posted === 0 ? DELIVERED : { ...DELIVERED, ...change }) });
    expect(tests[0]?.result).toBe('accepted');
  });

  it('is accepted where its complaint is the first that the rows tell of this message', async () => {
    const none = viewOf({ ...DELIVERED, events: [] });
    const taken = viewOf({ ...none, events: [event({ event: 'complaint' })] });
    const { tests } = await tried({ rows: (posted) => (posted === 0 ? none : taken) });
    expect(tests.map(({ result }) => result)).toEqual(['accepted', ...tests.slice(1).map(() => 'inconclusive')]);
  });

  it('waits for a webhook that said 2xx and works afterwards, and for no other', async () => {
    const late = await tried({
      answers: () => answer(202),
      rows: (posted, ms) => (posted >= 1 && ms >= 1_000 ? COMPLAINED : DELIVERED),
    });
    expect(late.tests[0]?.result).toBe('accepted');
    expect(late.slept).toBe(1_000);
    expect((await tried({ answers: () => answer(300) })).slept).toBe(0);
    expect((await tried({ answers: () => answer(null) })).slept).toBe(0);
    const { tests, slept } = await tried({ answers: () => answer(200) });
    expect(slept).toBe(tests.length * 3_000);
  });

  it('of one that was posted before a resume is told by a complaint that nobody made, and it is not posted again', async () => {
    const { tests, intents } = await tried({ run: { begun: ['malformed'] }, rows: () => COMPLAINED });
    expect(resultOf(tests, 'malformed')).toBe(
      'accepted null: posted before the run was resumed; the rows tell of a complaint that nobody made',
    );
    expect(intents).not.toContain('malformed');
  });

  it.each<[string, World, string]>([
    ['the ledger is silent', { rows: () => 'nobody answers' }, 'the ledger could not be read: nobody answers'],
    ['it fell silent', { rows: (posted) => (posted === 0 ? DELIVERED : 'gone') }, 'the ledger could not be read: gone'],
    [
      'its row is not there',
      { rows: () => viewOf({ attempt: null, message: null }) },
      'the ledger has no row of the live message',
    ],
    [
      'no callback of it came',
      { rows: () => viewOf({ events: [] }) },
      'no genuine callback of this message has come yet to compare with',
    ],
    [
      'only others’ came',
      { rows: () => viewOf({ events: [event({ providerMessageId: 'id-2' })] }) },
      'no genuine callback of this message has come yet to compare with',
    ],
  ])('is nothing where %s', async (_, world, why) => {
    expect(resultOf((await tried(world)).tests, 'token-wrong')).toBe(`inconclusive 403: answered 403 (signature); ${why}`);
  });

  it('is looked up by the mark, and by the id where one is known', async () => {
    expect((await tried({})).asked[0]).toEqual({ nonce: 'certify-n', providerMessageId: 'id-1' });
    expect((await tried({ run: { message: null } })).asked[0]).toEqual({ nonce: 'certify-n' });
  });

  it('stands where one of its rows alone is there', async () => {
    for (const change of [{ attempt: null }, { message: null }])
      expect((await tried({ rows: () => ({ ...DELIVERED, ...change }) })).tests.at(-1)?.result).toBe('rejected');
  });

  it('is no excuse for a fault of certify’s own', async () => {
    const rows = (): never => {
      throw new TypeError('a fault');
    };
    await expect(tried({ rows })).rejects.toThrow('a fault');
  });
});
