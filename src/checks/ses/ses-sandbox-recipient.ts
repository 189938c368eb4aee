// In the sandbox, the live recipient is a verified one.
import { inWrongRegion, verifiedThere } from './verified-there.ts';
import { defineCheck } from '../check.ts';
import { doThis, profileField } from '../remedy.ts';

export const sesSandboxRecipient = defineCheck({
  id: 'ses-sandbox-recipient',
  title: 'In the sandbox, the live recipient is verified',
  severity: 'blocker',
  why: 'A sandbox account is refused every message to an address that is not verified in this region.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html'],
  reasons: {
    'recipient-not-verified': {
      status: ['fail'],
      says: 'The account is in the sandbox, and the live recipient is not verified.',
    },
  },
  needs: ['ses.recipientIdentity'],
  uses: ['ses.identities', 'ses.identity'],
  evaluate(facts) {
    const { verified, by, unverified = null } = facts['ses.recipientIdentity'].value;
    const sender = facts['ses.identity'];
    // The recipient is of the sender's own domain: once that is verified, the recipient is.
    const sameIdentity = unverified !== null && sender.state === 'observed' && sender.value.governing === unverified;
    if (verified) return { status: 'pass', reason: 'ok', observed: { by } };
    return {
      status: 'fail',
      reason: 'recipient-not-verified',
      observed: { verified: false, unverified },
      expected: 'The recipient’s address or domain is a verified identity in this region.',
      remedy: [
        doThis('Verify the live recipient in Amazon SES / Identities: its owner opens a link. Or get production access first.'),
        profileField(
          `Or name a recipient that is verified.${verifiedThere(facts['ses.identities'])} For a rehearsal success@simulator.amazonses.com will do.`,
          'live.recipient',
          null,
        ),
      ],
      ...(sameIdentity ? { follows: ['ses-identity-verified'] } : inWrongRegion(facts['ses.identities'])),
    };
  },
});
