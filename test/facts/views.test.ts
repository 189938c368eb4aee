// What a sheet records of a tenant beside plain facts, from what was asked of zones and of AWS.
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/core/json.ts';
import type { Observed } from '../../src/facts/fact.ts';
import type { FactKey, Facts } from '../../src/facts/index.ts';
import { viewed } from '../../src/facts/views.ts';
import { dkimKeysProbe } from '../../src/probes/dns/dkim-keys.ts';
import { dmarcProbe } from '../../src/probes/dns/dmarc.ts';
import { spfProbe } from '../../src/probes/dns/spf.ts';
import { absent, denied, detail, dkim, identity, observed as answered, TOPIC } from '../checks/aws-builders.ts';
import { factFrom, notAsked, observed, senderProfile } from '../fakes/dns-asking.ts';
import { KEY } from '../fakes/dkim-keys.ts';
import type { Zone } from '../fakes/dns-zone.ts';

const seen = <K extends FactKey>(key: K, value: Facts[K]): Observed => ({ [key]: observed(value as JsonValue) });
const refused = denied('ses:GetEmailIdentity');

it('says nothing of what nobody saw, and knows no other view', () => {
  for (const [view, field] of [
    ['derived.ses', 'verification'],
    ['derived.ses', 'dkim'],
    ['derived.ses', 'mailFrom'],
    ['derived.dns', 'spf'],
    ['derived.dns', 'dmarc'],
    ['derived.dns', 'dkimKeys'],
    ['derived.callback', 'subscription'],
    ['derived.callback', 'eventTypes'],
    ['derived.relay', 'messageId'],
    ['derived.relay', 'other'],
  ] as const)
    expect([view, field, viewed(view, field, {})]).toEqual([view, field, null]);
  expect(viewed('derived.other', 'spf', {})).toBeUndefined();
  expect(viewed('toString', 'name', {})).toBeUndefined();
});

describe('the states of an identity', () => {
  const address = answered(detail({ verificationStatus: 'PENDING', dkim: null, mailFrom: null }));
  const domain = answered(detail({ dkim: dkim({ status: 'FAILED' }) }));

  it.each([
    ['of the domain, where it is alone', absent, domain, ['SUCCESS', 'FAILED', 'SUCCESS']],
    ['of the address, with the key of its domain', address, domain, ['PENDING', 'FAILED', 'none is set']],
    ['of nothing, where there is none', absent, absent, [null, null, null]],
    ['of nothing, where one that may govern was refused', refused, domain, [null, null, null]],
    ['of an address whose domain was refused', address, refused, ['PENDING', null, 'none is set']],
    ['of a key that SES says nothing of', absent, answered(detail({ dkim: null })), ['SUCCESS', null, 'SUCCESS']],
    [
      'of a MAIL FROM without a domain',
      absent,
      answered(detail({ mailFrom: { domain: null, status: 'SUCCESS', behaviorOnMxFailure: null } })),
      ['SUCCESS', 'SUCCESS', 'none is set'],
    ],
  ] as const)('are %s', (_, ofAddress, ofDomain, states) => {
    const facts = seen('ses.identity', identity(ofAddress, ofDomain));
    expect(['verification', 'dkim', 'mailFrom'].map((field) => viewed('derived.ses', field, facts))).toEqual(states);
  });
});

