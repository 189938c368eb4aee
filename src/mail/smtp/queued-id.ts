// The queued id in the reply to the final dot: by the profile's literal, the relay's own rule, then by shape. Never invented.
import type { Join } from '../../core/live.ts';
import { UUID } from './relay.ts';
import { relayFor, relays } from './relay-table.ts';

export interface QueuedId {
  /** null: the relay gives none. */
  readonly id: string | null;
  /** How a callback's id is compared with ours. Always `message-id` when there is none. */
  readonly join: Join;
  /** Which rule found it: `pattern`, the relay's key, `generic`, or `none`. */
  readonly rule: string;
  /** The relay echoes the Message-ID header, so the id is not its own. */
  readonly isMessageId: boolean;
  /** The profile's literal did not fit this reply. */
  readonly patternMissed: boolean;
}

export interface QueuedIdQuestion {
  /** The whole final reply, with or without its code; its lines as `replyText` joins them. */
  readonly reply: string;
  readonly host: string;
  /** Greeting of the session, when known. */
  readonly banner?: string | null;
  /** `smtp.relay` of the profile. */
  readonly relay: string | null;
  /** `smtp.queueIdPattern` of the profile, a literal with `{id}`. */
  readonly pattern: string | null;
  /** Our Message-ID without brackets. */
  readonly messageId: string | null;
}

const LONGEST = 256;

const tidy = (token: string | undefined): string | null => {
  const bare = token?.replace(/^<|[>.;)]+$/g, '').trim() ?? '';
  return bare === '' || bare.length > LONGEST || /[\p{Cc}\ufffd]/u.test(bare) ? null : bare;
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');

/** Whether a literal can be used: exactly one `{id}`. */
export const validQueueIdPattern = (pattern: string): boolean => pattern.split('{id}').length === 2;

const byPattern = (pattern: string, text: string): string | null => {
  if (!validQueueIdPattern(pattern)) return null;
  const [before = '', after = ''] = pattern.replace(/^\d{3}[ -]/, '').split('{id}');
  const match = new RegExp(`^\\s*${escaped(before)}(\\S+?)${escaped(after)}\\s*$`, 'i').exec(text);
  return tidy(match?.[1]);
};

/** Ids in a form that nothing else has, though servers of the make say nowhere who they are: qmail, Courier, Cisco. */
const unmistakable: readonly RegExp[] = relays.flatMap(({ key, reply }) =>
  ['qmail', 'courier', 'ciscoesa'].includes(key) && reply !== null ? [reply] : [],
);

/** A time, a number, a host and a word of a sentence are no ids. */
const isToken = (token: string): boolean =>
  (/\d/.test(token) && /[A-Za-z]/.test(token) && token.length >= 6 && !DATE.test(token) && !HOST.test(token)) ||
  /^[^@]+@[^@]+$/.test(token);

const DATE = /^\d{1,4}[-/.:]\d{1,2}[-/.:]\d{1,4}/;
const HOST = /^(?:[a-z0-9-]+\.)+[a-z]{2,}$/i;

/** By shape, strongest first; each pattern holds the id in its first group. After a bare `OK` a short token may be anything, and one with a word in it too. */
const shapes: readonly RegExp[] = [
  /^.*\bqueued (?:on \S+ )?as <?([^\s<>]+)>?/i,
  /^.*\bqueued with id <?([^\s<>]+)>?/i,
  /\bids?=<?([^\s<>,;]+)>?/i,
  /\bOK:?\s*<([^<>\s]+)>/i,
  /\b[Oo][Kk](?::\s*|\s+)(?=\S*\d)(?=[0-9a-f-]+\s*$|[0-9A-Za-z]{32}|(?!\S*(?:[a-z]{6}|[A-Z]{6})))([^\s<>]{12,})\s*$/,
  new RegExp(`(?:^|[\\s(])(${UUID}(?:\\.\\d+)*)(?:[\\s).]|$)`, 'i'),
  /^(?:\d\.\d\.\d )?([0-9A-Za-z]{8,20}(?:-[0-9A-Za-z]{1,20})?) Message accepted for delivery/i,
];

/** OpenSMTPD's eight hexadecimal digits can all be decimal ones. */
const EIGHT_DIGITS = /^(?:\d\.\d\.\d )?(\d{8}) Message accepted for delivery/i;

const byShape = (lines: readonly string[]): string | null => {
  for (const shape of unmistakable) {
    const found = lines.map((line) => tidy(shape.exec(line)?.groups?.['id'])).find((id) => id !== null);
    if (found !== undefined) return found;
  }
  for (const shape of shapes) {
    const found = lines.map((line) => tidy(shape.exec(line)?.[1])).find((id) => id !== null && isToken(id));
    if (found !== undefined) return found;
  }
  return lines.map((line) => EIGHT_DIGITS.exec(line)?.[1]).find((id) => id !== undefined) ?? null;
};

/** Reads the id and says how a callback joins with it. */
export const queuedId = (question: QueuedIdQuestion): QueuedId => {
  // The last line is the one that most relays put it in.
  const lines = question.reply
    .replace(/^\d{3}[ -]/, '')
    .split(' / ')
    .map((line) => line.trim())
    .toReversed();
  const first = (read: (line: string) => string | null): string | null => lines.map(read).find((id) => id !== null) ?? null;
  const { pattern, messageId } = question;
  const answer = (id: string | null, join: Join, rule: string): QueuedId => {
    const isMessageId = id !== null && messageId !== null && id.toLowerCase() === messageId.toLowerCase();
    const patternMissed = pattern !== null && rule !== 'pattern';
    return {
      id,
      join: id === null || isMessageId ? 'message-id' : join,
      rule: id === null ? 'none' : rule,
      isMessageId,
      patternMissed,
    };
  };
  const relay = relayFor({ relay: question.relay, host: question.host, banner: question.banner ?? null });
  const literal = pattern === null ? null : first((line) => byPattern(pattern, line));
  if (literal !== null) return answer(literal, relay?.join ?? 'exact', 'pattern');
  if (relay !== null && relay.reply === null && relay.proven) return answer(null, relay.join, relay.key);
  const own = first((line) => tidy(relay?.reply?.exec(line)?.groups?.['id']));
  if (relay !== null && own !== null) return answer(own, relay.join, relay.key);
  return answer(byShape(lines), relay?.join ?? 'exact', 'generic');
};
