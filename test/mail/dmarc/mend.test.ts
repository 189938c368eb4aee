import { describe, expect, it } from 'vitest';
import { mendDmarc, strictest } from '../../../src/mail/dmarc/mend.ts';

describe('a DMARC record as it was meant', () => {
  it.each([
    ['v=dmarc1; p=reject; rua=mailto:a@example.com', 'v=DMARC1; p=reject; rua=mailto:a@example.com'],
    [
      'v=DMARC1, p=reject, rua=mailto:a@example.com,mailto:b@example.com',
      'v=DMARC1; p=reject; rua=mailto:a@example.com,mailto:b@example.com',
    ],
    ['v=DMARC1 p=quarantine', 'v=DMARC1; p=quarantine'],
    ['"v=DMARC1; p=reject"', 'v=DMARC1; p=reject'],
    ['\u201cv=DMARC1\\; p=reject\\;\u201d', 'v=DMARC1; p=reject'],
    ['v=DMARC1; p=rejected', 'v=DMARC1; p=reject'],
    ['v=DMARC1; p=quarantaine', 'v=DMARC1; p=quarantine'],
    ['v=DMARC1; p=maybe', 'v=DMARC1; p=none'],
    ['v=DMARC1; rua=a@example.com; p=reject', 'v=DMARC1; p=reject; rua=mailto:a@example.com'],
    ['v=DMARC1; p=reject; p=none', 'v=DMARC1; p=reject'],
    ['v=DMARC1; p=reject; adkim=strict; fo=0,1', 'v=DMARC1; p=reject; adkim=s; fo=0:1'],
    ['v=DMARC1; p=reject; pct=20', 'v=DMARC1; p=reject'],
    ['v=DMARC1; p=reject; pct=0', 'v=DMARC1; p=reject; t=y'],
    ['p=reject; rua=mailto:a@example.com', 'v=DMARC1; p=reject; rua=mailto:a@example.com'],
    ['_dmarc 3600 IN TXT "v=DMARC1; p=quarantine"', 'v=DMARC1; p=quarantine'],
    ['v=DMARC1; policy=reject', 'v=DMARC1; p=reject'],
    ['v=DMARC1; reject', 'v=DMARC1; p=reject'],
    ['v=DMARC1 quarantine', 'v=DMARC1; p=quarantine'],
    [
      'v=DMARC1; p=reject; rua=mailto:a@example.com; rua=mailto:b@example.com',
      'v=DMARC1; p=reject; rua=mailto:a@example.com,mailto:b@example.com',
    ],
    ['v=DMARC1; p=reject; rua=maito:a@example.com', 'v=DMARC1; p=reject; rua=mailto:a@example.com'],
    ['v=DMARC1; p=reject; rua=', 'v=DMARC1; p=reject'],
    ...[
      'mailto: a@example.com',
      'mailto://a@example.com',
      'mailto:mailto:a@example.com',
      'mailto:<a@example.com>',
      '"a@example.com"',
    ].map((rua): [string, string] => [`v=DMARC1; p=reject; rua=${rua}`, 'v=DMARC1; p=reject; rua=mailto:a@example.com']),
    ['v=DMARC1; p: reject; sp=none', 'v=DMARC1; p=reject; sp=none'],
  ])('of %s is %s', (text, meant) => expect(mendDmarc(text)).toBe(meant));

  it('is left to a person where an address would be lost', () =>
    expect(mendDmarc('v=DMARC1; p=reject; reports to mailto:a@example.com')).toBeNull());

  it('is the strictest of several, of equals the one that has reports sent', () => {
    const reports = 'v=DMARC1; p=quarantine; rua=mailto:a@example.com';
    expect(strictest(['v=DMARC1; p=none', 'v=DMARC1; p=quarantine', reports])).toBe(reports);
    expect(strictest([reports, 'v=DMARC1; p=reject'])).toBe('v=DMARC1; p=reject');
  });
});
