// The Sender Account's From address belongs to the identity that the profile declares.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { squareosField } from '../remedy.ts';
import { EXPORT_OLD_TOO, type HeldState, differences, heldBySquareos, ownSender } from './held.ts';
import { requirement } from '../requirement.ts';

type Tenant = Facts['profile.tenant'];

const outside = ({ squareos, ses }: Tenant): Judgement<'outside-identity'> => ({
  status: 'fail',
  reason: 'outside-identity',
  // SES has an identity for the sender: what is mistyped is the declared one.
  follows: [{ check: 'ses-identity-verified', reasons: ['declared-not-in-force'] }],
  observed: { senderValue: squareos.senderValue, identity: ses?.identity },
  expected: `A From address of ${ses?.identity}.`,
  remedy: [
    {
      say: `Verify ${squareos.senderDomain} as an identity in Amazon SES, ${ses?.region}, and name it in \`ses.identity\`; or, if the sender is mistyped, set senderValue in SquareOS Admin / Email Setting / Sender Account to an address of ${ses?.identity}.`,
    },
  ],
});

/** What SquareOS itself holds, against the profile; null: nothing told is wrong. */
const heldFault = ({ senderAccounts }: HeldState, tenant: Tenant): Judgement<'not-held' | 'differs'> | null => {
  if (senderAccounts === undefined) return null;
  const { squareos } = tenant;
  const told = senderAccounts.map(({ senderValue }) => senderValue ?? null);
  const own = ownSender(senderAccounts, tenant);
  if (own === null)
    return {
      status: 'fail',
      reason: 'not-held',
      observed: { senderValue: { inSquareos: told, inProfile: squareos.senderValue } },
      expected: `A Sender Account whose senderValue is ${squareos.senderValue}.`,
      remedy: [
        squareosField(
          `In SquareOS Admin / Email Setting / Sender Account, set senderValue; or, if SquareOS is right, change squareos.sender.senderValue in the profile.`,
          'senderValue',
          squareos.senderValue,
        ),
      ],
    };
  const found = differences([
    ['replyTo', 'squareos.sender.replyTo', own.replyTo, squareos.replyTo],
    ['returnPath', 'squareos.sender.returnPath', own.returnPath, squareos.returnPath],
  ]);
  if (found.length === 0) return null;
  return {
    status: 'fail',
    reason: 'differs',
    observed: Object.fromEntries(found.map(({ field, held, declared }) => [field, { inSquareos: held, inProfile: declared }])),
    expected: 'Every field that SquareOS tells is as in the profile.',
    remedy: found.map(({ field, profileKey, declared }) =>
      squareosField(
        `In the Sender Account ${squareos.senderValue}, correct ${field}; or, if SquareOS is right, change ${profileKey} in the profile.`,
        field,
        declared === null ? null : String(declared),
      ),
    ),
  };
};

export const senderAccount = defineCheck({
  id: 'sender-account',
  title: 'The Sender Account’s From address belongs to the declared identity',
  severity: 'blocker',
  why: 'SES refuses every message whose From address is not covered by a verified identity.',
  owner: 'SquareOS admin',
  references: [requirement('R32'), 'https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html'],
  reasons: {
    'not-held': { status: ['fail'], says: 'SquareOS holds no Sender Account with the From address of the profile.' },
    'export-old': EXPORT_OLD_TOO,
    differs: { status: ['fail'], says: 'Fields of the Sender Account in SquareOS are other ones than in the profile.' },
    'outside-identity': { status: ['fail'], says: 'The From address does not belong to the identity that the profile names.' },
  },
  needs: ['profile.tenant'],
  uses: ['squareos.state'],
  core: true,
  evaluate(facts) {
    const seen = facts['profile.tenant'];
    const { squareos } = seen.value;
    const held = heldBySquareos(facts['squareos.state']);
    if (held.kind === 'unseen') return held.judgement;
    const fault = held.kind === 'held' ? heldFault(held.state, seen.value) : null;
    if (fault !== null) return fault;
    if (squareos.senderScope === 'outside') return outside(seen.value);
    return { status: 'pass', reason: 'ok', observed: { senderValue: squareos.senderValue, scope: squareos.senderScope } };
  },
});
