import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readImapUrl } from '../../../src/mail/imap/url.ts';

describe('the URL of a mailbox', () => {
  it.each([
    [
      'imaps://ops%40example.com@imap.example.com',
      { host: 'imap.example.com', port: 993, secure: true, username: 'ops@example.com' },
    ],
    [
      'imaps://ops@example.com@imap.example.com/',
      { host: 'imap.example.com', port: 993, secure: true, username: 'ops@example.com' },
    ],
    ['imap://ops@IMAP.Example.com:1143', { host: 'imap.example.com', port: 1143, secure: false, username: 'ops' }],
    ['imap://ops@imap.example.com', { host: 'imap.example.com', port: 143, secure: false, username: 'ops' }],
    ['imaps://50%25off@[2001:db8::1]:1993', { host: '2001:db8::1', port: 1993, secure: true, username: '50%off' }],
    ['imaps://GYM%5Canna@192.0.2.1', { host: '192.0.2.1', port: 993, secure: true, username: 'GYM\\anna' }],
  ])('%s', (text, place) => {
    expect(readImapUrl(text)).toEqual(place);
  });

  it.each([
    ['', 'no URL'],
    ['imap.example.com', 'no URL'],
    ['https://ops@imap.example.com', 'neither imaps://'],
    ['imaps:ops@imap.example.com', 'no host'],
    ['imaps://imap.example.com', 'no user'],
    ['imaps://%20@imap.example.com', 'no user'],
    ['imaps://50%off@imap.example.com', '% of the name is written %25'],
    ['imaps://ops%ff@imap.example.com', '% of the name is written %25'],
    ['imaps://ops%0d%0aA2@imap.example.com', 'control character'],
    ['imaps://ops@imap.example.com:0', 'Port 0'],
    ['imaps://ops@imap.example.com:99999', 'no URL'],
    ['imaps://ops@imap.example.com:x', 'no URL'],
    ['imaps://ops@imap.example.com/INBOX', '--folder'],
    ['imaps://ops@imap.example.com?tls=no', 'query'],
    ['imaps://ops@imap.example.com/#x', 'fragment'],
    ['imaps://ops@imap%20example.com', 'no host name'],
    ['imaps://ops@imap..example.com', 'no host name'],
    ['imaps://ops@[2001:db8::1', 'no URL'],
  ])('%j is refused', (text, says) => {
    expect(readImapUrl(text)).toMatchObject({ fault: 'malformed', says: expect.stringContaining(says) as string });
  });

  it('with a password is told apart', () => {
    expect(readImapUrl('imaps://ops:hunter2hunter2@imap.example.com')).toEqual({ fault: 'password' });
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      'imaps://',
      'ops',
      '@',
      ':',
      '%',
      '%4',
      '[',
      ']',
      '/',
      '?',
      '#',
      '0',
      'a.b',
      ' ',
      '\u0000',
      'ü',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        readImapUrl(pieces.join(''));
      }),
    );
  });
});
