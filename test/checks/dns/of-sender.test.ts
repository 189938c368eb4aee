// Every check of DNS that looks at what the From domain publishes leads to another From where the domain is nobody's here.
import { expect, it } from 'vitest';
import { checks } from '../../../src/checks/index.ts';

const OF_THE_FROM_DOMAIN = [
  'bulk-sender-rules',
  'dkim-keys',
  'dmarc-alignment',
  'dmarc-record',
  'dmarc-reports',
  'mail-policies',
  'name-servers',
  'sender-domain-receives',
  'spf-authorises',
];

it.each(OF_THE_FROM_DOMAIN)('%s may follow from a personal mailbox in each reason that needs work, and in no other', (id) => {
  const reasons = Object.entries(checks.find((one) => one.id === id)?.reasons ?? {});
  expect(reasons.length).toBeGreaterThan(1);
  const open = reasons.filter(([, { status }]) => status.some((one) => one !== 'pass' && one !== 'not-applicable'));
  const following = reasons.filter(([, { follows = [] }]) => follows.some(({ check }) => check === 'personal-mailbox'));
  expect(following.map(([code]) => code)).toEqual(open.map(([code]) => code));
});
