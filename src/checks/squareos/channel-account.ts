// The Channel Account's externalAccountId names what the provider knows: identity, configuration set, or SMTP sender.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import {
  type Difference,
  EXPORT_OLD,
  type HeldState,
  accountDifferences,
  emailAccount,
  heldBySquareos,
  secretsMissing,
} from './held.ts';
import { profileField, squareosField } from '../remedy.ts';
import { CHANNEL_ACCOUNT, requirement } from '../requirement.ts';
import { listed } from '../../text/listed.ts';

type Tenant = Facts['profile.tenant'];

/** Values that would be right, in the order in which they are recommended. */
const rightValues = ({ provider, ses, smtp, squareos }: Tenant): readonly string[] =>
  (provider === 'SES' ? [ses?.identity, ses?.configurationSet] : [squareos.senderValue, smtp?.username]).filter(
    (value): value is string => typeof value === 'string',
  );

const isRight = ({ provider, squareos }: Tenant): boolean =>
  provider === 'SES'
    ? ['identity', 'configuration-set'].includes(squareos.externalAccountNames)
    : squareos.externalAccountNames !== 'nothing';

const reasons = {
  'names-nothing-known': { status: ['fail'], says: 'externalAccountId names nothing that the provider or the profile knows.' },
  'no-account': { status: ['fail'], says: 'SquareOS holds no Channel Account for this gym’s email.' },
  differs: { status: ['fail'], says: 'Fields of the Channel Account in SquareOS are other ones than in the profile.' },
  'secret-missing': { status: ['fail'], says: 'SquareOS says that a secret of the Channel Account is not there.' },
  'export-old': EXPORT_OLD,
} as const satisfies Reasons;

type Verdict = Judgement<keyof typeof reasons | EngineReason>;

const differing = (found: readonly Difference[], { squareos }: Tenant): Verdict => ({
  status: 'fail',
  reason: 'differs',
  observed: Object.fromEntries(found.map(({ field, held, declared }) => [field, { inSquareos: held, inProfile: declared }])),
  expected: 'Every field that SquareOS tells is as in the profile.',
  remedy: found.flatMap(({ field, profileKey, declared }) => [
    squareosField(
      `In ${CHANNEL_ACCOUNT} "${squareos.accountName}", correct ${field}; or, if SquareOS is right, change ${profileKey} in the profile.`,
      field,
      declared === null ? null : String(declared),
    ),
  ]),
});

/** What SquareOS itself holds, against the profile; null: nothing told is wrong. */
const heldFault = (state: HeldState, tenant: Tenant): Verdict | null => {
  if (state.channelAccounts === undefined) return null;
  const account = emailAccount(state.channelAccounts, tenant);
  if (account === null)
    return {
      status: 'fail',
      reason: 'no-account',
      observed: { accounts: state.channelAccounts.map(({ accountName }) => accountName ?? null) },
      expected: `A Channel Account "${tenant.squareos.accountName}" for channel EMAIL.`,
      remedy: [{ say: `Create ${CHANNEL_ACCOUNT} "${tenant.squareos.accountName}" with the values of \`certify fields\`.` }],
    };
  const found = accountDifferences(account, tenant);
  if (found.length > 0) return differing(found, tenant);
  const missing = secretsMissing(account, tenant);
  if (missing.length === 0) return null;
  return {
    status: 'fail',
    reason: 'secret-missing',
    observed: { missing },
    expected: 'Each secret that the provider and the webhook need is there.',
    remedy: [{ say: `In ${CHANNEL_ACCOUNT} "${tenant.squareos.accountName}", enter ${listed(missing)}.` }],
  };
};

export const channelAccount = defineCheck({
  id: 'channel-account',
  title: 'The Channel Account’s externalAccountId names the identity, configuration set or SMTP sender',
  severity: 'blocker',
  why: 'SquareOS finds the tenant of a callback by this field; a name nobody knows leaves delivery rows unmatched.',
  owner: 'SquareOS admin',
  references: [requirement('R31')],
  reasons,
  needs: ['profile.tenant'],
  uses: ['squareos.state'],
  core: true,
  evaluate(facts): Verdict {
    const seen = facts['profile.tenant'];
    const { squareos } = seen.value;
    const observed = {
      accountName: squareos.accountName,
      externalAccountId: squareos.externalAccountId,
      names: squareos.externalAccountNames,
    };
    const held = heldBySquareos(facts['squareos.state']);
    if (held.kind === 'unseen') return held.judgement;
    const fault = held.kind === 'held' ? heldFault(held.state, seen.value) : null;
    if (fault !== null) return fault;
    if (isRight(seen.value)) return { status: 'pass', reason: 'ok', observed };
    const right = rightValues(seen.value);
    return {
      status: 'fail',
      reason: 'names-nothing-known',
      observed,
      // Where the declared identity is mistyped, it is the id that is right.
      follows: [{ check: 'ses-identity-verified', reasons: ['declared-not-in-force'] }],
      expected: `externalAccountId is ${right.join(' or ')}.`,
      remedy: [
        squareosField(
          `In ${CHANNEL_ACCOUNT} "${squareos.accountName}", set the external account id.`,
          'externalAccountId',
          right[0] ?? null,
        ),
        profileField('Write the same into the profile.', 'squareos.externalAccountId', right[0] ?? null),
      ],
    };
  },
});
