import { describe, expect, it } from 'vitest';
import { coveringOf, governingOf, sesPlaceOf, signerOf, signersOf } from '../../src/facts/derived.ts';
import type { Facts } from '../../src/facts/index.ts';
import { absent, denied, detail, dkim, observed } from '../checks/aws-builders.ts';

type Candidates = Facts['ses.identity']['candidates'];
type Answer = Candidates[number]['answer'];

const keyless = detail({ dkim: null });
const withKey = (change: Parameters<typeof dkim>[0] = {}) => observed(detail({ dkim: dkim(change) }));
const refused = denied('ses:GetEmailIdentity');

const identity = (address: Answer, subdomain: Answer, domain: Answer): { readonly candidates: Candidates } => ({
  candidates: [
    { name: 'Billing@mail.example.com', level: 'address', answer: address },
    { name: 'mail.example.com', level: 'domain', answer: subdomain },
    { name: 'example.com', level: 'domain', answer: domain },
  ],
});

describe('the identities of a sender', () => {
  it.each([
    ['nothing exists', identity(absent, absent, absent), 'none', 'none', 'none', []],
    ['a domain with a key', identity(absent, absent, withKey()), 'example.com', 'example.com', 'example.com', ['example.com']],
    [
      'a subdomain without a key below one with',
      identity(absent, observed(keyless), withKey()),
      'mail.example.com',
      'mail.example.com',
      'example.com',
      ['example.com'],
    ],
    [
      'an address below a domain with a key',
      identity(observed(keyless), absent, withKey()),
      'Billing@mail.example.com',
      'example.com',
      'example.com',
      ['example.com'],
    ],
    [
      'an address alone',
      identity(observed(keyless), absent, absent),
      'Billing@mail.example.com',
      'none',
      'Billing@mail.example.com',
      ['amazonses.com'],
    ],
    [
      'an address with a key of its own',
      identity(withKey({ tokens: [], origin: 'EXTERNAL' }), absent, withKey()),
      'Billing@mail.example.com',
      'example.com',
      'Billing@mail.example.com',
      ['mail.example.com'],
    ],
    [
      'a key that does not sign',
      identity(absent, absent, withKey({ signingEnabled: false })),
      'example.com',
      'example.com',
      'example.com',
      ['amazonses.com'],
    ],
    ['an address that may not be seen', identity(refused, absent, withKey()), 'uncertain', 'example.com', 'uncertain', []],
    [
      'a domain that may not be seen',
      identity(observed(keyless), refused, withKey()),
      'Billing@mail.example.com',
      'uncertain',
      'uncertain',
      [],
    ],
  ])('%s', (_, given, governing, covering, signer, signers) => {
    const [govern, cover, sign] = [governingOf(given), coveringOf(given), signerOf(given)];
    expect([govern, cover, sign].map((one) => (one.kind === 'known' ? one.name : one.kind))).toEqual([
      governing,
      covering,
      signer,
    ]);
    expect(signersOf(given)).toEqual(signers);
  });
});

describe('the place of SES that is declared', () => {
  const place = { region: 'ap-south-1', configurationSet: 'main', snsTopicArn: 'arn:aws:sns:ap-south-1:1:t' };
  const nothing = { region: null, configurationSet: null, topicArn: null, tenant: null, identityArn: null };
  const told = {
    ...nothing,
    section: 'ses',
    region: 'ap-south-1',
    configurationSet: 'main',
    topicArn: 'arn:aws:sns:ap-south-1:1:t',
  };

  it.each([
    ['SES itself', { ses: place, smtp: null }, told],
    ['its SMTP interface', { smtp: { ses: { ...place, tenant: 'gym' } } }, { ...told, section: 'smtp.ses', tenant: 'gym' }],
    ['a relay beside SES', { provider: 'SMTP', ses: place, smtp: { ses: null } }, { ...nothing, section: 'smtp.ses' }],
    ['another relay', { ses: null, smtp: { ses: null } }, { ...nothing, section: 'smtp.ses' }],
    ['SES with its region alone', { ses: { region: 'eu-west-1' } }, { ...nothing, section: 'ses', region: 'eu-west-1' }],
  ])('%s', (_, declared, expected) => {
    expect(sesPlaceOf(declared as Parameters<typeof sesPlaceOf>[0])).toEqual(expected);
  });
});
