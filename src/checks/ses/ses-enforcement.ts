// AWS has the account neither under review nor shut down.
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import { cannotJudge } from '../unseen.ts';

export const sesEnforcement = defineCheck({
  id: 'ses-enforcement',
  title: 'AWS calls the account healthy',
  severity: 'blocker',
  why: 'An account under review passes a test mail and may be shut down in the middle of a campaign.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html'],
  reasons: {
    shutdown: { status: ['fail'], says: 'AWS has stopped the account’s sending.' },
    'under-review': { status: ['warn'], says: 'AWS has the account under review.' },
    'unknown-status': { status: ['warn'], says: 'AWS names a status that certify does not know.' },
  },
  needs: ['ses.account'],
  evaluate(facts) {
    const seen = facts['ses.account'];
    const status = seen.value.enforcementStatus;
    if (status === null) return cannotJudge('the enforcement status of the account');
    const given = { observed: { enforcementStatus: status }, expected: 'SES says EnforcementStatus HEALTHY.' };
    switch (status) {
      case 'HEALTHY':
        return { status: 'pass', reason: 'ok', observed: given.observed };
      case 'SHUTDOWN':
        return {
          status: 'fail',
          reason: 'shutdown',
          ...given,
          remedy: [
            doThis(
              'Answer AWS in the Support case about the shutdown: what caused it and what was changed. Nothing can be sent before.',
            ),
          ],
        };
      case 'PROBATION':
        return {
          status: 'warn',
          reason: 'under-review',
          ...given,
          remedy: [
            doThis(
              'Read the mail from AWS about the review, stop the cause (bounces, complaints), and have the gym’s owner agree before going live.',
            ),
          ],
        };
      default:
        return {
          status: 'warn',
          reason: 'unknown-status',
          ...given,
          remedy: [
            doThis(
              `AWS uses a status that is not known here (${status}): look at Account dashboard / Reputation before going live.`,
            ),
          ],
        };
    }
  },
});
