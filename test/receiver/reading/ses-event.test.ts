// SES events in both shapes, whole and damaged.
import { describe, expect, it } from 'vitest';
import { parseSesMessage } from '../../../src/receiver/reading/ses-event.ts';

const mail = { timestamp: '2026-11-20T09:59:00.000Z', messageId: 'm-1', destination: ['a@example.com', 'b@example.com'] };
const at = '2026-11-20T10:00:00.000Z';
const who = (...addresses: string[]) => addresses.map((emailAddress) => ({ emailAddress }));
const read = (json: unknown) => parseSesMessage(JSON.stringify(json));

describe('parseSesMessage', () => {
  it.each([
    [{ eventType: 'Send', send: {} }, 'send', null],
    [{ eventType: 'Delivery', delivery: { recipients: ['a@example.com'], timestamp: at } }, 'delivery', null],
    [{ notificationType: 'Delivery', delivery: { recipients: ['a@example.com'], timestamp: at } }, 'delivery', null],
    [
      {
        eventType: 'Bounce',
        bounce: { bounceType: 'Permanent', bounceSubType: 'NoEmail', bouncedRecipients: who('a@example.com') },
      },
      'bounce-permanent',
      'NoEmail',
    ],
    [
      {
        eventType: 'Bounce',
        bounce: { bounceType: 'Transient', bounceSubType: 'MailboxFull', bouncedRecipients: who('a@example.com') },
      },
      'bounce-transient',
      'MailboxFull',
    ],
    [
      {
        notificationType: 'Bounce',
        bounce: { bounceType: 'Undetermined', bounceSubType: 'Undetermined', bouncedRecipients: who('a@example.com') },
      },
      'bounce-transient',
      'Undetermined',
    ],
    [
      { eventType: 'Bounce', bounce: { bounceType: 'Unheard', bounceSubType: 'Of', bouncedRecipients: who('a@example.com') } },
      'bounce-transient',
      'Of',
    ],
    [
      {
        eventType: 'Complaint',
        complaint: { complainedRecipients: who('a@example.com'), complaintSubType: 'OnAccountSuppressionList' },
      },
      'complaint',
      'OnAccountSuppressionList',
    ],
    [{ eventType: 'Reject', reject: { reason: 'Bad content' } }, 'reject', 'Bad content'],
    [{ eventType: 'Rendering Failure', failure: { errorMessage: 'x', templateName: 't' } }, 'rendering-failure', null],
    [
      { eventType: 'DeliveryDelay', deliveryDelay: { delayType: 'SpamDetected', delayedRecipients: who('a@example.com') } },
      'delivery-delay',
      'SpamDetected',
    ],
    [{ eventType: 'Open', open: { ipAddress: '192.0.2.1' } }, 'open', null],
    [{ eventType: 'Open', open: { isBotEvent: 'Likely' } }, 'open', 'Machine'],
    [{ eventType: 'Click', click: { isBotEvent: 'Unlikely' } }, 'click', null],
    [{ eventType: 'Click', click: { link: 'https://example.com' } }, 'click', null],
    [{ eventType: 'Subscription', subscription: { contactList: 'c' } }, 'subscription', null],
  ])('reads %j', (json, event, subtype) => {
    expect(read({ ...json, mail })).toMatchObject({ kind: 'event', event: { event, subtype, messageId: 'm-1' } });
  });

  it.each([
    ['abuse', 'complaint'],
    ['Not-Spam', 'feedback'],
    ['auth-failure', 'feedback'],
    [undefined, 'complaint'],
  ])('reads a report of type %s as %s', (complaintFeedbackType, event) => {
    const complaint = { complainedRecipients: who('a@example.com'), complaintFeedbackType };
    expect(read({ eventType: 'Complaint', complaint, mail })).toMatchObject({
      event: { event, cause: { feedbackType: complaintFeedbackType ?? null } },
    });
  });

  it('keeps what a bounce says of each recipient, and the error of a template', () => {
    const bouncedRecipients = [
      { emailAddress: 'A@example.com', status: '5.7.26', diagnosticCode: 'smtp; 550 5.7.26 no' },
      { emailAddress: 'b@example.com' },
    ];
    expect(read({ eventType: 'Bounce', bounce: { bounceType: 'Permanent', bouncedRecipients }, mail })).toMatchObject({
      event: {
        causes: {
          'a@example.com': { status: '5.7.26', diagnostic: 'smtp; 550 5.7.26 no' },
          'b@example.com': { status: null, diagnostic: null },
        },
      },
    });
    const failure = { errorMessage: 'Attribute name is missing', templateName: 'invoice' };
    expect(read({ eventType: 'Rendering Failure', failure, mail })).toMatchObject({
      event: { cause: { diagnostic: 'invoice: Attribute name is missing' } },
    });
  });

  it('names each recipient once, bare and in lower case; events without a list are about every destination', () => {
    const delivery = { recipients: ['Bob <BOB@Example.com>', 'bob@example.com', 'a@example.com'], timestamp: at };
    expect(read({ eventType: 'Delivery', delivery, mail })).toMatchObject({
      event: { recipients: ['bob@example.com', 'a@example.com'] },
    });
    expect(read({ eventType: 'Send', send: {}, mail })).toMatchObject({ event: { recipients: mail.destination } });
  });

  it('does not guess who bounced among several destinations', () => {
    expect(read({ eventType: 'Bounce', bounce: { bounceType: 'Permanent' }, mail })).toMatchObject({
      kind: 'incomplete',
      reason: 'no-recipients',
    });
    const single = { ...mail, destination: ['a@example.com'] };
    expect(read({ eventType: 'Bounce', bounce: { bounceType: 'Permanent' }, mail: single })).toMatchObject({ kind: 'event' });
  });

  it('takes the configuration set and the nonce from tag, header or subject', () => {
    const nonce = 'certify-0123456789abcdef01234567';
    const tags = { 'ses:configuration-set': ['squareos-main'], 'certify-run': [nonce] };
    const nonceOf = (over: object) =>
      (read({ eventType: 'Send', send: {}, mail: { ...mail, ...over } }) as { event: { nonceTag: unknown } }).event.nonceTag;
    expect(read({ eventType: 'Send', send: {}, mail: { ...mail, tags } })).toMatchObject({
      event: { configurationSet: 'squareos-main' },
    });
    expect(nonceOf({ tags })).toBe(nonce);
    expect(nonceOf({ headers: [{ name: 'x-certify-run', value: nonce }] })).toBe(nonce);
    expect(nonceOf({ commonHeaders: { subject: `Invoice ${nonce}` } })).toBe(nonce);
    expect(nonceOf({ commonHeaders: { subject: 'Invoice 42' } })).toBeNull();
  });

  it('reads the older spelling of times as UTC', () => {
    const old = { ...mail, timestamp: '2016-01-27 14:59:38 +0000' };
    expect(read({ eventType: 'Send', send: {}, mail: old })).toMatchObject({ event: { eventAt: '2016-01-27T14:59:38.000Z' } });
  });

  it('tells validation, unknown events and what cannot be applied apart', () => {
    expect(parseSesMessage('Successfully validated SNS topic for Amazon SES event publishing.')).toEqual({ kind: 'validation' });
    expect(read({ notificationType: 'AmazonSnsSubscriptionSucceeded', message: 'x' })).toEqual({ kind: 'validation' });
    expect(read({ eventType: 'RENDERING_FAILURE', mail })).toEqual({ kind: 'unknown-event', name: 'RENDERING_FAILURE' });
    expect(read({ eventType: 'constructor', mail })).toEqual({ kind: 'unknown-event', name: 'constructor' });
    expect(parseSesMessage('hello')).toEqual({ kind: 'unreadable', reason: 'not-json' });
    expect(read({ hello: 'world' })).toEqual({ kind: 'unreadable', reason: 'no-event' });
    expect(read({ eventType: 'Send', mail: { ...mail, messageId: '' } })).toEqual({
      kind: 'unreadable',
      reason: 'no-message-id',
    });
    expect(read({ eventType: 'Send', mail: { ...mail, timestamp: 'yesterday' } })).toMatchObject({
      kind: 'incomplete',
      reason: 'no-time',
    });
  });
});