describe('the state of SPF', () => {
  const SES = senderProfile({}, { ses: { region: 'ap-south-1', identity: 'example.com', mailFrom: 'bounce.example.com' } });
  const WORLD: Zone = { 'amazonses.com': { TXT: ['v=spf1 ip4:199.255.192.0/22 -all'] }, 'example.com': {} };
  const spf = async (zone: Zone[string], profile = SES) =>
    viewed(
      'derived.dns',
      'spf',
      seen('dns.spf', await factFrom(spfProbe, { zone: { ...WORLD, 'bounce.example.com': zone }, profile })),
    );

  it.each<[string, Zone[string], string | null]>([
    [
      'a record with the provider',
      { TXT: ['v=spf1 include:amazonses.com -all'] },
      'published at bounce.example.com, lets the provider pass: v=spf1 include:amazonses.com -all',
    ],
    [
      'a record without it',
      { TXT: ['v=spf1 -all'] },
      'published at bounce.example.com, does not let the provider pass: v=spf1 -all',
    ],
    [
      'a record of which that is not known',
      { TXT: ['v=spf1 exists:%{i}.example.com -all'] },
      'published at bounce.example.com: v=spf1 exists:%{i}.example.com -all',
    ],
    ['no record', { TXT: ['hello'] }, 'none at bounce.example.com'],
    ['two records', { TXT: ['v=spf1 -all', 'v=spf1 ~all'] }, 'several at bounce.example.com, which is an error'],
    ['a record that breaks', { TXT: ['v=spf1 include -all'] }, 'cannot be read at bounce.example.com'],
    ['no answer', 'servfail', null],
  ])('%s', async (_, zone, says) => {
    expect(await spf(zone)).toBe(says);
  });

  it('a return path of the provider, where the gym publishes nothing', async () => {
    const own = senderProfile({}, { ses: { region: 'ap-south-1', identity: 'example.com' } });
    expect(await spf({}, own)).toBe('at the provider’s own return path');
  });

  it('a provider that publishes no name says nothing of passing', async () => {
    expect(await spf({ TXT: ['v=spf1 -all'] }, senderProfile({ returnPath: 'bounce.example.com' }))).toBe(
      'published at bounce.example.com: v=spf1 -all',
    );
  });
});

describe('the DMARC record and where it stands', () => {
  const REJECT = 'v=DMARC1; p=reject';

  it.each<[string, Zone, string | null]>([
    ['of the domain', { '_dmarc.mail.example.com': { TXT: ['x', REJECT] } }, `_dmarc.mail.example.com: ${REJECT}`],
    ['of a parent', { '_dmarc.example.com': { TXT: [REJECT] } }, `_dmarc.example.com: ${REJECT}`],
    ['none', {}, 'none'],
    [
      'two at once',
      { '_dmarc.mail.example.com': { TXT: [REJECT, REJECT] } },
      'several at _dmarc.mail.example.com, which is an error',
    ],
    ['no answer below a record', { '_dmarc.mail.example.com': 'timeout', '_dmarc.example.com': { TXT: [REJECT] } }, null],
    [
      'no answer above a record',
      { '_dmarc.mail.example.com': { TXT: [REJECT] }, '_dmarc.example.com': 'timeout' },
      `_dmarc.mail.example.com: ${REJECT}`,
    ],
  ])('%s', async (_, zone, says) => {
    const profile = senderProfile({ senderValue: 'billing@mail.example.com' });
    const value = await factFrom(dmarcProbe, { zone: { 'mail.example.com': {}, ...zone }, profile });
    expect(viewed('derived.dns', 'dmarc', seen('dns.dmarc', value))).toBe(says);
  });
});

describe('the keys of the selectors that were named', () => {
  const at = (selector: string) => `${selector}._domainkey.example.com`;

  it.each<[string, Zone, string | null]>([
    ['a key and none', { [at('s1')]: { TXT: [KEY] } }, 's1: key found, s2: no key'],
    ['a key and no answer', { [at('s1')]: { TXT: [KEY] }, [at('s2')]: 'servfail' }, null],
    [
      'a revoked key and another text',
      { [at('s1')]: { TXT: ['v=DKIM1; p='] }, [at('s2')]: { TXT: ['hello'] } },
      's1: no usable key, s2: no usable key',
    ],
    // RFC 6376 §3.6.2.2: what comes of two is not defined.
    ['two keys at one', { [at('s1')]: { TXT: [KEY, KEY] } }, 's1: several records, which is an error, s2: no key'],
  ])('%s', async (_, zone, says) => {
    const dkim = ['s1', 's2'].map((selector) => ({ domain: 'example.com', selector }));
    const value = await factFrom(dkimKeysProbe, { zone: { 'example.com': {}, ...zone }, profile: senderProfile({ dkim }) });
    expect(viewed('derived.dns', 'dkimKeys', seen('dns.dkimKeys', value))).toBe(says);
  });
});

