// The header section of a message as it lies on the disk (RFC 5322 §2.2): fields in their order, unfolded; nothing is decoded twice.

interface HeaderField {
  /** Lower case, without the colon. */
  readonly name: string;
  /** Unfolded, trimmed; octets that are no UTF-8 are replaced. */
  readonly value: string;
  /** Octets, folding included. */
  readonly bytes: number;
  /** Lines that it is folded into. */
  readonly lines: number;
}

export interface MessageHeader {
  readonly fields: readonly HeaderField[];
  /** Octets of the header section, the empty line included. */
  readonly bytes: number;
  /** Where the body begins. */
  readonly bodyAt: number;
  /** Lines that are neither a field nor the continuation of one. */
  readonly strays: number;
  /** There are more fields than are read: what stands behind them was not looked at. */
  readonly cut: boolean;
}

/** More than any receiver takes: Postfix stops at 100 KB of one field, Gmail and Exchange at some hundred KB of all. */
const MOST_HEADER_BYTES = 1_048_576;
const MOST_FIELDS = 5_000;
/** A value is read up to here; no address list or result is longer. */
const MOST_VALUE = 65_536;

const LF = 0x0a;
const CR = 0x0d;
const NAME = /^([!-9;-~]{1,200})[ \t]*:/;

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09;

/** Where the line that begins at `from` ends, its line feed not included; the end of the octets where there is none. */
const lineEnd = (raw: Uint8Array, from: number): number => {
  const at = raw.indexOf(LF, from);
  return at < 0 ? raw.length : at;
};

const textOf = (raw: Uint8Array, from: number, to: number): string =>
  new TextDecoder('utf-8').decode(raw.subarray(from, Math.min(to, from + MOST_VALUE)));

const fieldOf = (raw: Uint8Array, from: number, to: number, lines: number): HeaderField | null => {
  const text = textOf(raw, from, to);
  const name = NAME.exec(text.replace(/^\uFEFF/, ''))?.[1];
  if (name === undefined) return null;
  const value = text
    .slice(text.indexOf(':') + 1)
    // Unfolded, the blank that the next line begins with stays (§2.2.3); a bare CR is a blank.
    .replaceAll(/[\r\n]+(?=[ \t])/g, '')
    .replaceAll(/[\r\n]+/g, ' ')
    .trim();
  return { name: name.toLowerCase(), value, bytes: to - from, lines };
};

interface Span {
  readonly from: number;
  readonly to: number;
  readonly lines: number;
}

/** Fields with their continuation lines; ends at the empty line, at the end, or at the bound. */
const spansOf = (raw: Uint8Array): { readonly spans: readonly Span[]; readonly bodyAt: number; readonly cut: boolean } => {
  const spans: { from: number; to: number; lines: number }[] = [];
  let at = 0;
  while (at < raw.length) {
    const end = lineEnd(raw, at);
    const next = Math.min(end + 1, raw.length);
    if (end === at || (end === at + 1 && raw[at] === CR)) return { spans, bodyAt: next, cut: false };
    const last = spans.at(-1);
    if (last !== undefined && isBlank(raw[at])) {
      last.to = end;
      last.lines += 1;
    } else if (spans.length === MOST_FIELDS || at > MOST_HEADER_BYTES) {
      return { spans, bodyAt: bodyBehind(raw, at), cut: true };
    } else {
      spans.push({ from: at, to: end, lines: 1 });
    }
    at = next;
  }
  return { spans, bodyAt: raw.length, cut: false };
};

/** The first empty line from here on. */
const bodyBehind = (raw: Uint8Array, from: number): number => {
  for (let at = from; at < raw.length; ) {
    const end = lineEnd(raw, at);
    if (end === at || (end === at + 1 && raw[at] === CR)) return Math.min(end + 1, raw.length);
    at = end + 1;
  }
  return raw.length;
};

const FROM_LINE = Buffer.from('From ');

/** Whether a line of a mailbox file (mbox) stands before the header. */
export const isMailbox = (raw: Uint8Array): boolean => FROM_LINE.equals(raw.subarray(0, FROM_LINE.length));

/** Reads the header section in one pass: time grows with its length and nothing else. */
export const parseHeader = (raw: Uint8Array): MessageHeader => {
  const { spans: all, bodyAt, cut } = spansOf(raw);
  // A mailbox file begins each message with a line of its own (RFC 4155), which is no field.
  const spans = isMailbox(raw) ? all.slice(1) : all;
  const read = spans.map(({ from, to, lines }) => fieldOf(raw, from, to, lines));
  const fields = read.filter((field) => field !== null);
  return { fields, bytes: bodyAt, bodyAt, strays: read.length - fields.length, cut };
};

/** Values of the fields of that name, from the top. */
export const valuesOf = ({ fields }: Pick<MessageHeader, 'fields'>, name: string): readonly string[] =>
  fields.filter((field) => field.name === name).map(({ value }) => value);

/** RFC 5322 §3.6, RFC 2045 §3: at most once; From is counted by itself. */
const ONCE = [
  'date',
  'sender',
  'reply-to',
  'to',
  'cc',
  'message-id',
  'in-reply-to',
  'references',
  'subject',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
];
/** RFC 5322 §3.6: Date must stand there and Message-ID should; receivers refuse what has none. */
const NEEDED = ['date', 'message-id'];

/** Fields that stand there more often than once, and those that should and do not. */
export const miscounted = (
  header: Pick<MessageHeader, 'fields'>,
): { readonly repeated: string[]; readonly absent: string[] } => ({
  repeated: ONCE.filter((name) => valuesOf(header, name).length > 1),
  absent: NEEDED.filter((name) => valuesOf(header, name).length === 0),
});

/** Fields of which every message has some; a text without any of them is none. */
const OF_A_MESSAGE: ReadonlySet<string> = new Set(['from', 'date', 'received', 'message-id', 'subject', 'to', 'return-path']);

/** Whether the octets begin like a message. */
export const isMessage = ({ fields }: MessageHeader): boolean => fields.some(({ name }) => OF_A_MESSAGE.has(name));
