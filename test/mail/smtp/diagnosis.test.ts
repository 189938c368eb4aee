import { describe, expect, it } from 'vitest';
import { diagnose, type Diagnosis } from '../../../src/mail/smtp/diagnosis.ts';

const CASES: readonly (readonly [status: string | null, diagnostic: string | null, expected: Partial<Diagnosis>])[] = [
  ['5.3.0', 'smtp; 550 5.3.0 message denied', { cause: 'refused', forGood: true }],
  [
    '4.4.7',
    'smtp; 554 4.4.7 Message expired: unable to deliver in 840 minutes.<450 SPF fail>',
    { cause: 'unauthenticated', methods: ['SPF'], forGood: false },
  ],
  ['4.4.7', 'smtp; 554 4.4.7 Message expired: unable to deliver in 840 minutes.<421 try again>', { cause: 'expired' }],
  ['4.4.7', null, { cause: 'expired', forGood: false }],
  [
    '5.7.26',
    'smtp; 550-5.7.26 Unauthenticated mail from example.com is refused by its DMARC policy',
    { cause: 'unauthenticated', methods: ['DMARC'], forGood: true },
  ],
  ['5.7.20', 'smtp; 550 5.7.20 refused', { cause: 'unauthenticated', methods: ['DKIM'] }],
  ['5.7.23', 'smtp; 550 5.7.23 refused', { cause: 'unauthenticated', methods: ['SPF'] }],
  ['5.7.25', 'smtp; 550 5.7.25 refused', { cause: 'unauthenticated', methods: ['reverse DNS'] }],
  ['5.7.32', 'smtp; 550 5.7.32 refused', { cause: 'unauthenticated', methods: ['DMARC'] }],
  ['4.7.40', 'smtp; 421 4.7.40 refused', { cause: 'unauthenticated', methods: ['DMARC'], forGood: false }],
  ['5.7.26', null, { cause: 'unauthenticated', methods: ['SPF', 'DKIM', 'DMARC'] }],
  ['5.7.9', 'smtp; 554 5.7.9 Message not accepted for policy reasons', { cause: 'unauthenticated', methods: [] }],
  ['5.7.1', 'smtp; 550 5.7.1 Our system has detected a low reputation of the sending domain', { cause: 'reputation' }],
  ['5.7.1', 'smtp; 554 5.7.1 Service unavailable; Client host blocked using zen.spamhaus.org', { cause: 'reputation' }],
  ['5.2.2', 'smtp; 552 5.2.2 mailbox full', { cause: 'mailbox-full', forGood: true }],
  ['4.2.2', 'smtp; 452 4.2.2 over quota', { cause: 'mailbox-full', forGood: false }],
  ['5.3.4', 'smtp; 552 5.3.4 message size exceeds limit', { cause: 'message-too-big' }],
  ['5.1.1', 'smtp; 550 5.1.1 user unknown', { cause: 'recipient-unknown' }],
  ['5.7.1', 'smtp; 550 5.7.1 refused by policy', { cause: 'policy' }],
  // Whoever reports writes the type and the reply in forms of his own (RFC 3464 §2.3.6).
  ['5.1.1', '  SMTP ; 550 5.1.1 user unknown', { cause: 'recipient-unknown', forGood: true }],
  ['5.1.1', 'x-unix;550 5.1.1 user unknown', { cause: 'recipient-unknown' }],
  ['5.1.1', '550-5.1.1 user unknown', { cause: 'recipient-unknown' }],
  ['5.1.1', 'user unknown', { cause: 'recipient-unknown', forGood: true }],
  [null, 'smtp; 550 user unknown', { cause: 'recipient-unknown', forGood: true }],
  [null, 'smtp; 550', { cause: 'refused', forGood: true }],
  [null, 'said: 552 mailbox full', { cause: 'mailbox-full', forGood: true }],
  [null, 'smtp; 5.7.509 Access denied', { cause: 'unauthenticated', methods: ['DMARC'] }],
  [null, 'smtp; 550 5.7.515 Access denied', { cause: 'unauthenticated', methods: ['SPF', 'DKIM', 'DMARC'] }],
  ['5.7.27', 'smtp; 550 5.7.27 refused', { cause: 'unauthenticated', methods: ['SPF'] }],
  ['5.7.29', 'smtp; 550 5.7.29 refused', { cause: 'unauthenticated', methods: ['ARC'] }],
  // What is refused for now stays so, whatever class the code or the status has.
  ['4.7.0', 'smtp; 554 4.7.0 try later', { forGood: false }],
  ['5.7.1', 'smtp; 451 5.7.1 refused by policy', { forGood: false }],
  // Numbers of three digits that are no reply: minutes, addresses, sizes, times.
  ['4.4.7', 'smtp; Message expired: unable to deliver in 240 minutes', { cause: 'expired', forGood: false }],
  ['4.4.7', 'smtp; Message expired: unable to deliver in 540 minutes', { cause: 'expired', forGood: false }],
  ['4.4.7', 'smtp; Message expired, delivery time expired at 203.0.113.250', { cause: 'expired', forGood: false }],
  ['5.1.1', 'smtp; 421 of 450 users unknown', { forGood: false }],
  ['4.4.1', 'smtp; mx 198.51.100.4.5.6 did not answer', { forGood: false }],
  ['4.4.2', 'smtp; lost in DATA (4096 of 25000 octets)', { forGood: false }],
  // A number of more than three digits, or of an address or a version, is neither a reply nor a status.
  ['5.3.4', 'smtp; 5500 octets are too many', { forGood: true }],
  ['4.3.2', 'smtp; 5500 octets are too many', { forGood: false }],
  ['4.7.1', 'smtp; 550.7 s passed', { forGood: false }],
  [null, 'smtp; 450 host 10.5.7.23 is slow', { cause: 'temporary', forGood: false }],
  [null, 'smtp; 450 version 5.7.23.1 is old', { cause: 'temporary', forGood: false }],
  [null, 'smtp; 550 5.7.1234 no', { cause: 'refused', methods: [] }],
  [null, 'smtp; 450 2.7.23 no', { cause: 'temporary', methods: [] }],
  [null, 'smtp; 5.2.2 mailbox full', { cause: 'mailbox-full', forGood: true }],
  [null, 'smtp; 4.2.2 mailbox full', { cause: 'mailbox-full', forGood: false }],
  [null, 'the server answered 452-mailbox full', { cause: 'mailbox-full', forGood: false }],
  // The type of a diagnostic stands before it, once; what has a semicolon behind the words is none.
  [null, '550 user unknown; 450 later', { cause: 'recipient-unknown', forGood: true }],
  [null, 'smtp; smtp; 450 later', { cause: 'temporary', forGood: false }],
  // The code is no word of the text, and a number in the text stays.
  [null, 'smtp; 550-5.1.1 user unknown', { cause: 'recipient-unknown', forGood: true }],
  [null, 'the server answered 452', { cause: 'temporary', forGood: false }],
  // The text names the method, or the code does (RFC 7372 §3, and the senders' pages of Google and Microsoft).
  ['5.7.26', 'smtp; 550 5.7.26 neither SPF nor DKIM passed', { methods: ['SPF', 'DKIM'] }],
  ['5.7.21', 'smtp; 550 5.7.21 no', { methods: ['DKIM'] }],
  ['5.7.22', 'smtp; 550 5.7.22 no', { methods: ['DKIM'] }],
  ['5.7.24', 'smtp; 550 5.7.24 no', { methods: ['SPF'] }],
  ['5.7.28', 'smtp; 550 5.7.28 no', { methods: [] }],
  ['5.6.23', 'smtp; 550 5.6.23 no', { methods: [] }],
  ['5.7.230', 'smtp; 550 5.7.230 no', { methods: [] }],
  // The reason of the last attempt comes before the time being over, and a list of addresses before either.
  [
    '4.4.7',
    'smtp; 554 4.4.7 Message expired: unable to deliver in 840 minutes.<452 4.2.2 mailbox full>',
    { cause: 'mailbox-full' },
  ],
  ['5.7.1', 'smtp; 550 5.7.1 IP address 192.0.2.1 is blocked', { cause: 'reputation', methods: [] }],
  ['5.4.7', 'smtp; 554 5.4.7 delivery time expired', { cause: 'expired', forGood: true }],
  ['5.1.1', 'smtp; 550 5.1.1 user unknown, message expired', { cause: 'recipient-unknown' }],
];

describe('a diagnostic', () => {
  it.each(CASES)('with status %s and “%s” is told as %j', (status, diagnostic, expected) => {
    expect(diagnose(status, diagnostic)).toMatchObject(expected);
  });

  it('that names no code tells nothing', () => {
    expect(diagnose(null, null)).toBeNull();
    expect(diagnose(null, 'the mail was not liked')).toBeNull();
    expect(diagnose(null, 'not liked in 240 minutes at 203.0.113.250')).toBeNull();
  });
});
