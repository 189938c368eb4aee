import { describe, expect, it } from 'vitest';
import {
  coveringOf,
  governingOf,
  roleNameIn,
  sendingPrincipal,
  sesPlaceOf,
  signaturesOf,
  signerOf,
  signersOf,
} from '../../src/facts/derived.ts';
import type { Facts } from '../../src/facts/index.ts';
import { parseDkimKey } from '../../src/mail/dkim/key.ts';
import { KEY } from '../fakes/dkim-keys.ts';
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
    // Of a domain SES always tells; where it did not, nobody knows.
    [
      'a domain of whose key SES says nothing',
      identity(absent, absent, observed(keyless)),
      'example.com',
      'example.com',
      'example.com',
      [],
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

describe('what mail is signed as, as far as anybody saw it', () => {
  const at = (domain: string) => ({ domain, walk: [], registrable: domain });
  const told = { from: at('example.com'), spf: null, spfAssumed: false, dkim: [at('example.com'), at('vendor.example')] };
  const keys = (...records: readonly (readonly [domain: string, text: string | null])[]) =>
    ({
      ...observed({
        domain: 'example.com',
        byodkim: false,
        records: records.map(([domain, text]) => ({ domain, parsedKey: text === null ? null : parseDkimKey(text) })),
      } as unknown as Facts['dns.dkimKeys']),
      at: '',
      durationMs: 1,
    }) as const;
  const names = (signers: 'ses' | 'named', given: Parameters<typeof signaturesOf>[1]) =>
    signaturesOf({ ...told, signers }, given).map(({ domain }) => domain);
  const unseen = { ...refused, at: '', durationMs: 1 };

  it.each([
    ['a key that can be used', keys(['Example.com', KEY]), ['example.com']],
    ['one beside another that is revoked', keys(['example.com', 'v=DKIM1; p='], ['example.com', KEY]), ['example.com']],
    ['a revoked one', keys(['example.com', 'v=DKIM1; p=']), []],
    ['none', keys(['example.com', null]), []],
    ['no answer', unseen, []],
  ])('by a name that somebody gave: %s', (_, given, domains) => {
    expect(names('named', given)).toEqual(domains);
  });

  it('by SES’s word, without a key', () => {
    expect(names('ses', unseen)).toEqual(['example.com', 'vendor.example']);
  });
});

describe('whose rights a send is judged by', () => {
  const asks = (kind: string, arn: string) => observed({ kind, arn, account: '111122223333' });
  const USER = 'arn:aws:iam::111122223333:user/mail/sender';
  const ROLE = 'arn:aws:iam::111122223333:role/mail/sender';
  const SESSION = 'arn:aws-cn:sts::111122223333:assumed-role/sender/session';
  const who = (change: object) =>
    sendingPrincipal({
      'iam.sendUser': refused,
      'iam.sendRole': refused,
      'sts.sendIdentity': refused,
      ...change,
    } as unknown as Parameters<typeof sendingPrincipal>[0]);

  it.each([
    ['the user that was read', { 'iam.sendUser': observed({ arn: USER }), 'sts.sendIdentity': asks('user', 'x') }, USER],
    [
      'the role that was read, with its path',
      { 'iam.sendRole': observed({ arn: ROLE }), 'sts.sendIdentity': asks('assumed-role', SESSION) },
      ROLE,
    ],
    ['a user that only STS names', { 'sts.sendIdentity': asks('user', USER) }, USER],
    [
      'a user without an ARN, as STS names it',
      { 'iam.sendUser': observed({ arn: '' }), 'sts.sendIdentity': asks('user', USER) },
      USER,
    ],
    [
      'the role of a session, in its partition',
      { 'sts.sendIdentity': asks('assumed-role', SESSION) },
      'arn:aws-cn:iam::111122223333:role/sender',
    ],
    ['nobody who is neither', { 'sts.sendIdentity': asks('root', 'arn:aws:iam::111122223333:root') }, null],
    ['nobody of a session without a role', { 'sts.sendIdentity': asks('assumed-role', 'arn:aws:sts::1:assumed-role') }, null],
    ['nobody of what is no ARN', { 'sts.sendIdentity': asks('assumed-role', 'x/sender/y') }, null],
    ['nobody that was seen', {}, null],
  ])('%s', (_, facts, principal) => {
    expect(who(facts)).toBe(principal);
  });

  it('reads the role of a session alone', () => {
    expect(roleNameIn({ kind: 'assumed-role', arn: SESSION })).toBe('sender');
    expect(roleNameIn({ kind: 'user', arn: SESSION })).toBeNull();
  });
});
