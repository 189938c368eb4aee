// Whose a callback is, is told by its token, and over SNS by its topic as well: two accounts that share all of it cannot be told apart.
import { UsageError } from '../../core/errors.ts';
import type { ChannelAccount } from '../../receiver/options.ts';
import { sameSecret } from '../../world/secrets/port.ts';

const shareToken = (a: ChannelAccount, b: ChannelAccount): boolean =>
  a.verifyTokens.some((one) => b.verifyTokens.some((other) => sameSecret(one, other)));

const shareAll = (a: ChannelAccount, b: ChannelAccount): boolean =>
  a.provider === b.provider &&
  (a.provider === 'SMTP' || a.topicArns.some((topic) => b.topicArns.includes(topic))) &&
  shareToken(a, b);

/** Throws UsageError: each callback of the second would count for the first, and be a stray there. */
export const refuseAlike = (accounts: readonly ChannelAccount[], file: string): void => {
  for (const [index, one] of accounts.entries()) {
    const other = accounts.slice(0, index).find((before) => shareAll(before, one));
    if (other === undefined) continue;
    throw new UsageError({
      code: 'accounts-alike',
      message: `The accounts ${other.id} and ${one.id} have the same verify token${one.provider === 'SES' ? ' and topic' : ''}: whose a callback is cannot be told.`,
      fix: `Give ${one.id} a verify token of its own.`,
      place: { file },
    });
  }
};
