// The SES endpoint to the letter: order of verification, answers, rows.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attempt, startHarness } from './harness.ts';
import type { Harness } from './harness.ts';
import { CERT_URL, confirmation, notification, sesEvent, TOPIC } from './sns-party.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.receiver.stop());

const signed = (message: string, over: { [key: string]: string } = {}, version: '1' | '2' = '2') =>
  harness.party.sign(notification(message, over), version);
const event = (id: string, over: { [key: string]: unknown } = {}) => sesEvent(over, { messageId: id });

describe('a genuine notification', () => {
  it.each(['1', '2'] as const)('moves attempt, message and campaign log under SignatureVersion %s', async (version) => {
    const id = `genuine-${version}`;
    await harness.put(`certify-genuine-${version}`, attempt({ providerMessageId: id, campaignId: 'spring' }));
    const answer = await harness.post(signed(event(id), {}, version));
    expect(answer).toEqual({
      status: 200,
      json: { success: true, processed: 1, duplicates: 0, errors: 0, subscriptionConfirmed: false },
    });
    const view = await harness.view({ providerMessageId: id });
    expect(view.attempt).toMatchObject({ status: 'delivered', providerMessageId: id });
    expect(view.message).toMatchObject({ status: 'delivered', providerMessageId: id });
    expect(view.campaign).toMatchObject({ status: 'delivered', campaignId: 'spring' });
    expect(view.events).toMatchObject([
      {
        event: 'delivery',
        signatureVersion: version,
        signingCertUrl: CERT_URL,
        recipientMatches: true,
        configurationSet: 'squareos-main',
      },
    ]);
  });

  it('is parsed as application/json too, and without a content type', async () => {
    const types = { 'content-type': 'application/json' };
    expect((await harness.post(signed(event('json-1')), { headers: types })).json).toMatchObject({ processed: 1 });
  });

  it('counts a repeat as a duplicate and changes nothing', async () => {
    const body = signed(event('repeat-1'));
    await harness.post(body);
    expect((await harness.post(body)).json).toMatchObject({ success: true, processed: 0, duplicates: 1 });
  });

  it('keeps what a machine opened apart from what a reader did', async () => {
    const opened = (isBotEvent?: string) =>
      signed(
        sesEvent(
          { eventType: 'Open', delivery: undefined, open: { timestamp: '2026-11-20T09:59:40Z', isBotEvent } },
          { messageId: 'open-1' },
        ),
      );
    expect((await harness.post(opened('Likely'))).json).toMatchObject({ processed: 1, duplicates: 0 });
    expect((await harness.post(opened('Unlikely'))).json).toMatchObject({ processed: 1, duplicates: 0 });
    expect((await harness.post(opened())).json).toMatchObject({ processed: 0, duplicates: 1 });
    const { events } = await harness.view({ providerMessageId: 'open-1' });
    expect(new Set(events.map((one) => `${one.event} ${one.subtype ?? ''}`))).toEqual(new Set(['open Machine', 'open ']));
  });

  it('writes one row a recipient', async () => {
    const recipients = ['ops@example.com', 'Second <second@example.com>'];
    const body = signed(sesEvent({ delivery: { timestamp: '2026-11-20T09:59:30Z', recipients } }, { messageId: 'two-1' }));
    expect((await harness.post(body)).json).toMatchObject({ processed: 2 });
    expect((await harness.view({ providerMessageId: 'two-1' })).events).toHaveLength(2);
  });

  it('keeps what the event says of its cause, neutralised and capped', async () => {
    const bouncedRecipients = [
      { emailAddress: 'ops@example.com', status: '5.7.26', diagnosticCode: `smtp; 550 5.7.26 \u001b[31mno${'o'.repeat(600)}` },
    ];
    const bounce = { bounceType: 'Transient', bounceSubType: 'General', timestamp: '2026-11-20T09:59:30Z', bouncedRecipients };
    await harness.post(signed(sesEvent({ eventType: 'Bounce', bounce }, { messageId: 'cause-1' })));
    const [kept] = (await harness.view({ providerMessageId: 'cause-1' })).events;
    expect(kept).toMatchObject({ event: 'bounce-transient', providerMessageId: 'cause-1', status: '5.7.26' });
    expect(kept?.diagnostic).toMatch(/^smtp; 550 5\.7\.26 \\x1b\[31mno/);
    expect(kept?.diagnostic).toHaveLength(512);
  });

  it('answers 200 without a row for the validation text, unknown events and UnsubscribeConfirmation', async () => {
    const before = harness.confirmed.length;
    const validation = 'Successfully validated SNS topic for Amazon SES event publishing.';
    for (const body of [signed(validation), signed(event('unknown-1', { eventType: 'Teleported' }))])
      expect(await harness.post(body)).toMatchObject({ status: 200, json: { processed: 0, errors: 0 } });
    const unsubscribe = harness.party.sign(confirmation({}, 'UnsubscribeConfirmation'));
    expect(await harness.post(unsubscribe)).toMatchObject({ status: 200, json: { subscriptionConfirmed: false } });
    expect(harness.confirmed).toHaveLength(before);
  });

  it('becomes a dead letter when it is verified and cannot be applied', async () => {
    expect((await harness.post(signed('a note from a person'))).json).toMatchObject({ success: true, errors: 1 });
    const letters = (await harness.get('/engagement/email/dead-letters')).json['unresolved'] as { reason: string }[];
    expect(letters.map(({ reason }) => reason)).toContain('not-json');
    expect(JSON.stringify(letters)).not.toContain('a note from a person');
  });
});

describe('a confirmation', () => {
  it('is confirmed at the SNS host only after every check', async () => {
    const answer = await harness.post(harness.party.sign(confirmation()));
    expect(answer.json).toMatchObject({ success: true, subscriptionConfirmed: true });
    expect(harness.confirmed.at(-1)).toBe(
      `https://sns.ap-south-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=abc123`,
    );
  });

  it.each([
    'https://169.254.169.254/?Action=ConfirmSubscription',
    `https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=abc123`,
    `https://sns.ap-south-1.amazonaws.com/?Action=Unsubscribe&TopicArn=${TOPIC}&Token=abc123`,
    `http://sns.ap-south-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=abc123`,
  ])('is refused for the SubscribeURL %s', async (SubscribeURL) => {
    const before = harness.confirmed.length;
    const answer = await harness.post(harness.party.sign(confirmation({ SubscribeURL })));
    expect(answer).toMatchObject({ status: 403, json: { reason: 'subscribe-url' } });
    expect(harness.confirmed).toHaveLength(before);
  });
});

describe('a rejection', () => {
  const cases: [string, number, string, () => [unknown, Parameters<Harness['post']>[1]?]][] = [
    ['no token', 401, 'token-missing', () => [signed(event('x')), { token: null }]],
    ['a wrong token', 401, 'token-wrong', () => [signed(event('x')), { token: 'nope' }]],
    ['two tokens that differ', 401, 'token-conflicting', () => [signed(event('x')), { headers: { 'x-webhook-token': 'other' } }]],
    ['a foreign topic, well signed', 403, 'topic', () => [signed(event('x'), { TopicArn: `${TOPIC}-other` })]],
    [
      'a foreign certificate host',
      403,
      'certificate-url',
      () => [{ ...signed(event('x')), SigningCertURL: 'https://evil.tld/a.pem' }],
    ],
    ['an altered message', 403, 'signature', () => [{ ...signed(event('x')), Message: event('y') }]],
    ['version 3', 403, 'signature-version', () => [{ ...signed(event('x')), SignatureVersion: '3' }]],
    ['a version 1 signature labelled 2', 403, 'signature', () => [{ ...signed(event('x'), {}, '1'), SignatureVersion: '2' }]],
    ['no signature', 403, 'signature', () => [{ ...signed(event('x')), Signature: undefined }]],
    ['an old message', 403, 'stale', () => [signed(event('x'), { Timestamp: '2026-11-20T08:00:00.000Z' })]],
    ['a message from the future', 403, 'stale', () => [signed(event('x'), { Timestamp: '2026-11-20T10:06:00.000Z' })]],
    ['raw delivery', 403, 'raw-delivery', () => [event('x')]],
    ['text that is not JSON', 400, 'malformed', () => ['{']],
    ['an empty body', 400, 'malformed', () => ['']],
    ['a body over 256 KiB', 413, 'too-large', () => ['x'.repeat(262_145)]],
  ];
  it.each(cases)('answers %s with %i %s and changes no row', async (_title, status, reason, build) => {
    await harness.put('certify-reject', attempt({ providerMessageId: 'x' }));
    const before = await harness.view({ providerMessageId: 'x' });
    const fetches = harness.fetched.length;
    const answer = await harness.post(...build());
    expect(answer).toMatchObject({ status, json: { success: false, reason } });
    expect(await harness.view({ providerMessageId: 'x' })).toEqual(before);
    expect(harness.fetched.slice(fetches).filter((url) => url !== CERT_URL)).toEqual([]);
  });

  it('takes the same token twice', async () => {
    const headers = { 'x-webhook-token': 'verify-token-0123456789' };
    expect((await harness.post(signed(event('twice-1')), { headers })).status).toBe(200);
  });

  it('logs reasons and no token, body or query', () => {
    const text = harness.logs.join('');
    expect(text).toContain('"reason":"signature"');
    for (const secret of ['verify-token', 'read-token', 'ops@example.com', '?token']) expect(text).not.toContain(secret);
  });
});
