// A DKIM key as it is in a record: whole, cut or broken; what was meant by one that was pasted wrongly; and the three CNAMEs of Easy DKIM.
import { describe, expect, it } from 'vitest';
import { parseDkimKey } from '../../../src/mail/dkim/key.ts';
import { readKeyMaterial } from '../../../src/mail/dkim/key-material.ts';
import { dkimTagsMeant, holdsKey } from '../../../src/mail/dkim/meant.ts';
import { mendDkimKey } from '../../../src/mail/dkim/mend.ts';
import { type PublishedToken, type TokenFault, tokensReason, tokenState } from '../../../src/mail/dkim/publication.ts';
import { keysVisible, tokensVisible } from '../../../src/mail/dkim/visible.ts';
import { ED25519, PRIVATE, RSA_1024, RSA_2048 } from '../../fakes/dkim-keys.ts';

const base64 = (...octets: readonly number[]): string => Buffer.from(octets).toString('base64');
const problemsOf = (value: string, textLength = value.length): readonly string[] =>
  readKeyMaterial(value, 'rsa', textLength).problems;

describe('the key inside p=', () => {
  it('is cut wherever it ends early, since its own header says how long it is', () => {
    const der = Buffer.from(RSA_2048, 'base64');
    expect(problemsOf(RSA_2048)).toEqual([]);
    for (const octets of [4, 5, 40, 120, der.length - 1])
      expect(problemsOf(der.subarray(0, octets).toString('base64')), `${octets} octets`).toEqual(['truncated']);
    expect(problemsOf(RSA_2048.slice(0, 237), 255)).toEqual(['truncated']);
    // One whole string of a TXT record, and what stood in the next is lost: its header may have been lost with it.
    expect(problemsOf(base64(0x31, 0x7f, 0x02), 255)).toEqual(['truncated']);
    expect(problemsOf(base64(0x31, 0x7f, 0x02), 254)).toEqual(['unreadable-key']);
  });

  // X.690 §8.1.3: one octet below 128, else how many octets of length follow; 128 is the indefinite form.
  it.each<readonly [string, readonly number[], 'truncated' | 'unreadable-key']>([
    ['a whole sequence that is no key', [0x30, 0x03, 0x02, 0x01, 0x01], 'unreadable-key'],
    ['one with octets behind it', [0x30, 0x01, 0x02, 0x01, 0x01], 'unreadable-key'],
    ['a short length with too few octets', [0x30, 0x7f, 0x02, 0x01], 'truncated'],
    ['the indefinite form', [0x30, 0x80, 0x02, 0x01, 0x01], 'unreadable-key'],
    ['a length of one octet, too few', [0x30, 0x81, 0xff, 0x02], 'truncated'],
    ['a length of four octets, too few', [0x30, 0x84, 0, 0, 1, 0, 0x02], 'truncated'],
    ['a length of five octets, which none has', [0x30, 0x85, 0, 0, 0, 1, 0, 0x02], 'unreadable-key'],
    ['a length that is cut itself', [0x30, 0x82, 0x01], 'unreadable-key'],
    ['no sequence', [0x31, 0x7f, 0x02], 'unreadable-key'],
    ['one octet', [0x30], 'unreadable-key'],
  ])('%s', (_, octets, problem) => {
    expect(problemsOf(base64(...octets))).toEqual([problem]);
  });

  it('is 32 octets of Ed25519, no more and no less (RFC 8463 §4)', () => {
    const read = (octets: number) => readKeyMaterial(Buffer.alloc(octets, 7).toString('base64'), 'ed25519', 60);
    expect(read(32)).toEqual({ bits: 256, problems: [] });
    for (const octets of [31, 33]) expect(read(octets)).toEqual({ bits: null, problems: ['unreadable-key'] });
  });
});

