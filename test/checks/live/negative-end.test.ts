import { describe, expect, it } from 'vitest';
import { negativeEnd } from '../../../src/checks/live/negative-end.ts';
import type { LedgerEvent } from '../../../src/core/live.ts';
import { event } from './builders.ts';

const CASES: readonly (readonly [what: string, change: Partial<LedgerEvent>, reason: string, owner: string, says: RegExp])[] = [
  [
    'a transient bounce that quotes a 5xx',
    { event: 'bounce-transient', subtype: 'General', status: '5.3.0', diagnostic: 'smtp; 550 5.3.0 message denied' },
    'bounce-refused',
    'implementation engineer',
    /message denied[\s\S]*new run/,
  ],
  [
    'a bounce after hours whose inner reply names SPF',
    { event: 'bounce-transient', status: '4.4.7', diagnostic: 'smtp; 554 4.4.7 Message expired<450 SPF fail>' },
    'bounce-unauthenticated',
    'DNS admin',
    /SPF of the MAIL FROM domain/,
  ],
  [
    'a refusal by DMARC',
    { event: 'bounce-permanent', status: '5.7.26', diagnostic: 'smtp; 550 5.7.26 refused by its DMARC policy' },
    'bounce-unauthenticated',
    'DNS admin',
    /align with the From domain/,
  ],
  [
    'a complaint about an address on the account’s list',
    { event: 'complaint', subtype: 'OnAccountSuppressionList' },
    'never-sent',
    'AWS admin',
    /SES did not send[\s\S]*account’s suppression list/,
  ],
  [
    'a bounce of an address on the account’s list',
    { event: 'bounce-permanent', subtype: 'OnAccountSuppressionList', status: '5.1.1', diagnostic: 'Amazon SES did not send' },
    'never-sent',
    'AWS admin',
    /account’s suppression list/,
  ],
  [
    'a bounce of SES’s own list',
    { event: 'bounce-permanent', subtype: 'Suppressed' },
    'never-sent',
    'AWS admin',
    /SES’s own list/,
  ],
  [
    'an unsubscribed recipient',
    { event: 'bounce-permanent', subtype: 'UnsubscribedRecipient' },
    'never-sent',
    'AWS admin',
    /unsubscribed/,
  ],
  [
    'a full mailbox that only the sub-type tells',
    { event: 'bounce-transient', subtype: 'MailboxFull' },
    'bounce-mailbox-full',
    'implementation engineer',
    /full/,
  ],
  [
    'a time that the configuration set limits',
    {
      event: 'bounce-transient',
      subtype: 'CustomTimeoutExceeded',
      status: '4.4.7',
      diagnostic: 'smtp; 554 4.4.7 Message expired',
    },
    'bounce-expired',
    'AWS admin',
    /MaxDeliverySeconds/,
  ],
  [
    'an address that is not there',
    { event: 'bounce-permanent', subtype: 'NoEmail', status: '5.1.1', diagnostic: 'smtp; 550 5.1.1 user unknown' },
    'bounce-recipient',
    'implementation engineer',
    /live\.recipient/,
  ],
  [
    'too large a message',
    { event: 'bounce-transient', subtype: 'MessageTooLarge' },
    'bounce-too-big',
    'SquareOS admin',
    /smaller/,
  ],
  [
    'content that was refused',
    { event: 'bounce-transient', subtype: 'ContentRejected' },
    'bounce-content',
    'SquareOS admin',
    /links/,
  ],
  [
    'a bad reputation',
    { event: 'bounce-transient', diagnostic: 'smtp; 421 4.7.0 low reputation of the sending IP' },
    'bounce-reputation',
    'AWS admin',
    /reputation/,
  ],
  [
    'hours of trying',
    { event: 'bounce-transient', status: '4.4.7', diagnostic: 'smtp; 554 4.4.7 Message expired' },
    'bounce-expired',
    'implementation engineer',
    /until the time/,
  ],
  ['a bounce that says nothing', { event: 'bounce-transient' }, 'bounce-transient', 'implementation engineer', /not tried again/],
  [
    'a permanent bounce that says nothing',
    { event: 'bounce-permanent' },
    'bounce-permanent',
    'implementation engineer',
    /for good/,
  ],
  ['a complaint', { event: 'complaint', feedbackType: 'abuse' }, 'complaint', 'implementation engineer', /spam \(abuse\)/],
  ['a complaint about a virus', { event: 'complaint', feedbackType: 'virus' }, 'complaint', 'SquareOS admin', /carrying a virus/],
  ['a complaint of fraud', { event: 'complaint', feedbackType: 'fraud' }, 'complaint', 'implementation engineer', /as fraud/],
  ['a complaint of another type', { event: 'complaint', feedbackType: 'other' }, 'complaint', 'implementation engineer', /spam/],
  [
    'a bounce that names no cause at all',
    { event: 'bounce-transient', subtype: 'Undetermined' },
    'bounce-transient',
    'implementation engineer',
    /names no cause[\s\S]*live\.recipient/,
  ],
  ['a reject with its reason', { event: 'reject', subtype: 'Bad content' }, 'reject', 'implementation engineer', /“Bad content”/],
  ['a reject', { event: 'reject' }, 'reject', 'implementation engineer', /virus/],
  [
    'a template that SES cannot render',
    { event: 'rendering-failure', diagnostic: 'invoice: Attribute name is missing' },
    'rendering-failure',
    'implementation engineer',
    /invoice: Attribute name/,
  ],
];

describe('the end of a message without a Delivery', () => {
  it.each(CASES)('tells %s', (_, change, reason, owner, says) => {
    const verdict = negativeEnd(event({ smtpResponse: null, ...change }), {}, null);
    expect(verdict).toMatchObject({ status: 'fail', reason, owner, observed: { callbackPath: 'proven' } });
    expect(verdict.remedy?.[0]?.say).toMatch(says);
  });

  it('points to the checks of what was not authenticated', () => {
    const spf = { event: 'bounce-permanent', status: '5.7.23', diagnostic: 'smtp; 550 5.7.23 SPF fail' } as const;
    expect(negativeEnd(event(spf), {}, null).follows).toEqual(['spf-authorises', 'mail-from']);
  });

  it('gives the command that takes the address off the account’s list', () => {
    const listed = negativeEnd(event({ event: 'complaint', subtype: 'OnAccountSuppressionList' }), {}, 'eu-west-1');
    expect(listed.remedy?.[0]?.command).toBe(
      'aws sesv2 delete-suppressed-destination --email-address <live.recipient> --region eu-west-1',
    );
  });
});
