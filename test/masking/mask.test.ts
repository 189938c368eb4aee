// What is masked, what is spared, and that masking twice is masking once.
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { maskAccessKeyId, maskFact, maskText, type MaskContext, NO_MASK_CONTEXT, shortened } from '../../src/masking/mask.ts';

const context: MaskContext = { recipients: ['ops.team@example.com'] };
const mask = (text: string): string => maskText(text, context);

const SECRET_KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const SMTP_PASSWORD = 'BM+Sxd3n0fTk9zYwQ1rVhPa7LmCe5uJgXo8iKb2Ns4Wd';

describe('masking of recipients', () => {
  it.each([
    ['ops.team@example.com', 'o…@example.com'],
    ['To: Ops.Team@Example.com, next', 'To: o…@Example.com, next'],
    ['550 <ops.team@example.com>: no', '550 <o…@example.com>: no'],
    ['?to=ops.team%40example.com', '?to=o…%40example.com'],
    ['bounce+ops.team=example.com@mx.test', 'bounce+o…=example.com@mx.test'],
    ['ops.team+run-1@example.com', 'o…@example.com'],
    ['"ops.team"@example.com', 'o…@example.com'],
  ])('shortens %s', (from, to) => expect(mask(from)).toBe(to));

  it.each(['devops.team@example.com', 'ops.team@example.com.au', 'ops.team@sub.example.com', 'billing@example.com'])(
    'leaves %s, which is another address',
    (text) => expect(mask(text)).toBe(text),
  );
});

describe('the sender who writes to itself', () => {
  const arn = 'arn:aws:ses:ap-south-1:111122223333:identity/billing@gym.example';
  it.each([
    ['billing@gym.example', 'billing@gym.example'],
    ['Billing@Gym.example', 'billing@gym.example'],
    ['billing@gym.example', 'billing+invoices@gym.example'],
  ])('as %s is told whole, so that what names %s can be pasted', (recipient, sender) => {
    const recipients = shortened([recipient, null, 'ops@gym.example'], sender);
    expect(recipients).toEqual(['ops@gym.example']);
    for (const text of [arn, sender]) expect(maskText(text, { recipients })).toBe(text);
  });

  it('is another than who shares its domain', () =>
    expect(shortened(['ops@gym.example'], 'billing@gym.example')).toEqual(['ops@gym.example']));
});

