import { expect, it } from 'vitest';
import { onTheWay } from '../../../src/checks/live/on-the-way.ts';
import type { LedgerEvent } from '../../../src/core/live.ts';
import { event } from './builders.ts';

const delay = (subtype: string, diagnostic: string | null = null): Partial<LedgerEvent> => ({
  event: 'delivery-delay',
  subtype,
  diagnostic,
});

/** `owner`: null where waiting is all there is to do. */
const CASES: readonly (readonly [what: string, last: Partial<LedgerEvent>, owner: string | null, says: RegExp])[] = [
  ['Send alone', { event: 'send' }, null, /still on its way/],
  ['a delay without a class', delay('General'), null, /still on its way/],
  ['a delay that SES cannot class', delay('Undetermined'), null, /still on its way/],
  ['a delay of a class to come', delay('constructor'), null, /still on its way/],
  ['a full mailbox', delay('MailboxFull'), 'implementation engineer', /mailbox is full/],
  ['too much spam', delay('SpamDetected'), 'AWS admin', /unwanted mail/],
  ['an IP address that is blocked', delay('IPFailure'), 'AWS admin', /IP address/],
  ['a delay by SES', delay('SendingDeferral'), 'AWS admin', /SES itself/],
  ['own IP addresses without a name', delay('BYOIPHostNameLookupUnavailable'), 'AWS admin', /reverse DNS/],
  ['trouble inside SES', delay('InternalFailure'), 'AWS admin', /Health Dashboard/],
  ['trouble of the server', delay('RecipientServerError'), 'implementation engineer', /its admin/],
  ['a server that is not reached', delay('TransientCommunicationFailure'), 'implementation engineer', /cannot reach/],
  ['words that say more than the class', delay('General', 'smtp; 421 4.7.26 unauthenticated'), 'DNS admin', /SPF, DKIM/],
  ['words against the class', delay('RecipientServerError', 'smtp; 452 4.2.2 mailbox full'), 'implementation engineer', /full/],
  ['a list that blocks', delay('General', 'smtp; 451 4.7.1 blocked using zen.spamhaus.org'), 'AWS admin', /IP address/],
  ['an open by a machine', { event: 'open', subtype: 'Machine' }, null, /still on its way/],
  ['an open by a reader', { event: 'open' }, 'AWS admin', /publishes DELIVERY/],
  ['a click', { event: 'click' }, 'AWS admin', /publishes DELIVERY/],
  ['a reader who takes it out of the spam', { event: 'feedback', feedbackType: 'not-spam' }, 'AWS admin', /publishes DELIVERY/],
];

it.each(CASES)('after %s', (_, change, owner, says) => {
  const last = event({ smtpResponse: null, ...change });
  const judged = onTheWay(last, [last]);
  const acts = judged.remedy.map(({ say }) => say).join(' ');
  expect(judged.owner ?? null).toBe(owner);
  expect(acts).toMatch(says);
  expect(judged.remedy[0]?.command).toBe('certify … --resume');
});

it('does not call a message that was read still on its way, whatever SES last said of it', () => {
  const last = event({ event: 'delivery-delay', subtype: 'General' });
  const acts = onTheWay(last, [event({ event: 'open' }), last]).remedy.map(({ say }) => say);
  expect(acts.join(' ')).not.toMatch(/on its way/);
});
