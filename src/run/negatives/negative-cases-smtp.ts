// Adapter callbacks that an SMTP webhook must refuse. Pure. Each carries a complaint for this run's own message.
import type { NegativeContext } from './forgery.ts';
import type { NegativeCase } from './negative-cases.ts';

type Fields = { readonly [key: string]: string | undefined };

const HOUR_MS = 3_600_000;

/** Everything that is posted to the SMTP endpoint, in order. */
export const negativeSmtpCases = (
  context: Pick<NegativeContext, 'providerMessageId' | 'recipient' | 'now'>,
): readonly NegativeCase[] => {
  const genuine: Fields = {
    providerMessageId: context.providerMessageId,
    event: 'complained',
    timestamp: context.now.toISOString(),
    recipient: context.recipient,
  };
  const made = (id: string, title: string, over: Fields, token: NegativeCase['token'] = 'right'): NegativeCase => ({
    id,
    title,
    token,
    body: JSON.stringify({ ...genuine, ...over }),
    headers: {},
    contentType: 'application/json',
    isolation: null,
  });
  const ahead = new Date(context.now.getTime() + 24 * HOUR_MS).toISOString();
  const stale = new Date(context.now.getTime() - 24 * HOUR_MS).toISOString();
  return [
    made('token-wrong', 'a wrong token is refused', {}, 'wrong'),
    made('token-missing', 'a missing token is refused', {}, 'none'),
    made('event-unknown', 'an event outside the vocabulary is refused', { event: 'certify-negative' }),
    made('id-conflicting', 'two message ids that differ are refused', { messageId: `${context.providerMessageId}-other` }),
    made('timestamp-ahead', 'a time that has not come yet is refused', { timestamp: ahead }),
    made('timestamp-stale', 'a time long before the message was sent is refused', { timestamp: stale }),
    made('timestamp-missing', 'a callback without a time is refused', { timestamp: undefined }),
    { ...made('malformed', 'a body that is not JSON is refused', {}), body: '{"providerMessageId":' },
  ];
};
