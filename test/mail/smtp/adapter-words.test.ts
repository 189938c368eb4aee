import { expect, test } from 'vitest';
import { adapterEvent } from '../../../src/mail/smtp/adapter-words.ts';

/** As the events of the services are called: SendGrid, Mailgun, Postmark, SparkPost, Mandrill, Brevo, MailerSend, Resend, Elastic Email, SMTP2GO. */
test.each([
  ['delivered', 'delivery'],
  ['Delivery', 'delivery'],
  ['email.delivered', 'delivery'],
  ['activity.delivered', 'delivery'],
  ['email.delivery_delayed', 'delivery-delay'],
  ['deferral', 'delivery-delay'],
  ['activity.hard_bounced', 'bounce-permanent'],
  ['activity.soft_bounced', 'bounce-transient'],
  ['HardBounce', 'bounce-permanent'],
  ['hard-bounce', 'bounce-permanent'],
  ['email.bounced', 'bounce-permanent'],
  ['failed', 'bounce-permanent'],
  ['SpamComplaint', 'complaint'],
  ['email.complained', 'complaint'],
  ['AbuseReport', 'complaint'],
  ['policy_rejection', 'reject'],
  ['dropped', 'reject'],
  ['email.suppressed', 'reject'],
  ['processed', 'queued'],
  ['email.sent', 'queued'],
  ['request', 'queued'],
  ['injection', 'queued'],
  ['suppressed', 'reject'],
  ['quarantined', 'reject'],
  ['out_of_band', 'bounce-permanent'],
  ['opened', null],
  ['unsubscribed', null],
  ['email', null],
  ['email.', null],
])('%s is %s', (word, event) => {
  expect(adapterEvent(word, null, null)).toBe(event);
});

test.each([
  ['failed', 'temporary', 'delivery-delay'],
  ['failure', 'Temporary', 'delivery-delay'],
  ['failed', 'permanent', 'bounce-permanent'],
  ['failed', 'soft', 'bounce-transient'],
  ['bounced', 'temporary', 'bounce-transient'],
  ['bounced', 'Permanent', 'bounce-permanent'],
  ['bounced', 'hard', 'bounce-permanent'],
  ['bounce', 'bounce', 'bounce-permanent'],
  ['bounce', 'blocked', 'bounce-transient'],
  ['Bounce', 'HardBounce', 'bounce-permanent'],
  ['Bounce', 'SoftBounce', 'bounce-transient'],
  ['bounced', 'hard-bounce', 'bounce-permanent'],
  ['bounced', ' soft  bounce ', 'bounce-transient'],
  ['bounced', 'Transient', 'bounce-transient'],
  ['out_of_band', 'Undetermined', 'bounce-transient'],
  ['bounced', 'General', null],
  // What says it by itself needs no kind.
  ['hard_bounce', 'soft', 'bounce-permanent'],
  ['delivered', 'hard', 'delivery'],
] as const)('%s with the kind %s is %s', (word, kind, event) => {
  expect(adapterEvent(word, kind, null)).toBe(event);
});

/** RFC 3463 §2: 4.x.x passes, 5.x.x stays; RFC 3464 §2.3.3 calls a reported failure final where nothing says otherwise. */
test.each([
  ['450 4.2.1 try again later', 'bounce-transient'],
  ['smtp; 452 4.2.2 mailbox full', 'bounce-transient'],
  ['host mx.example said: 4.4.7 expired', 'bounce-transient'],
  ['421 bye', 'bounce-transient'],
  ['550 5.1.1 user unknown', 'bounce-permanent'],
  ['smtp; 554 refused', 'bounce-permanent'],
  ['the mailbox is unknown', 'bounce-permanent'],
  ['', 'bounce-permanent'],
  // Neither an address nor a number of octets is a status.
  ['host 10.4.50.2 said: 550 5.1.1 user unknown', 'bounce-permanent'],
  ['host 4.1.2.3 said: 550 user unknown', 'bounce-permanent'],
  ['host 203.0.113.5 refused 4096 octets', 'bounce-permanent'],
  ['host 5.196.1.2 said: 451 4.7.1 greylisted', 'bounce-transient'],
])('a bounce with the error “%s” is %s', (error, event) => {
  expect(adapterEvent('bounced', null, error)).toBe(event);
});

test.each([
  ['  Delivered ', 'delivery'],
  ['Spam Complaint', 'complaint'],
  ['mail.delivered', 'delivery'],
  ['message.delivered', 'delivery'],
  ['message_', null],
  ['remail.delivered', null],
  ['delivered.email', null],
])('%j is spelt as %s', (word, event) => {
  expect(adapterEvent(word, null, null)).toBe(event);
});
