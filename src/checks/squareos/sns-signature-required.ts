// The platform verifies SNS signatures before it changes a delivery row.
import { defineCheck } from '../check.ts';
import { profileField, squareosField } from '../remedy.ts';
import { CHANNEL_ACCOUNT, requirement } from '../requirement.ts';

export const snsSignatureRequired = defineCheck({
  id: 'sns-signature-required',
  title: 'requireSnsSignature is on',
  severity: 'blocker',
  why: 'Without it whoever learns the URL and token can mark any invoice as delivered or bounced.',
  owner: 'SquareOS admin',
  references: [requirement('R42'), 'https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html'],
  reasons: {
    'no-sns': { status: ['not-applicable'], says: 'No callback comes over SNS.' },
    'behind-smtp': {
      status: ['not-applicable'],
      says: 'An SMTP Channel Account has no signature rule; what the webhook does with an altered signature is tried by webhook-negatives.',
    },
    'signature-off': { status: ['fail'], says: 'SquareOS takes SNS messages without checking their signature.' },
  },
  needs: ['profile.tenant'],
  core: true,
  evaluate(facts) {
    const seen = facts['profile.tenant'];
    const { ses, squareos } = seen.value;
    if (ses === null || seen.value.provider !== 'SES') {
      return { status: 'not-applicable', reason: seen.value.smtp?.ses == null ? 'no-sns' : 'behind-smtp' };
    }
    const observed = { requireSnsSignature: ses.requireSnsSignature };
    if (ses.requireSnsSignature) return { status: 'pass', reason: 'ok', observed };
    return {
      status: 'fail',
      reason: 'signature-off',
      observed,
      expected: 'requireSnsSignature is true.',
      remedy: [
        squareosField(
          `In ${CHANNEL_ACCOUNT} "${squareos.accountName}", turn the signature rule on. A limitation of support counts only while the webhook provably refuses a wrong token.`,
          'configJson.requireSnsSignature',
          'true',
        ),
        profileField('Then write the same into the profile.', 'ses.requireSnsSignature', 'true'),
      ],
    };
  },
});
