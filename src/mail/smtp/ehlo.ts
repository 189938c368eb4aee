// The keywords of an EHLO reply (RFC 5321 §4.1.1.1), with the legacy `AUTH=` form.
import type { SmtpReply } from '../../core/ports/smtp.ts';

/** An invoice mail with its PDF, with room to spare: what a relay must take. */
export const PLANNED_OCTETS = 2 * 1024 * 1024;

export interface Ehlo {
  /** What the server calls itself; null when the first line is empty. */
  readonly serverName: string | null;
  /** Keyword lines as sent, without the first line. */
  readonly keywords: readonly string[];
  readonly starttls: boolean;
  /** SASL mechanisms, upper case, each once, in the server's order. */
  readonly mechanisms: readonly string[];
  /** Octets; null when the keyword is missing, 0 when it sets no limit. */
  readonly size: number | null;
  readonly smtpUtf8: boolean;
  readonly pipelining: boolean;
}

const word = (line: string): string => line.split(/[\s=]/, 1)[0]?.toUpperCase() ?? '';

const mechanismsOf = (lines: readonly string[]): readonly string[] =>
  lines
    .filter((line) => word(line) === 'AUTH')
    .flatMap((line) =>
      line
        .slice(4)
        .toUpperCase()
        .split(/[\s=,]+/),
    )
    .filter((name) => name !== '');

/** Reads a 250 reply to EHLO. */
export const parseEhlo = (reply: SmtpReply): Ehlo => {
  const [first = '', ...rest] = reply.lines;
  const keywords = rest.filter((line) => line !== '');
  const has = (name: string): boolean => keywords.some((line) => word(line) === name);
  const size = keywords.find((line) => word(line) === 'SIZE')?.split(/\s+/)[1];
  return {
    serverName: first.split(/\s/, 1)[0] || null,
    keywords,
    starttls: has('STARTTLS'),
    mechanisms: [...new Set(mechanismsOf(keywords))],
    size: size === undefined ? (has('SIZE') ? 0 : null) : /^\d{1,15}$/.test(size) ? Number(size) : null,
    smtpUtf8: has('SMTPUTF8'),
    pipelining: has('PIPELINING'),
  };
};
