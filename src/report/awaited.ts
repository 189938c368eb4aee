// What is awaited, for people.
import { factWords } from '../facts/words.ts';

/** The fact `ses.account` is `asking SES about the account`; of a message nobody but DNS is asked. */
export const awaited = (what: string): string => {
  const { ask, words } = factWords(what);
  if (ask) return `asking ${words}`;
  if (what.startsWith('message.')) return `asking DNS about ${words}`;
  return words === what ? `waiting for ${what}` : `reading ${words}`;
};
