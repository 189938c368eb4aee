// In the sandbox, the live recipient is a verified one.
import { defineCheck } from '../check.ts';

export const sesSandboxRecipient = defineCheck({
  id: 'ses-sandbox-recipient',
  title: 'In the sandbox, the live recipient is verified',
  severity: 'blocker',
  why: 'A sandbox account is refused every message to an address that is not verified in this region.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html'],
  needs: ['ses.recipientIdentity'],
  evaluate(facts) {
    const seen = facts['ses.recipientIdentity'];
    if (seen.value.verified) return { status: 'pass', reason: 'ok', observed: { by: seen.value.by } };
    return {
      status: 'fail',
      reason: 'recipient-not-verified',
      observed: { verified: false },
      expected: 'The recipient’s address or domain is a verified identity in this region.',
      fix: 'Verify the live recipient in Amazon SES / Identities (its owner opens a link), choose a verified live.recipient or success@simulator.amazonses.com for a rehearsal, or get production access first.',
    };
  },
});
