import { describe, expect, it } from 'vitest';
import { sesAccountDetails } from '../../../src/checks/ses/ses-account-details.ts';
import { account, judged, observed, tenant } from '../aws-builders.ts';

const judge = (change: Parameters<typeof account>[0], mailType: string | null = 'TRANSACTIONAL') =>
  judged(sesAccountDetails, {
    'ses.account': observed(account(change)),
    'profile.tenant': observed(tenant({ sending: { mailType } })),
  });

describe('ses-account-details', () => {
  it.each([
    ['what was told fits and somebody can be reached', {}, 'TRANSACTIONAL', 'pass', 'ok'],
    ['transactional mail goes by a marketing account', { mailType: 'MARKETING' }, 'TRANSACTIONAL', 'pass', 'ok'],
    ['the plan says nothing', {}, null, 'pass', 'ok'],
    ['marketing goes by a transactional account', {}, 'MARKETING', 'warn', 'other-mail-type'],
    ['AWS has no further contact', { additionalContacts: 0 }, 'TRANSACTIONAL', 'warn', 'no-contact'],
    ['AWS tells a word that nobody knows', { mailType: 'MIXED' }, 'MARKETING', 'inconclusive', 'cannot-judge'],
    ['AWS was told nothing yet', { mailType: null, additionalContacts: null }, 'MARKETING', 'not-applicable', 'no-details'],
  ])('answers when %s', (_, change, mailType, status, reason) => {
    expect(judge(change, mailType)).toMatchObject({ status, reason });
  });
});
