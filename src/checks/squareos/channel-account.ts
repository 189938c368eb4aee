// The Channel Account's externalAccountId names what the provider knows: identity, configuration set, or SMTP sender.
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { profileField, squareosField } from '../remedy.ts';
import { CHANNEL_ACCOUNT, requirement } from '../requirement.ts';

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

export const channelAccount = defineCheck({
  id: 'channel-account',
  title: 'The Channel Account’s externalAccountId names the identity, configuration set or SMTP sender',
  severity: 'blocker',
  why: 'SquareOS finds the tenant of a callback by this field; a name nobody knows leaves delivery rows unmatched.',
  owner: 'SquareOS admin',
  references: [requirement('R31')],
  reasons: {
    'names-nothing-known': {
      status: ['fail'],
      says: 'externalAccountId names nothing that the provider or the profile knows.',
    },
  },
  needs: ['profile.tenant'],
  core: true,
  evaluate(facts) {
    const seen = facts['profile.tenant'];
    const { squareos } = seen.value;
    const observed = {
      accountName: squareos.accountName,
      externalAccountId: squareos.externalAccountId,
      names: squareos.externalAccountNames,
    };
    if (isRight(seen.value)) return { status: 'pass', reason: 'ok', observed };
    const right = rightValues(seen.value);
    return {
      status: 'fail',
      reason: 'names-nothing-known',
      observed,
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
