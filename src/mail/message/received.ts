// One Received field (RFC 5321 §4.4): who took the message from whom, how, and when. Makes differ; what is not told stays null.
import { parseIp, ipText } from '../spf/ip.ts';
import { toDnsName } from '../../text/domain-name.ts';

export interface Hop {
  /** Host that wrote the field; null where it is an address or not named. */
  readonly by: string | null;
  /** The address that stands where the name would; null where a name does, or nothing. */
  readonly byAddress: string | null;
  /** Name that the client said (HELO); null: not told. */
  readonly helo: string | null;
  /** Name that the host found for the client's address, where it says so. */
  readonly reverse: string | null;
  /** The client's address as text; null: not told. */
  readonly ip: string | null;
  /** `ESMTPS`, `SMTP`, `HTTP`, as written, upper case; null: not told. */
  readonly protocol: string | null;
  /** Taken over TLS; null: the field does not say what would tell it. */
  readonly tls: boolean | null;
  /** `TLS1_3`, as `TLS 1.3`; `SSLv3`, as `SSL 3.0`; null: not told. */
  readonly tlsVersion: string | null;
  /** MAIL FROM, where the host wrote it into a comment; null: not told. */
  readonly envelopeFrom: string | null;
  /** ISO 8601; null: not told or not a date. */
  readonly at: string | null;
}

interface Clauses {
  readonly from: string;
  readonly by: string;
  readonly with: string;
}

const WORDS = ['from', 'by', 'via', 'with', 'id', 'for'] as const;
/** Longer fields are read up to here. */
const MOST = 4_096;

/** The text of each clause, its comments included: a word begins one where it stands outside comments and brackets. */
const clausesOf = (text: string): Clauses => {
  const found: { [word: string]: string } = {};
  let [depth, word, start] = [0, '', 0];
  const close = (end: number): void => {
    if (word !== '' && found[word] === undefined) found[word] = text.slice(start, end).trim();
  };
  for (const { 0: token, index } of text.matchAll(/[()]|[^\s()]+/g)) {
    if (token === '(') depth += 1;
    else if (token === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0 && WORDS.some((one) => one === token.toLowerCase())) {
      close(index);
      [word, start] = [token.toLowerCase(), index + token.length];
    }
  }
  close(text.length);
  return { from: found['from'] ?? '', by: found['by'] ?? '', with: found['with'] ?? '' };
};

/** The first word outside comments: some makes put one before it (`with (AES256-SHA encrypted) ESMTPS`). */
const firstWord = (clause: string): string => /^(?:\([^()]*\)\s*)*([^\s()]+)/.exec(clause)?.[1] ?? '';

const addressOf = (text: string): string | null => {
  const octets = parseIp(text.replace(/^\[(?:ipv6:)?(.*)\]$/i, '$1').replace(/^ipv6:/i, ''));
  return octets === null ? null : ipText(octets);
};

/** Bracketed addresses first: a bare one may be what the client said of itself. */
const clientAddress = (clause: string): string | null => {
  for (const [, inside = ''] of clause.matchAll(/\[([^\]\s]{2,60})\]/g)) {
    const address = addressOf(inside);
    if (address !== null) return address;
  }
  for (const [word] of clause.matchAll(/[0-9A-Fa-f:.]{4,45}/g)) {
    const address = addressOf(word);
    if (address !== null) return address;
  }
  return null;
};

/** `from helo (reverse [ip])`, `from reverse ([ip] helo=name)` (Exim), `from ip (EHLO name)` (Yahoo). */
const namesOf = (clause: string): Pick<Hop, 'helo' | 'reverse'> => {
  const word = firstWord(clause);
  const said = /\b(?:helo|ehlo)[= ]\s*([^\s()]+)/i.exec(clause)?.[1];
  const before = /\(([A-Za-z0-9._-]+)\.?\s+\[/.exec(clause)?.[1];
  // `unknown` stays: the host looked, and found no name.
  const name = (text: string | undefined): string | null =>
    text === undefined || addressOf(text) !== null ? null : toDnsName(text);
  if (said !== undefined) return { helo: name(said.replace(/^\[|\]$/g, '')), reverse: name(word) };
  return { helo: name(word), reverse: name(before) };
};

/** RFC 3848 and RFC 6531 §4.3: an S says TLS (`ESMTPS`, `UTF8SMTPSA`, `LMTPS`), and the same with comments of the makes. */
const tlsOf = (protocol: string, text: string): Pick<Hop, 'tls' | 'tlsVersion'> => {
  const version = /\bTLS[ _]?v?(1(?:[._][0-3])?)\b/i.exec(text)?.[1];
  const tlsVersion = version === undefined ? null : `TLS ${version.replace('_', '.').replace(/^1$/, '1.0')}`;
  const old = /\bSSL[ _]?v?([23])\b/i.exec(text)?.[1];
  if (tlsVersion === null && old !== undefined) return { tls: true, tlsVersion: `SSL ${old}.0` };
  if (tlsVersion !== null || /\bcipher[= ]|\busing (?:TLS|SSL)|\((?:TLS|SSL)\)/i.test(text)) return { tls: true, tlsVersion };
  // Cisco's gateways write the cipher into the protocol: `ESMTP/TLS/ECDHE-RSA-AES256-GCM-SHA384`.
  if (/^(?:E?SMTPSA?|UTF8SMTPSA?|LMTPSA?|UTF8LMTPSA?|HTTPS|E?SMTP\/TLS\b.*)$/.test(protocol)) return { tls: true, tlsVersion };
  return { tls: /^(?:E?SMTPA?|UTF8SMTPA?|LMTPA?|UTF8LMTPA?)$/.test(protocol) ? false : null, tlsVersion };
};

const dateOf = (text: string): string | null => {
  const at = text.lastIndexOf(';');
  const time =
    at < 0
      ? Number.NaN
      : Date.parse(
          text
            .slice(at + 1)
            .replaceAll(/\([^()]*\)/g, ' ')
            .trim(),
        );
  return Number.isNaN(time) ? null : new Date(time).toISOString();
};

/** Reads one field's value. */
export const parseReceived = (value: string): Hop => {
  const text = value.slice(0, MOST);
  const { from, by, with: protocol } = clausesOf(text);
  const host = firstWord(by).replace(/[;,]$/, '');
  const address = addressOf(host);
  const word = firstWord(protocol).replace(/;$/, '').toUpperCase();
  return {
    by: address === null ? toDnsName(host) : null,
    byAddress: address,
    ...namesOf(from),
    ip: clientAddress(from),
    protocol: word === '' ? null : word,
    ...tlsOf(word, text),
    envelopeFrom: /\(?envelope-from\s+<?([^\s<>()]+)>?/i.exec(text)?.[1] ?? null,
    at: dateOf(text),
  };
};
