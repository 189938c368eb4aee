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
  ['failed', 'permanent', 'bounce-permanent'],
  ['bounced', 'temporary', 'bounce-transient'],
] as const)('%s with the kind %s is %s', (word, kind, event) => {
  expect(adapterEvent(word, kind, null)).toBe(event);
});