describe('a key record as it was meant', () => {
  const MEANT = `v=DKIM1; k=rsa; p=${RSA_2048}`;
  it.each([
    `v=DKIM1, k=rsa, p=${RSA_2048}`,
    `v=DKIM1 k=rsa p=${RSA_2048}`,
    `v:DKIM1; k:rsa; p:${RSA_2048}`,
    `p=${RSA_2048}; k=rsa; v=DKIM1`,
    `s1._domainkey.example.com. 3600 IN TXT v=DKIM1; k=rsa; p=${RSA_2048}`,
    `TXT v=DKIM1; p=${RSA_2048}`,
    `v=DKIM1; k=RSA; p=p=${RSA_2048}`,
    `v=DKIM1; k=rsa; p=${RSA_2048.slice(0, 90)} ${RSA_2048.slice(90)};`,
    `v=DKIM1; k=rsa; k=rsa; p=${RSA_2048}; p=${RSA_2048}`,
    `v=DKIM1; v=DKIM1; k=rsa; p=${RSA_2048}`,
    `v=DKIM1; k=rsa; g=*; p=${RSA_2048}`,
    RSA_2048,
  ])('%s', (text) => {
    expect(dkimTagsMeant(text)).toBe(MEANT);
  });

  it('keeps what else it says, a note with its blanks', () => {
    expect(dkimTagsMeant(`v=DKIM1; t=s; n=of the relay; p=${RSA_2048}`)).toBe(
      `v=DKIM1; k=rsa; t=s; n=of the relay; p=${RSA_2048}`,
    );
    expect(dkimTagsMeant(`v=DKIM1; k=ed25519; p=${ED25519}`)).toBe(`v=DKIM1; k=ed25519; p=${ED25519}`);
  });

  it.each([
    ['two keys, of which only the provider knows which one holds', `v=DKIM1; p=${RSA_2048}; p=${RSA_1024}`],
    ['a private key', `v=DKIM1; p=-----BEGIN RSA PRIVATE KEY-----${PRIVATE}`],
    ['more than any key has', `v=DKIM1; n=${'x'.repeat(4_000)}; p=${RSA_2048}`],
    ['a key that is cut', `v=DKIM1; p=${RSA_2048.slice(0, 200)}`],
    ['another kind of key', `v=DKIM1; k=dsa; p=${RSA_2048}`],
    ['no key', 'v=DKIM1; p='],
  ])('is nothing for %s', (_, text) => {
    expect(dkimTagsMeant(text)).toBeNull();
    expect(holdsKey(text)).toBeNull();
  });

  it.each([
    [`v=DKIM1; p=${RSA_2048}`, 'tags'],
    [` v : DKIM1; p=${RSA_2048}`, 'tags'],
    [`p=${RSA_2048}`, 'tags'],
    [`k=rsa,p:${RSA_2048}`, 'tags'],
    [RSA_2048, 'alone'],
    [`TXT ${RSA_2048}`, 'alone'],
  ])('holds its key with tags, or alone: %s', (text, how) => {
    expect(holdsKey(text)).toBe(how);
  });

  it('is mended without what a page or a panel wrote around it, and left where it is right', () => {
    const mended = [
      `v=DKIM1; k=rsa; p=-----BEGIN PUBLIC KEY-----${RSA_2048}-----END PUBLIC KEY-----`,
      `&quot;v=DKIM1; k=rsa; p=${RSA_2048}&#34;`,
      `v=DKIM1\\; k=rsa\\; p=${RSA_2048}`,
      `v=DKIM1; k=rsa; t=y; p=${RSA_2048}`,
      `v=DKIM1; k=rsa; p=${RSA_2048.slice(0, 99)}" "${RSA_2048.slice(99)}`,
    ].map(mendDkimKey);
    expect(mended).toEqual(mended.map(() => MEANT));
    expect(mendDkimKey(MEANT)).toBeNull();
    expect(mendDkimKey('v=DKIM1; p=')).toBeNull();
  });
});

const TARGET = 'aaa.dkim.amazonses.com';
const found = (values: readonly string[], chain: readonly string[] = []) => ({ outcome: 'found', values, chain }) as const;
const nothing = (outcome: 'nxdomain' | 'nodata' | 'timeout' | 'loop') => ({ outcome, values: [], chain: [] }) as const;
const RIGHT = `v=DKIM1; k=rsa; p=${RSA_2048}`;

const token = (over: Partial<PublishedToken> = {}): PublishedToken => ({
  selector: 'aaa',
  expectedTarget: TARGET,
  targetFrom: 'ses',
  domain: 'example.com',
  doubled: null,
  address: null,
  control: null,
  cname: found([TARGET], [TARGET]),
  key: found([RIGHT], [TARGET]),
  parsedKey: parseDkimKey(RIGHT),
  ...over,
});

/** The CNAME leads there, and the key with it. */
const leadsTo = (target: string): Partial<PublishedToken> => ({
  cname: found([target], [target]),
  key: found([RIGHT], [target]),
});

const withKey = (text: string): Partial<PublishedToken> => ({ key: found([text]), parsedKey: parseDkimKey(text) });

