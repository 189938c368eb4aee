// The Sender Account's From address belongs to the identity that the provider verified.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { requirement } from '../requirement.ts';

type Tenant = Facts['profile.tenant'];

const outside = ({ squareos, ses }: Tenant): Judgement<'outside-identity'> => ({
  status: 'fail',
  reason: 'outside-identity',
  observed: { senderValue: squareos.senderValue, identity: ses?.identity },
  expected: `A From address of ${ses?.identity}.`,
  remedy: [
    {
      say: `Verify ${squareos.senderDomain} as an identity in Amazon SES, ${ses?.region}, and name it in \`ses.identity\`; or, if the sender is mistyped, set senderValue in SquareOS Admin / Email Setting / Sender Account to an address of ${ses?.identity}.`,
    },
  ],
});

export const senderAccount = defineCheck({
  id: 'sender-account',
  title: 'The Sender Account’s From address belongs to the verified identity',
  severity: 'blocker',
  why: 'SES refuses every message whose From address is not covered by a verified identity.',
  owner: 'SquareOS admin',
  references: [requirement('R32'), 'https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html'],
  reasons: {
    'outside-identity': { status: ['fail'], says: 'The From address does not belong to the identity that the profile names.' },
  },
  needs: ['profile.tenant'],
  core: true,
  evaluate(facts) {
    const seen = facts['profile.tenant'];
    const { squareos } = seen.value;
    if (squareos.senderScope === 'outside') return outside(seen.value);
    return { status: 'pass', reason: 'ok', observed: { senderValue: squareos.senderValue, scope: squareos.senderScope } };
  },
});
