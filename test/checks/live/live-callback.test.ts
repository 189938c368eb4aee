import { describe, expect, it } from 'vitest';
import { liveCallback } from '../../../src/checks/live/live-callback.ts';
import type { LedgerEvent } from '../../../src/core/live.ts';
import type { Follow } from '../../../src/core/reason.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { came, event, seen, sent } from './builders.ts';
import { notAsked } from '../smtp/builders.ts';
import { toldBy } from '../told-by.ts';

const judge = (
  deciding: LedgerEvent | null,
  events: readonly LedgerEvent[] = deciding === null ? [] : [deciding],
  tenant = {
    provider: 'SES',
    smtp: null,
    ses: { configurationSet: 'squareos-main' },
    live: { via: 'provider' },
  } as unknown as Facts['profile.tenant'],
  send: Partial<Facts['live.receipt']> = {},
  strays?: Facts['live.rows']['strays'],
  set?: Partial<Facts['ses.configurationSet']>,
  subscriptions?: readonly object[],
) =>
  toldBy(
    liveCallback,
    liveCallback.evaluate({
      'live.callback': seen(came(deciding, events)),
      'live.receipt': seen(sent(send)),
      'profile.tenant': seen(tenant),
      'live.rows': seen((strays === undefined ? {} : { strays }) as Facts['live.rows']),
      'sns.subscriptions':
        subscriptions === undefined ? notAsked : seen({ subscriptions } as unknown as Facts['sns.subscriptions']),
      'ses.configurationSet':
        set === undefined ? notAsked : seen({ detail: null, identityDefault: null, ...set } as Facts['ses.configurationSet']),
    }),
  );

