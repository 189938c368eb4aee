// One SMTP reply out of a stream of octets (RFC 5321 §4.2): multi-line, split, merged, over-long or not SMTP at all.
import type { SmtpReply } from '../../core/ports/smtp.ts';

/** RFC 5321 §4.5.3.1.5 allows 512 octets; real relays exceed it, a tarpit or garbage server exceeds anything. */
const LONGEST_LINE = 8_192;
const LONGEST_REPLY = 65_536;
const SHOWN = 512;

export type ReplyStep =
  | { readonly state: 'reply'; readonly reply: SmtpReply /** Octets used up. */; readonly used: number }
  | { readonly state: 'more' }
  | {
      readonly state: 'broken';
      readonly code: 'NOT_SMTP' | 'LINE_TOO_LONG' | 'REPLY_TOO_LONG';
      /** Start of what came, neutralised. */
      readonly excerpt: string;
    };

/** Control characters, bidirectional overrides, zero-width characters and line separators become U+FFFD. */
const unsafe = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Text of a peer, safe to show on one line, at most `limit` characters. */
export const neutralSmtpText = (text: string, limit = SHOWN): string =>
  text.slice(0, limit).replaceAll('\t', ' ').replace(unsafe, '\uFFFD').trim();

const enhancedStatus = /^([245]\.\d{1,3}\.\d{1,3})(?=\s|$)/;

/** The enhanced status code (RFC 3463) that a text begins with. */
const enhancedCode = (text: string): string | null => enhancedStatus.exec(text)?.[1] ?? null;

type Redact = (text: string) => string;

const broken = (code: 'NOT_SMTP' | 'LINE_TOO_LONG' | 'REPLY_TOO_LONG', octets: Uint8Array, redact: Redact): ReplyStep => ({
  state: 'broken',
  code,
  // Line ends are no oddity: a dash between lines, none after the last.
  excerpt: neutralSmtpText(
    redact(decode(octets.subarray(0, LONGEST_LINE)))
      .trimEnd()
      .replaceAll(/[\r\n]+/g, ' / '),
    120,
  ),
});

const decode = (octets: Uint8Array): string => new TextDecoder('utf-8').decode(octets);

const lineEnd = (octets: Uint8Array, from: number): number => octets.indexOf(10, from);

/**
 * Reads one reply from the start of `octets`. `more`: the reply is not complete yet.
 * The code of the last line counts; a bare LF is taken as a line end, because some relays send it.
 * `redact` sees each line whole, before it is cut: a relay may echo a credential.
 */
export const readSmtpReply = (octets: Uint8Array, redact: Redact = (text) => text): ReplyStep => {
  const lines: string[] = [];
  let at = 0;
  for (;;) {
    const end = lineEnd(octets, at);
    if (end === -1) return unfinished(octets, at, redact);
    if (end - at > LONGEST_LINE) return broken('LINE_TOO_LONG', octets.subarray(at), redact);
    const line = decode(octets.subarray(at, end)).replace(/\r+$/, '');
    const match = /^([1-5]\d\d)([ -]?)(.*)$/s.exec(line);
    if (match === null || (match[2] === '' && match[3] !== '')) return broken('NOT_SMTP', octets.subarray(at), redact);
    lines.push(neutralSmtpText(redact(match[3] ?? '')));
    at = end + 1;
    if (match[2] !== '-') return { state: 'reply', reply: asReply(Number(match[1]), lines), used: at };
    if (at > LONGEST_REPLY) return broken('REPLY_TOO_LONG', octets, redact);
  }
};

/** As qmail, and Cisco’s gateway, write it: `(#5.7.1)` behind the words, or `#5.1.0` before them. */
const hashed = (lines: readonly string[]): string | null =>
  lines.map((line) => /(?:^|[\s(])#([245]\.\d{1,3}\.\d{1,3})\b/.exec(line)?.[1]).find((code) => code !== undefined) ?? null;

const asReply = (code: number, lines: readonly string[]): SmtpReply => ({
  code,
  enhanced: enhancedCode(lines.at(-1) ?? '') ?? enhancedCode(lines[0] ?? '') ?? hashed(lines),
  lines,
});

const unfinished = (octets: Uint8Array, at: number, redact: Redact): ReplyStep => {
  const rest = octets.subarray(at);
  // A code is three digits: what cannot become one need not be waited for.
  if (rest.length >= 3 && !/^[1-5]\d\d/.test(decode(rest.subarray(0, 3)))) return broken('NOT_SMTP', rest, redact);
  return rest.length > LONGEST_LINE ? broken('LINE_TOO_LONG', rest, redact) : { state: 'more' };
};

/** `250` and text on one line, as a person would quote it. */
export const replyText = (reply: SmtpReply): string => `${reply.code} ${reply.lines.join(' / ')}`.trim();

/** A reply as `replyText` wrote it; null when the text is no reply. */
export const replyOfText = (text: string): SmtpReply | null => {
  const [, code, rest = ''] = /^([2-5]\d\d)(?: (.*))?$/s.exec(text) ?? [];
  return code === undefined ? null : asReply(Number(code), rest.split(' / '));
};

/** What other servers begin with, by the first words that they send. */
const PROTOCOLS: readonly (readonly [pattern: RegExp, protocol: string])[] = [
  [/\bSSH-\d/, 'SSH'],
  [/HTTP\/\d/, 'HTTP'],
  [/\* (?:OK|PREAUTH|BYE)\b/, 'IMAP'],
  [/\+OK\b/, 'POP3'],
  [/\bRFB \d/, 'VNC'],
  [/-ERR\b|-NOAUTH/, 'POP3 or Redis'],
  [/mysql_native_password|caching_sha2_password|MariaDB/i, 'MySQL'],
  [/"IMPLEMENTATION"/, 'ManageSieve'],
  [/^:\S+ NOTICE\b|\bNOTICE AUTH\b/, 'IRC'],
  [/\bAMQP\b/, 'AMQP'],
  [/\bLMTP\b/, 'LMTP'],
  [/\bFTP\b|FTPd\b|FileZilla Server/i, 'FTP'],
  [/\bNNTP\b|\bInterNetNews\b|\bINN\b/i, 'NNTP'],
  [/<\?xml|<stream/i, 'XMPP'],
  [/<!DOCTYPE|<html/i, 'HTTP'],
];

/** The protocol that a text of a server shows, when it is not SMTP; null when nobody can tell. */
export const otherProtocol = (text: string): string | null => PROTOCOLS.find(([pattern]) => pattern.test(text))?.[1] ?? null;