describe('a token of Easy DKIM', () => {
  it.each<readonly [string, Partial<PublishedToken>, string]>([
    ['stands, however it is written', { cname: found(['AAA.dkim.AmazonSES.com']) }, 'ok'],
    [
      'stands by way of another name',
      {
        cname: found(['keys.example.net'], ['keys.example.net', TARGET]),
        key: found([RIGHT], ['keys.example.net', TARGET]),
      },
      'ok',
    ],
    ['leads nowhere', { key: nothing('nxdomain'), parsedKey: null }, 'dangling-target'],
    ['goes round', { key: nothing('loop'), parsedKey: null }, 'cname-loop'],
    ['leads to where nobody answers', { key: nothing('timeout'), parsedKey: null }, 'unseen'],
    ['leads to a key that was withdrawn', withKey('v=DKIM1; p='), 'revoked-key'],
    ['leads to a record without a key', withKey('v=DKIM1; k=rsa'), 'revoked-key'],
    ['leads to a key of 512 bits or none at all', withKey('v=DKIM1; p=AAAA'), 'unusable-key'],
    ['has its own domain behind the target', leadsTo(`${TARGET}.EXAMPLE.com`), 'trailing-domain'],
    [
      'leads within its own domain',
      { cname: found(['keys.example.com']), key: nothing('nxdomain'), parsedKey: null },
      'trailing-domain',
    ],
    ['leads elsewhere', leadsTo('bbb.dkim.amazonses.com'), 'wrong-target'],
    [
      'leads to another zone of SES than the table has',
      { ...leadsTo('AAA.abc.dkim.eu-west-1.amazonses.com'), targetFrom: 'table' },
      'ok',
    ],
    [
      'leads to another token than the table’s',
      { ...leadsTo('bbb.abc.dkim.eu-west-1.amazonses.com'), targetFrom: 'table' },
      'wrong-target',
    ],
    ['leads to its token outside of SES', { ...leadsTo('aaa.example.net'), targetFrom: 'table' }, 'wrong-target'],
    ['leads to another zone than SES names', leadsTo('aaa.abc.dkim.eu-west-1.amazonses.com'), 'wrong-target'],
    ['is the key itself', { cname: nothing('nodata') }, 'flattened'],
    ['is a TXT that names the target', { cname: nothing('nodata'), ...withKey(`"${TARGET}"`) }, 'txt-for-cname'],
    ['is a TXT that names the target with blanks', { cname: nothing('nodata'), ...withKey(` ${TARGET} `) }, 'txt-for-cname'],
    ['is another TXT', { cname: nothing('nodata'), ...withKey('site-verification=1') }, 'other-txt'],
    ['is missing', { cname: nothing('nxdomain'), key: nothing('nxdomain'), parsedKey: null }, 'missing'],
    ['was not answered', { cname: nothing('timeout'), key: nothing('timeout'), parsedKey: null }, 'unseen'],
  ])('%s', (_, over, state) => {
    expect(tokenState(token(over))).toBe(state);
  });

  const lies = { outcome: 'found', values: ['x'], chain: [] } as const;
  const GONE = { cname: nothing('nxdomain'), key: nothing('nxdomain'), parsedKey: null };
  it.each<readonly [string, Partial<PublishedToken>, string]>([
    ['with the zone appended once more', { doubled: lies, bare: lies }, 'doubled-domain'],
    ['without the underscore', { bare: lies, elsewhere: lies }, 'no-underscore'],
    ['at another name', { elsewhere: { ...lies, outcome: 'nodata', chain: ['x.example'] } }, 'other-name'],
    ['behind a proxy', { address: lies, control: nothing('nxdomain') }, 'proxied'],
    ['nowhere: addresses are a wildcard’s', { address: lies, control: lies }, 'missing'],
    ['nowhere', { doubled: nothing('nodata'), bare: null, address: nothing('nodata') }, 'missing'],
  ])('that is gone stands %s', (_, beside, state) => {
    expect(tokenState(token({ ...GONE, ...beside }))).toBe(state);
  });

  it.each<readonly [readonly TokenFault[], string]>([
    [['missing'], 'one-missing'],
    [['missing', 'missing'], 'two-missing'],
    [['missing', 'missing', 'missing'], 'all-missing'],
    [['missing', 'proxied'], 'proxied'],
    [['wrong-target', 'proxied'], 'wrong-target'],
  ])('with %j of three is told as %s', (faults, reason) => {
    expect(tokensReason(faults, 3)).toBe(reason);
  });

  it('lets SES go on only where every record is as it wants it', () => {
    const seen = (...records: readonly Partial<PublishedToken>[]) =>
      tokensVisible({ domain: 'example.com', targetFrom: 'ses', records: records.map(token) });
    const unseen = { cname: nothing('timeout'), key: nothing('timeout'), parsedKey: null };
    const wrong = leadsTo('bbb.example.net');
    expect([seen({}, {}, {}), seen({}, unseen, {}), seen({}, wrong, unseen), seen()]).toEqual([
      'visible',
      'unseen',
      'wrong',
      'unseen',
    ]);
    const keys = (...records: readonly Partial<PublishedToken>[]) => keysVisible(records.map(token));
    const withdrawn = withKey('v=DKIM1; p=');
    const gone = { key: nothing('nxdomain'), parsedKey: null };
    expect([keys({}), keys({}, unseen), keys(unseen, withdrawn), keys({}, gone), keys()]).toEqual([
      'visible',
      'unseen',
      'wrong',
      'wrong',
      'unseen',
    ]);
  });
});