describe('live-callback', () => {
  it('passes on a Delivery', () => {
    expect(judge(event())).toMatchObject({ status: 'pass', reason: 'ok' });
  });

  it.each(['bounce-permanent', 'bounce-transient', 'complaint', 'reject', 'rendering-failure'] as const)(
    'fails on %s and says that the path is proven',
    (name) => {
      expect(judge(event({ event: name }))).toMatchObject({ status: 'fail', reason: name, observed: { callbackPath: 'proven' } });
    },
  );

  it('warns when the recipient’s server says quarantine', () => {
    expect(judge(event({ smtpResponse: '250 2.6.0 queued, DMARC:Quarantine' }))).toMatchObject({
      status: 'warn',
      reason: 'quarantined',
    });
  });

  it('has the platform asked first for the set that it alone names', () => {
    const platform = { provider: 'SES', smtp: null, ses: {}, live: { via: 'squareos' } } as unknown as Facts['profile.tenant'];
    const own = { provider: 'SES', smtp: null, ses: {}, live: { via: 'provider' } } as unknown as Facts['profile.tenant'];
    const named = { name: 'main', source: 'explicit' } as const;
    const fixOf = (tenant: typeof platform, set: Partial<Facts['ses.configurationSet']>, strays?: Facts['live.rows']['strays']) =>
      judge(null, [], tenant, {}, strays, set).fix;
    expect(fixOf(platform, named)).toMatch(/First see that SquareOS passes configuration set main /);
    expect(fixOf(platform, { ...named, identityDefault: { name: 'old', answer: null } })).toContain('First see');
    expect(fixOf(platform, { ...named, identityDefault: { name: 'main', answer: null } })).not.toContain('First see');
    expect(fixOf(platform, { ...named, source: 'domain-default' })).not.toContain('First see');
    expect(fixOf(own, named)).not.toContain('First see');
    // Something came: the set was named.
    expect(fixOf(platform, named, { refused: { 'token-wrong': 1 }, unmatched: 0 })).toMatch(/^Compare the token/);
  });

  describe('where undelivered events lie', () => {
    const QUEUE = 'arn:aws:sqs:ap-south-1:111122223333:squareos-dead';
    const one = (queue: string | null, over: object = {}) => ({
      arn: 'arn:1',
      isCallback: true,
      detail: {
        state: 'observed',
        value: { redrivePolicy: queue === null ? null : JSON.stringify({ deadLetterTargetArn: queue }) },
      },
      ...over,
    });
    const missed = (subscriptions?: readonly object[]) => judge(null, [], undefined, {}, undefined, undefined, subscriptions);

    it('is the queue that the subscription names, with the command that counts', () => {
      const found = missed([one(QUEUE), one('arn:aws:sqs:eu-west-1:1:not-ours', { isCallback: false })]);
      expect(found).toMatchObject({ reason: 'never-came', observed: { deadLetterQueues: [QUEUE] } });
      expect(found.fix).toContain(QUEUE);
      expect(JSON.stringify(found)).toContain(
        'aws sqs get-queue-attributes --queue-url https://sqs.ap-south-1.amazonaws.com/111122223333/squareos-dead --attribute-names ApproximateNumberOfMessages --region ap-south-1',
      );
    });

    it('is each queue of several subscriptions, and the host of the partition', () => {
      const other = 'arn:aws-cn:sqs:cn-north-1:111122223333:dead';
      const found = missed([one(QUEUE), one(other), one(QUEUE)]);
      expect(found).toMatchObject({ observed: { deadLetterQueues: [QUEUE, other] } });
      expect(JSON.stringify(found)).toContain('https://sqs.cn-north-1.amazonaws.com.cn/111122223333/dead');
    });

    it('is nowhere without a queue', () => {
      const found = missed([one(null)]);
      expect(found).toMatchObject({ observed: { deadLetterQueues: [] } });
      expect(found.fix).toContain('it is lost');
    });

    it.each([
      ['nobody saw the subscriptions', undefined],
      ['their attributes may not be seen', [one(QUEUE, { detail: { state: 'denied', code: 'x', message: 'm' } })]],
      ['one of two may not be seen', [one(QUEUE), one(QUEUE, { detail: { state: 'denied', code: 'x', message: 'm' } })]],
      ['none is confirmed', [one(QUEUE, { arn: null, detail: null })]],
    ])('is not claimed where %s', (_, subscriptions) => {
      const found = missed(subscriptions);
      expect(found.observed).not.toHaveProperty('deadLetterQueues');
      expect(found.fix).toContain('if there is one');
    });
  });

  it('follows from what keeps callbacks back, and from no warning that lets them through', () => {
    const follows: readonly Follow[] = liveCallback.reasons['never-came'].follows;
    const open = follows.filter(({ reasons, status }) => reasons === undefined && status === undefined);
    expect(open.map(({ check }) => check)).toEqual(['live-receipt', 'smtp-adapter']);
    for (const { status } of follows) expect(status ?? []).not.toContain('warn');
  });

  it('is inconclusive when nothing came, and says whose log to look into', () => {
    const judged = judge(null);
    expect(judged).toMatchObject({ status: 'inconclusive', reason: 'never-came' });
    expect(judged.fix).toMatch(/log of the webhook[\s\S]*dead-letter queue/);
  });

  it.each([
    [{ unmatched: 0, refused: { 'token-wrong': 2 } }, /Compare the token[\s\S]*token-wrong/],
    [{ unmatched: 0, refused: { malformed: 1 } }, /look first at what was refused[\s\S]*malformed/],
    [{ unmatched: 3, refused: {} }, /ids of the 3 events that it could not match/],
  ])('ties what came without an id of its own to what never came: %j', (strays, words) => {
    const judged = judge(null, [], undefined, {}, strays);
    expect(judged).toMatchObject({ status: 'inconclusive', reason: 'never-came', observed: { strays } });
    expect(judged.fix).toMatch(words);
  });

  it('sends an SMTP tenant to its adapter, not to SNS', () => {
    const judged = judge(null, [], {
      provider: 'SMTP',
      smtp: { ses: null },
      live: { via: 'squareos' },
    } as unknown as Facts['profile.tenant']);
    expect(judged).toMatchObject({ status: 'inconclusive', reason: 'never-came', owner: 'mail provider admin' });
    expect(judged.fix).toMatch(/adapter[\s\S]*401/);
  });

  it('is inconclusive when only Send came', () => {
    expect(judge(null, [event({ event: 'send' })])).toMatchObject({ status: 'inconclusive', reason: 'not-delivered-yet' });
  });

  it('tells a Delivery of another configuration set', () => {
    expect(judge(null, [event({ configurationSet: 'other' })])).toMatchObject({ reason: 'other-configuration-set' });
  });

  it.each([
    ['other-message', { providerMessageId: 'id-2' }, /id-2[\s\S]*id-1/],
    ['id-untold', { providerMessageId: null }, /event\.providerMessageId/],
    ['other-recipient', { recipientMatches: false }, /live\.recipient/],
    ['recipient-untold', { recipientMatches: null }, /event\.recipientMatches/],
    ['configuration-set-untold', { configurationSet: null }, /event\.configurationSet/],
  ] as const)('proves nothing by a Delivery that is %s, and says what would', (reason, change, says) => {
    const judged = judge(null, [event({ event: 'send' }), event(change)]);
    expect(judged).toMatchObject({ status: 'inconclusive', reason });
    expect(judged.fix).toMatch(says);
  });

  it('tells a Delivery of which nobody knows whether it is the live message’s', () => {
    const judged = judge(null, [event()], undefined, { receipt: null });
    expect(judged).toMatchObject({ status: 'inconclusive', reason: 'id-unknown' });
  });

  it.each(['auth-failure', 'Auth-Failure'])('warns of a report of %s after the delivery', (feedbackType) => {
    const report = event({ event: 'feedback', feedbackType });
    expect(judge(event(), [event(), report])).toMatchObject({ status: 'warn', reason: 'report-auth-failure' });
  });

  it('warns when a second message went out under the same mark', () => {
    expect(judge(event(), [event(), event({ providerMessageId: 'id-2' })])).toMatchObject({
      status: 'warn',
      reason: 'sent-twice',
      observed: { otherMessage: 'id-2' },
    });
  });

  it('counts what people opened apart from what machines did, of this message alone', () => {
    const machine = { subtype: 'Machine' } as const;
    const opened = [
      event({ event: 'open', ...machine }),
      event({ event: 'click', ...machine }),
      event({ event: 'open' }),
      event({ event: 'open', providerMessageId: 'another' }),
    ];
    expect(judge(event(), [...opened, event()]).observed).toMatchObject({
      engagement: { open: { people: 1, machines: 1 }, click: { people: 0, machines: 1 } },
    });
    expect(judge(event(), [event()]).observed).not.toHaveProperty('engagement');
  });

  it('says what the provider last said of the way, not that something opened the message', () => {
    const waiting = [event({ event: 'delivery-delay', subtype: 'SpamDetected' }), event({ event: 'open', subtype: 'Machine' })];
    expect(judge(null, waiting)).toMatchObject({ reason: 'not-delivered-yet', observed: { event: 'delivery-delay' } });
  });
});
