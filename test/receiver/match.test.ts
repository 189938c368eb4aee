import { expect, test } from 'vitest';
import { isShown } from '../../src/receiver/ledger/match.ts';
import type { Attempt } from '../../src/receiver/ledger/rows.ts';

const attempt: Attempt = {
  nonce: 'certify-1',
  account: 'ours',
  channel: 'SES',
  recipient: 'member@example.com',
  campaignId: null,
  providerMessageId: 'id-1',
  messageId: null,
  join: 'exact',
  status: 'sent',
  registeredAt: '2026-11-20T10:00:00.000Z',
  updatedAt: '2026-11-20T10:00:00.000Z',
};

test.each([
  ['of its account and id, asked by id', 'ours', 'ours', 'id-1', null, null, true],
  ['of its account and mark, asked by mark', 'ours', 'ours', 'id-2', 'certify-1', 'certify-1', true],
  ['of any account, where none is registered', null, 'theirs', 'id-1', null, null, true],
  ['of another account with its id, asked by id', 'ours', 'theirs', 'id-1', null, null, false],
  ['of another account with its mark, asked by mark', 'ours', 'theirs', 'id-1', 'certify-1', 'certify-1', false],
  ['of its account with another id and no mark, asked by id', 'ours', 'ours', 'id-2', null, null, false],
] as const)('an event %s', (_, registered, account, message, nonceTag, asked, shown) => {
  expect(isShown({ ...attempt, account: registered }, { account, message, nonceTag }, asked)).toBe(shown);
});
