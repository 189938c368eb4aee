import { describe, expect, it } from 'vitest';
import { fatalKeyProblem, isDoubtful, meantAsKey, parseDkimKey } from '../../../src/mail/dkim/key.ts';
import { parseTags } from '../../../src/mail/dkim/tags.ts';
import { ED25519, KEY, PRIVATE, RSA_1024, RSA_2048, RSA_512 } from '../../fakes/dkim-keys.ts';

const firstProblem = (text: string): string | null => fatalKeyProblem(parseDkimKey(text));

describe('a DKIM key record', () => {
  it('reads type, size and flags', () => {
    expect(parseDkimKey(KEY)).toEqual({ keyType: 'rsa', bits: 2048, testing: false, strictIdentity: false, problems: [] });
    expect(parseDkimKey(`k=ed25519; p=${ED25519}; t=s`)).toMatchObject({ bits: 256, strictIdentity: true, problems: [] });
  });

  it('takes p= alone, as AWS documents BYODKIM', () => {
    expect(firstProblem(`p=${RSA_2048}`)).toBeNull();
  });

  it('takes white space around tags and inside p=', () => {
    expect(firstProblem(`v = DKIM1 ; k = rsa ;p=${RSA_2048.slice(0, 100)} ${RSA_2048.slice(100)} ;`)).toBeNull();
  });

  it('calls 1024 bits short and fewer weak', () => {
    expect(parseDkimKey(`p=${RSA_1024}`)).toMatchObject({ bits: 1024, problems: ['short-key'] });
    expect(firstProblem(`p=${RSA_512}`)).toBe('weak-key');
  });

  it('calls more than 4096 bits long, as receivers need not read it', () => {
    // The modulus is what counts: a key of that size takes long to make.
    const modulus = Buffer.alloc(641, 0xff);
    modulus[0] = 0;
    const integer = Buffer.concat([Buffer.from([0x02, 0x82, 0x02, 0x81]), modulus]);
    const exponent = Buffer.from([0x02, 0x03, 0x01, 0x00, 0x01]);
    const body = Buffer.concat([integer, exponent]);
    const key = Buffer.concat([Buffer.from([0x30, 0x82, body.length >> 8, body.length & 0xff]), body]);
    expect(parseDkimKey(`p=${key.toString('base64')}`)).toMatchObject({ bits: 5120, problems: ['long-key'] });
    expect(firstProblem(`p=${key.toString('base64')}`)).toBeNull();
  });

  it('notices testing without calling it fatal', () => {
    expect(parseDkimKey(`${KEY}; t=y:s`)).toMatchObject({ testing: true, strictIdentity: true, problems: ['testing'] });
    expect(firstProblem(`${KEY}; t=y`)).toBeNull();
  });

  it.each<[text: string, problem: string]>([
    ['v=DKIM1; k=rsa; p=', 'revoked'],
    ['v=DKIM1; k=rsa', 'no-key'],
    ['v=spf1 -all', 'not-a-key'],
    [`v=DKIM2; p=${RSA_2048}`, 'bad-version'],
    [`k=rsa; v=DKIM1; p=${RSA_2048}`, 'bad-version'],
    [`v=DKIM1; p=${RSA_2048}; p=${RSA_2048}`, 'duplicate-tag'],
    [`v=DKIM1;; p=${RSA_2048}`, 'bad-tag'],
    [`v=DKIM1\\; k=rsa\\; p=${RSA_2048}`, 'escaped'],
    [`"v=DKIM1; k=rsa; p=${RSA_2048}"`, 'quoted'],
    [`v=DKIM1; p=${RSA_2048.slice(0, 90)}&#43;${RSA_2048.slice(90)}`, 'html-entity'],
    [`v=DKIM1; p=-----BEGIN PUBLIC KEY-----${RSA_2048}-----END PUBLIC KEY-----`, 'armour'],
    [`v=DKIM1; p=${PRIVATE}`, 'private-key'],
    [`-----BEGIN RSA PRIVATE KEY-----${PRIVATE}`, 'private-key'],
    [`v=DKIM1; k=rsa; p=${RSA_2048}`.slice(0, 255), 'truncated'],
    ['v=DKIM1; p=not*base64', 'not-base64'],
    [`v=DKIM1; p=${Buffer.from('hello world').toString('base64')}`, 'unreadable-key'],
    [`v=DKIM1; k=ed25519; p=${RSA_2048}`, 'unreadable-key'],
    [`v=DKIM1; k=dsa; p=${RSA_2048}`, 'unknown-key-type'],
    [`v=DKIM1; h=sha1; p=${RSA_2048}`, 'no-sha256'],
    [`v=DKIM1; s=tlsrpt; p=${RSA_2048}`, 'not-for-email'],
  ])('finds what is wrong, case %#', (text, problem) => {
    expect(firstProblem(text)).toBe(problem);
  });

  it('reads the hash and service lists as lists', () => {
    expect(firstProblem(`v=DKIM1; h=sha1:sha256; s=other:email; p=${RSA_2048}`)).toBeNull();
    expect(firstProblem(`v=DKIM1; s=*; p=${RSA_2048}`)).toBeNull();
  });

  it.each([
    [`v=DKIM1; p=${RSA_2048}`, true],
    ['v=DKIM1; p=', true],
    [`v=DKIM1, p=${RSA_2048}`, true],
    ['v=spf1 -all', false],
    ['aaa.dkim.amazonses.com', false],
    ['', false],
  ])('is meant by “%s”: %s', (text, meant) => {
    expect(meantAsKey(text)).toBe(meant);
  });

  it('is doubtful where receivers verify with it for a while, or most of them do', () => {
    const problems = ['testing', 'short-key', 'long-key', 'weak-key', 'revoked', 'spaces-in-key'] as const;
    expect(problems.map(isDoubtful)).toEqual([true, true, true, false, false, false]);
  });
});

describe('a tag list', () => {
  // RFC 6376 §3.2: one tag at least, a semicolon may end it, and a name that stands twice voids it.
  it.each<readonly [string, readonly string[], readonly string[], readonly string[]]>([
    ['a=1; b=2', ['a=1', 'b=2'], [], []],
    ['a=1;', ['a=1'], [], []],
    ['a=1;;', ['a=1'], [''], []],
    [' a = 1 2 \t;\r\n b=', ['a=1 2', 'b='], [], []],
    ['', [], [''], []],
    [';', [], [''], []],
    ['a=1; A=2; a=3; a=4', ['a=1', 'A=2', 'a=3', 'a=4'], [], ['a']],
    ['a; 1=2; a-b=c; a=ü; a\u00a0=1', [], ['a', '1=2', 'a-b=c', 'a=ü', 'a\u00a0=1'], []],
    ['a=b=c', ['a=b=c'], [], []],
  ])('%j', (text, tags, malformed, duplicates) => {
    const list = parseTags(text);
    expect([list.tags.map(({ name, value }) => `${name}=${value}`), list.malformed, list.duplicates]).toEqual([
      tags,
      malformed,
      duplicates,
    ]);
  });
});
