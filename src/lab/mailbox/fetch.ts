// What FETCH and SEARCH answer about one message (RFC 9051 §7.5.2, §6.4.4): as much as a client asks that finds and reads one.
import type { StoredMessage } from './store.ts';
import { internalDate, literal, quoted, type Word } from './words.ts';

const headerEnd = (raw: Buffer): number => {
  const at = raw.indexOf('\r\n\r\n');
  return at < 0 ? raw.length : at + 4;
};

const fieldsOf = (raw: Buffer): readonly string[] =>
  raw
    .subarray(0, headerEnd(raw))
    .toString('latin1')
    .split(/\r\n(?![ \t])/)
    .filter((field) => field !== '');

const valueOf = (raw: Buffer, name: string): string =>
  fieldsOf(raw)
    .filter((field) => field.slice(0, field.indexOf(':')).toLowerCase() === name.toLowerCase())
    .map((field) =>
      field
        .slice(field.indexOf(':') + 1)
        .replaceAll('\r\n', '')
        .trim(),
    )
    .join('\n');

const addresses = (text: string): string => {
  const [, local, domain] = /([^\s<>@]+)@([^\s<>@]+)/.exec(text) ?? [];
  return local === undefined || domain === undefined ? 'NIL' : `((NIL NIL ${quoted(local)} ${quoted(domain)}))`;
};

const envelope = (raw: Buffer): string => {
  const from = addresses(valueOf(raw, 'From'));
  const text = (name: string): string => quoted(valueOf(raw, name));
  return `(${text('Date')} ${text('Subject')} ${from} ${from} ${from} ${addresses(valueOf(raw, 'To'))} NIL NIL NIL ${text('Message-ID')})`;
};

const section = (raw: Buffer, inner: string): Buffer => {
  const [, names] = /^HEADER\.FIELDS \(([^)]*)\)$/i.exec(inner) ?? [];
  if (names !== undefined) {
    const wanted = new Set(names.toLowerCase().replaceAll('"', '').split(' '));
    const chosen = fieldsOf(raw).filter((field) => wanted.has(field.slice(0, field.indexOf(':')).toLowerCase()));
    return Buffer.from(`${chosen.map((field) => `${field}\r\n`).join('')}\r\n`, 'latin1');
  }
  return inner.toUpperCase() === 'HEADER' ? raw.subarray(0, headerEnd(raw)) : raw;
};

/** One item of FETCH; null: one that is not served. */
const item = ({ uid, raw, storedAt }: StoredMessage, asked: string): string | null => {
  const name = asked.toUpperCase();
  if (name === 'UID') return `UID ${uid}`;
  if (name === 'FLAGS') return 'FLAGS ()';
  if (name === 'INTERNALDATE') return `INTERNALDATE ${quoted(internalDate(storedAt))}`;
  if (name === 'RFC822.SIZE') return `RFC822.SIZE ${raw.length}`;
  if (name === 'ENVELOPE') return `ENVELOPE ${envelope(raw)}`;
  const [, inner, start, length] = /^BODY(?:\.PEEK)?\[([^\]]*)\](?:<(\d+)\.(\d+)>)?$/i.exec(asked) ?? [];
  if (inner === undefined) return null;
  const whole = section(raw, inner);
  const part = start === undefined ? whole : whole.subarray(Number(start), Number(start) + Number(length));
  return `BODY[${inner.toUpperCase()}]${start === undefined ? '' : `<${start}>`} ${literal(part)}`;
};

export const fetched = (message: StoredMessage, sequence: number, asked: readonly string[]): string => {
  const items = [...new Set(['UID', ...asked.map((one) => (one.toUpperCase() === 'UID' ? 'UID' : one))])];
  return `* ${sequence} FETCH (${items.flatMap((one) => item(message, one) ?? []).join(' ')})`;
};

type Test = (message: StoredMessage) => boolean;

/** Takes the words of SEARCH one key after the other. */
export const searching = (words: readonly Word[]): Test => {
  const left = [...words];
  const text = (): string => {
    const next = left.shift();
    return typeof next === 'string' ? next : '';
  };
  const has = (value: string, wanted: string): boolean => value.toLowerCase().includes(wanted.toLowerCase());
  const key = (): Test => {
    const word = left.shift();
    if (typeof word !== 'string') return searching(word ?? []);
    switch (word.toUpperCase()) {
      case 'OR': {
        const [one, other] = [key(), key()];
        return (message) => one(message) || other(message);
      }
      case 'NOT': {
        const one = key();
        return (message) => !one(message);
      }
      case 'SUBJECT': {
        const wanted = text();
        return ({ raw }) => has(valueOf(raw, 'Subject'), wanted);
      }
      case 'HEADER': {
        const [name, wanted] = [text(), text()];
        return ({ raw }) => has(valueOf(raw, name), wanted);
      }
      case 'SINCE': {
        const from = Date.parse(`${text()} UTC`);
        return ({ storedAt }) => storedAt.getTime() >= from;
      }
      default:
        return () => true;
    }
  };
  const tests: Test[] = [];
  while (left.length > 0) tests.push(key());
  return (message) => tests.every((test) => test(message));
};