describe('the subscriptions of this webhook', () => {
  type Subscription = Facts['sns.subscriptions']['subscriptions'][number];
  const one = (pending: boolean | null, change: Partial<Subscription> = {}): Subscription => ({
    arn: `${TOPIC}:1`,
    protocol: 'https',
    endpoint: 'https://api.example.com/hook',
    isCallback: true,
    scheme: 'https',
    token: 'equal',
    detail: answered({
      pending,
      authenticated: true,
      rawMessageDelivery: false,
      filterPolicy: null,
      filterPolicyScope: null,
      redrivePolicy: null,
    }),
    ...change,
  });

  it.each<[string, readonly Subscription[], boolean, string | null]>([
    ['none, of all that there are', [one(false, { isCallback: false })], true, 'not subscribed'],
    ['none, of those that were seen', [one(false, { isCallback: false })], false, null],
    ['one that has no ARN yet', [one(null, { arn: null, detail: null })], true, 'pending confirmation'],
    ['one that SNS says is pending', [one(true)], true, 'pending confirmation'],
    ['two', [one(false), one(true)], true, 'confirmed, pending confirmation'],
    ['one whose attributes were refused', [one(false), one(false, { detail: refused })], true, null],
    ['one of which SNS does not say', [one(null)], true, null],
  ])('%s', (_, subscriptions, complete, says) => {
    const value = { topicArn: TOPIC, lookedFor: null, subscriptions, complete };
    expect(viewed('derived.callback', 'subscription', seen('sns.subscriptions', value))).toBe(says);
  });
});

describe('the event types that reach SNS', () => {
  type Destination = Facts['ses.eventDestinations']['destinations'][number];
  const to = (kind: Destination['kind'], enabled: boolean | null, ...eventTypes: string[]): Destination => ({
    name: 'd',
    kind,
    enabled,
    eventTypes,
    topicArn: kind === 'sns' ? TOPIC : null,
  });

  it.each<[string, readonly Destination[], string]>([
    [
      'of all that are enabled, each once, in order',
      [to('sns', true, 'SEND', 'BOUNCE'), to('sns', true, 'BOUNCE', 'DELIVERY')],
      'BOUNCE, DELIVERY, SEND',
    ],
    ['none of one that is off, or that SES says nothing of', [to('sns', false, 'SEND'), to('sns', null, 'SEND')], 'none'],
    ['none of what goes elsewhere', [to('firehose', true, 'SEND')], 'none'],
  ])('%s', (_, destinations, says) => {
    const facts = seen('ses.eventDestinations', { configurationSet: 'c', destinations });
    expect(viewed('derived.callback', 'eventTypes', facts)).toBe(says);
  });
});

describe('the id that a relay gives', () => {
  const receipt = { requestId: null, sentAt: '2026-11-20T10:00:00.000Z', via: 'squareos' } as const;

  it.each([
    ['an id', { ...receipt, providerMessageId: '4F1' }, 'an id for each message'],
    ['none', { ...receipt, providerMessageId: null }, 'none: joined by Message-ID'],
    ['nothing was taken', null, null],
  ] as const)('%s', (_, given, says) => {
    const value = {
      nonce: 'n',
      purpose: 'live',
      withheld: null,
      outcome: null,
      receipt: given,
      registeredBefore: false,
    } as const;
    expect(viewed('derived.relay', 'messageId', seen('live.receipt', value))).toBe(says);
    expect(viewed('derived.relay', 'messageId', { 'live.receipt': notAsked })).toBeNull();
  });
});
