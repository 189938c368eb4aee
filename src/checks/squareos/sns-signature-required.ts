// The platform verifies SNS signatures before it changes a delivery row.
import type { Judgement } from '../../core/finding.ts';
import { defineCheck } from '../check.ts';
import { CHANNEL_ACCOUNT, requirement } from '../requirement.ts';

export const snsSignatureRequired = defineCheck({
  id: 'sns-signature-required',
  title: 'requireSnsSignature is on',
  severity: 'blocker',
  why: 'Without it whoever learns the URL and token can mark any invoice as delivered or bounced.',
  owner: 'SquareOS admin',
  references: [requirement('R42'), 'https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html'],
  needs: ['profile.tenant'],
  core: true,
  evaluate(facts): Judgement {
    const seen = facts['profile.tenant'];
    const { ses, squareos } = seen.value;
    if (ses === null || seen.value.provider !== 'SES') return { status: 'not-applicable', reason: 'no-sns' };
    const observed = { requireSnsSignature: ses.requireSnsSignature };
    if (ses.requireSnsSignature) return { status: 'pass', reason: 'ok', observed };
    return {
      status: 'fail',
      reason: 'signature-off',
      observed,
      expected: 'requireSnsSignature is true.',
      fix:
        `In ${CHANNEL_ACCOUNT} "${squareos.accountName}", set configJson requireSnsSignature to true and write it into the profile; ` +
        'or have support record a limitation, which counts only while the webhook provably refuses a wrong token.',
    };
  },
});