describe('masking by shape', () => {
  it('keeps the last four characters of an access key id', () => {
    expect(mask('key AKIAIOSFODNN7EXAMPLE denied')).toBe('key AKIA…MPLE denied');
    expect(mask('Credential=ASIAIOSFODNN7EXAMPLE/20261120')).not.toContain('IOSFODNN7');
  });

  it.each([
    [`secret ${SECRET_KEY}.`, 'secret [masked].'],
    [`password ${SMTP_PASSWORD}`, 'password [masked]'],
    ['https://x.test/hook?token=abc123&x=1', 'https://x.test/hook?token=[masked]&x=1'],
    ['https://x.test/hook?x=1&TOKEN=a%2Fb', 'https://x.test/hook?x=1&TOKEN=[masked]'],
    ['next=https%3A%2F%2Fx.test%2F%3Ftoken%3Dabc123', 'next=https%3A%2F%2Fx.test%2F%3Ftoken%3D[masked]'],
    ['smtp://user:p@ss@mail.test:587', 'smtp://[masked]@mail.test:587'],
    ['AUTH PLAIN AGFwaWtleQBodW50ZXIyMjI=', 'AUTH PLAIN [masked]'],
    ['Authorization: Bearer abcdef.ghijkl', 'Authorization: [masked]'],
    ['x-webhook-token: s3cr3t-token', 'x-webhook-token: [masked]'],
    ['{"password":"hunter22","port":587}', '{"password":"[masked]","port":587}'],
    ['{\\"secretAccessKey\\":\\"abc\\"}', '{\\"secretAccessKey\\":\\"[masked]\\"}'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', '[private key]'],
    ['-----BEGIN PRIVATE KEY-----\nMIIE cut off', '[private key]'],
    [`t IQoJb3JpZ2luX2Vj${'aB3/'.repeat(30)}=`, 't [masked]'],
  ])('masks %s', (from, to) => expect(mask(from)).toBe(to));

  it.each([
    'v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    'arn:aws:sns:ap-south-1:111122223333:squareos-email',
    'https://api.squareos.example/engagement/email/ses/webhook',
    'v=DMARC1; p=none; rua=mailto://reports@mail.test',
    '0109018b2c3d4e5f-6a7b8c9d-0e1f-4a2b-8c3d-4e5f6a7b8c9d-000000',
    'v=spf1 include:amazonses.com ~all',
    'google-site-verification=abcDEF123456',
    'The security token included in the request is invalid.',
    'Password: set, 44 characters',
  ])('leaves %s as it is', (text) => expect(mask(text)).toBe(text));

  it('replaces half a surrogate pair, which canonical JSON refuses', () => expect(mask('a\ud800b')).toBe('a\ufffdb'));
});

describe('masking of facts', () => {
  it('reaches every string and key, and keeps the shape', () => {
    const fact = { 'ops.team@example.com': ['https://x.test/?token=abc', 3, null, true, { a: 'AKIAIOSFODNN7EXAMPLE' }] };
    expect(maskFact(fact, context)).toEqual({
      'o…@example.com': ['https://x.test/?token=[masked]', 3, null, true, { a: 'AKIA…MPLE' }],
    });
  });

  it('masks fields named for secrets, but not judgements or references', () => {
    expect(
      maskFact({ password: 'Hunter22', token: 'missing', secretAccessKey: 'env:CERTIFY_X', Signature: 'aGVsbG8=' }, context),
    ).toEqual({
      password: '[masked]',
      token: 'missing',
      secretAccessKey: 'env:CERTIFY_X',
      Signature: '[masked]',
    });
  });

  it('keeps both of two keys that look alike once masked', () => {
    expect(Object.keys(maskFact({ 'a?token=x': 1, 'a?token=y': 2 }, context) as object)).toEqual([
      'a?token=[masked]',
      'a?token=[masked]#2',
    ]);
  });

  it('redacts the run’s own secrets by value first', () => {
    expect(maskText('you said hunter2!', { recipients: [], redact: (text) => text.replaceAll('hunter2', '[masked]') })).toBe(
      'you said [masked]!',
    );
  });
});

it('is done with hostile text of any length before the runner loses patience', () => {
  for (const text of [
    'a.'.repeat(50_000),
    'A'.repeat(100_000),
    'M'.repeat(100_000),
    '://'.repeat(30_000),
    '-----BEGIN PRIVATE KEY-----'.repeat(2000),
    '"token'.repeat(20_000),
    'authorization: '.repeat(5_000),
  ])
    expect(mask(text).length).toBeGreaterThan(0);
});

describe('an access key id', () => {
  it('of an unusual shape is masked wherever it stands, from eight characters on', () => {
    const context = { recipients: [], accessKeyIds: ['relaykey', 'relay'] };
    expect(maskText('user relaykey at relay', context)).toBe('user …ey at relay');
  });

  it.each([
    ['AKIAIOSFODNN7EXAMPLE', 'AKIA…MPLE'],
    ['ASIAIOSFODNN7EXAMPLE', 'ASIA…MPLE'],
    // Eleven characters: four of them would be more than a third of it.
    ['ABCDEFGHIJK', '…JK'],
    ['ABCDEFGHIJKL', 'ABCD…IJKL'],
    ['key-of-a-relay', '…elay'],
    ['ab', '…ab'],
  ])('%s is shown as %s', (id, shown) => expect(maskAccessKeyId(id)).toBe(shown));
});

describe('what only looks like a reference, a word or an address', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['a value that holds a reference’s beginning further on', { password: 'xenv:S3cret' }, { password: '[masked]' }],
    ['a reference', { password: 'env:CERTIFY_PASSWORD' }, { password: 'env:CERTIFY_PASSWORD' }],
    ['a sealed secret', { password: '[secret CERTIFY_PASSWORD]' }, { password: '[secret CERTIFY_PASSWORD]' }],
    ['what ends as one begins', { password: 'S3cret[secret ' }, { password: '[masked]' }],
    ['a judgement about a value', { token: 'cannot-judge' }, { token: 'cannot-judge' }],
    ['a value that ends in a word', { token: 'S3-cret' }, { token: '[masked]' }],
    ['an empty value', { token: '' }, { token: '' }],
    ['a number', { token: 12 }, { token: 12 }],
  ])('%s', (_, fact, masked) => expect(maskFact(fact, NO_MASK_CONTEXT)).toEqual(masked));

  it('in JSON within a text is told apart in the same way', () => {
    const text = '{"password":"env:CERTIFY_X","token":"","secret":"xfile:y"}';
    expect(mask(text)).toBe('{"password":"env:CERTIFY_X","token":"","secret":"[masked]"}');
  });

  it('keeps every key, however many look alike once they are masked', () => {
    const alike = Object.fromEntries(['A', 'B', 'C'].map((middle) => [`AKIA${middle.repeat(12)}MPLE`, middle]));
    expect(maskFact(alike, NO_MASK_CONTEXT)).toEqual({ 'AKIA…MPLE': 'A', 'AKIA…MPLE#2': 'B', 'AKIA…MPLE#3': 'C' });
  });

  it.each([
    ['xAKIAbcdefgh1234', '…1234'],
    ['AB12cdefgh345678', '…5678'],
  ])('the key id %s shows no beginning, for it is none of AWS’s', (id, shown) => expect(maskAccessKeyId(id)).toBe(shown));

  it('is no recipient; one letter before the @ is', () => {
    const text = 'a@example.com, nobody, nobod@, @example.com';
    const recipients = ['a@example.com', 'nobody', '@example.com'];
    expect(maskText(text, { recipients })).toBe('a…@example.com, nobody, nobod@, @example.com');
  });
});
