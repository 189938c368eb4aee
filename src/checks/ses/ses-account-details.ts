// What AWS was told about the account fits what the gym sends, and AWS can reach somebody.
import { seenOrNull } from '../../core/observation.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import { cannotJudge } from '../unseen.ts';

export const sesAccountDetails = defineCheck({
  id: 'ses-account-details',
  title: 'AWS knows the right kind of mail and a contact besides the root address',
  severity: 'warning',
  why: 'AWS writes about reviews and shutdowns to these contacts, and judges the account by the purpose it was told.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_AccountDetails.html'],
  reasons: {
    'other-mail-type': { status: ['warn'], says: 'AWS was told that the account sends transactional mail only.' },
    'no-contact': { status: ['warn'], says: 'AWS can reach nobody but the root address of the account.' },
    'no-details': { status: ['not-applicable'], says: 'AWS was told nothing yet: production access was never asked for.' },
  },
  needs: ['ses.account'],
  uses: ['profile.tenant'],
  evaluate(facts) {
    const account = facts['ses.account'];
    const tenant = seenOrNull(facts['profile.tenant']);
    const { mailType, additionalContacts, region } = account.value;
    // Nothing was told yet: production access was never asked for, and ses-production-access says so.
    if (mailType === null && additionalContacts === null) return { status: 'not-applicable', reason: 'no-details' };
    const planned = tenant?.sending.mailType ?? null;
    const observed = { region, mailType, planned, additionalContacts };
    if (planned === 'MARKETING' && mailType === 'TRANSACTIONAL') {
      return {
        status: 'warn',
        reason: 'other-mail-type',
        observed,
        expected: 'AWS was told that marketing mail is sent.',
        remedy: [
          doThis(
            `Amazon SES, ${region}, Account dashboard, Edit account details: mail type Marketing. AWS may review marketing mail of an account that was approved for transactional mail.`,
          ),
        ],
      };
    }
    if (additionalContacts === 0) {
      return {
        status: 'warn',
        reason: 'no-contact',
        observed,
        expected: 'One to four additional contacts, read by people who can act.',
        remedy: [
          doThis(`Amazon SES, ${region}, Account dashboard, Edit account details: add the address of whoever answers AWS.`),
        ],
      };
    }
    // Whoever plans marketing mail needs AWS to know of it; a word that is not known does not say so.
    if (mailType !== null && mailType !== 'MARKETING' && mailType !== 'TRANSACTIONAL')
      return cannotJudge('whether AWS was told the right kind of mail', observed);
    return { status: 'pass', reason: 'ok', observed };
  },
});
