// How a message is built (RFC 2045, RFC 2046): its parts, what they say of their octets, and whether that is so. Bounded; nothing is rendered or kept.
import { type MessageHeader, parseHeader, valuesOf } from './headers.ts';

export type FormProblem =
  /** Octets beyond ASCII in a part that says it has none (7bit). */
  | 'eight-bit-undeclared'
  /** Octets beyond ASCII in the header, without an encoded word (RFC 2047). */
  | 'eight-bit-header'
  /** A charset that nobody knows. */
  | 'charset-unknown'
  /** Octets that the declared charset does not have. */
  | 'charset-wrong'
  /** A line over 998 octets (RFC 5322 §2.1.1). */
  | 'long-line'
  /** A multipart whose boundary is missing or stands nowhere. */
  | 'no-boundary'
  /** Deeper, or of more parts, than any reader follows. */
  | 'too-deep'
  /** HTML without a plain text beside it. */
  | 'no-text';

interface Part {
  /** Such as `text/html`; lower case. */
  readonly type: string;
  readonly charset: string | null;
  /** Content-Transfer-Encoding, lower case. */
  readonly encoding: string;
  /** Octets, as they lie in the message. */
  readonly bytes: number;
}

export interface MessageForm {
  readonly parts: readonly Part[];
  readonly problems: readonly FormProblem[];
  /** Octets of the HTML when it is decoded; null: there is none. */
  readonly htmlBytes: number | null;
  /** Longest line of the body, octets. */
  readonly longestLine: number;
  /** Decoded texts, for links; never a fact. */
  readonly texts: readonly { readonly type: string; readonly text: string }[];
}

const MOST_PARTS = 200;
const DEEPEST = 12;
const MOST_LINE = 998;
/** Of one text; longer ones are read up to here. */
const MOST_TEXT = 2 * 1_048_576;

interface Body {
  readonly header: Pick<MessageHeader, 'fields'>;
  readonly octets: Uint8Array;
  readonly depth: number;
}

interface Reading {
  readonly parts: Part[];
  readonly problems: Set<FormProblem>;
  readonly texts: { type: string; text: string }[];
  htmlBytes: number | null;
}

const parameter = (value: string, name: string): string | null => {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]{0,200})"|([^\\s;"]{1,200}))`, 'i').exec(value.slice(0, 4_096));
  return found?.[1] ?? found?.[2] ?? null;
};

const isEightBit = (octets: Uint8Array): boolean => {
  for (let at = 0; at < octets.length; at += 1) if ((octets[at] ?? 0) > 0x7f) return true;
  return false;
};

const unquotedPrintable = (octets: Uint8Array): Uint8Array => {
  const text = Buffer.from(octets)
    .toString('latin1')
    // Space at a line's end is the transport's (RFC 2045 §6.7).
    .replaceAll(/=[ \t]*\r?\n/g, '');
  const made = Buffer.allocUnsafe(text.length);
  let to = 0;
  for (let at = 0; at < text.length; at += 1) {
    // What is no code stands for itself: a `=` that nobody encoded (RFC 2045 §6.7).
    const code = text[at] === '=' ? (/^[0-9A-Fa-f]{2}/.exec(text.slice(at + 1, at + 3))?.[0] ?? null) : null;
    made[to] = code === null ? text.charCodeAt(at) : Number.parseInt(code, 16);
    if (code !== null) at += 2;
    to += 1;
  }
  return made.subarray(0, to);
};

const decoded = (octets: Uint8Array, encoding: string): Uint8Array => {
  const some = octets.subarray(0, MOST_TEXT * 2);
  if (encoding === 'base64') return Buffer.from(Buffer.from(some).toString('latin1'), 'base64');
  return encoding === 'quoted-printable' ? unquotedPrintable(some) : some;
};

/** The text in its charset; what the charset does not have is replaced, and told. */
const textIn = (octets: Uint8Array, charset: string | null, problems: Set<FormProblem>): string => {
  const label = charset ?? 'us-ascii';
  const some = octets.subarray(0, MOST_TEXT);
  if (/^us-ascii$/i.test(label)) {
    if (isEightBit(some)) problems.add('charset-wrong');
    return new TextDecoder('utf-8').decode(some);
  }
  try {
    const decoder = new TextDecoder(label, { fatal: true });
    try {
      // What was cut at the bound may end within a character.
      return decoder.decode(some, { stream: some.length < octets.length });
    } catch {
      problems.add('charset-wrong');
    }
    return new TextDecoder(label).decode(some);
  } catch {
    problems.add('charset-unknown');
    return new TextDecoder('latin1').decode(some);
  }
};

/** Lines that were broken for the way are one again (RFC 3676 §4): a space at their end says so, and with `delsp` goes with the break. */
const unflowed = (text: string, delsp: boolean): string => {
  const made: string[] = [];
  let open: number | null = null;
  for (const line of text.split(/\r?\n/)) {
    const depth = /^>*/.exec(line)?.[0].length ?? 0;
    const own = line.slice(depth).replace(/^ /, '');
    const flows = own.endsWith(' ') && own !== '-- ';
    const kept = flows && delsp ? own.slice(0, -1) : own;
    if (open === depth && own !== '-- ') made.push(kept);
    else made.push(made.length === 0 ? '' : '\n', kept);
    open = flows ? depth : null;
  }
  return made.join('');
};

const isYes = (content: string, name: string, word: string): boolean => parameter(content, name)?.toLowerCase() === word;

const readText = (body: Body, part: Part, into: Reading): void => {
  if (body.octets.length === 0) return;
  const octets = decoded(body.octets, part.encoding);
  if (part.type === 'text/html') into.htmlBytes = (into.htmlBytes ?? 0) + octets.length;
  if (part.type !== 'text/html' && part.type !== 'text/plain') return;
  const text = textIn(octets, part.charset, into.problems);
  const [content = ''] = valuesOf(body.header, 'content-type');
  const flows = part.type === 'text/plain' && isYes(content, 'format', 'flowed');
  into.texts.push({ type: part.type, text: flows ? unflowed(text, isYes(content, 'delsp', 'yes')) : text });
};

interface Delimiter {
  readonly from: number;
  readonly to: number;
}

/** Where lines `--boundary` begin, with their ends; the closing one, or the end of the message, ends the list. */
const delimiters = (octets: Buffer, boundary: string): readonly Delimiter[] => {
  const mark = Buffer.from(`--${boundary}`, 'utf8');
  const found: Delimiter[] = [];
  for (let at = octets.indexOf(mark); at >= 0 && found.length <= MOST_PARTS; at = octets.indexOf(mark, at + mark.length)) {
    if (at > 0 && octets[at - 1] !== 0x0a) continue;
    const end = octets.indexOf(0x0a, at);
    const rest = octets
      .subarray(at + mark.length, end < 0 ? undefined : end)
      .toString('latin1')
      .trimEnd();
    if (rest !== '' && rest !== '--') continue;
    found.push({ from: at, to: end < 0 ? octets.length : end + 1 });
    if (rest === '--') return found;
  }
  return found.length === 0 ? found : [...found, { from: octets.length, to: octets.length }];
};

const partsIn = (body: Body, boundary: string): readonly Body[] => {
  const octets = Buffer.from(body.octets.buffer, body.octets.byteOffset, body.octets.byteLength);
  const found = delimiters(octets, boundary);
  return found.slice(0, -1).map(({ to }, n) => {
    const raw = octets.subarray(to, found[n + 1]?.from);
    // A part without header fields begins with its empty line.
    const header = parseHeader(raw);
    return { header, octets: raw.subarray(header.bodyAt), depth: body.depth + 1 };
  });
};

/** One part; its own parts are returned, so that no message decides how deep the stack grows. */
const readPart = (body: Body, into: Reading): readonly Body[] => {
  const [content = 'text/plain'] = valuesOf(body.header, 'content-type');
  const type = /^[^\s;]{1,100}/.exec(content)?.[0].toLowerCase() ?? 'text/plain';
  const encoding = (valuesOf(body.header, 'content-transfer-encoding')[0] ?? '7bit').toLowerCase().slice(0, 40);
  const part = { type, charset: parameter(content, 'charset'), encoding, bytes: body.octets.length };
  into.parts.push(part);
  if (type.startsWith('multipart/')) {
    const boundary = parameter(content, 'boundary');
    const inner = boundary === null ? [] : partsIn(body, boundary);
    if (inner.length === 0) into.problems.add('no-boundary');
    if (body.depth >= DEEPEST || into.parts.length + inner.length > MOST_PARTS) {
      into.problems.add('too-deep');
      return [];
    }
    return inner;
  }
  if (encoding === '7bit' && isEightBit(body.octets)) into.problems.add('eight-bit-undeclared');
  const attached = valuesOf(body.header, 'content-disposition').some((value) => /^attachment\b/i.test(value));
  if (type.startsWith('text/') && !attached) readText(body, part, into);
  return [];
};

const longestLineOf = (octets: Buffer): number => {
  let [longest, from] = [0, 0];
  for (let at = octets.indexOf(0x0a); at >= 0; at = octets.indexOf(0x0a, from)) {
    longest = Math.max(longest, at - from - (octets[at - 1] === 0x0d ? 1 : 0));
    from = at + 1;
  }
  return Math.max(longest, octets.length - from);
};

/** Reads the build of a message; time grows with its length. */
export const formOf = (raw: Uint8Array, header: MessageHeader): MessageForm => {
  const into: Reading = { parts: [], problems: new Set(), texts: [], htmlBytes: null };
  const body = raw.subarray(header.bodyAt);
  if (isEightBit(raw.subarray(0, header.bodyAt))) into.problems.add('eight-bit-header');
  const open: Body[] = [{ header, octets: body, depth: 0 }];
  for (let next = open.shift(); next !== undefined && into.parts.length < MOST_PARTS; next = open.shift()) {
    open.unshift(...readPart(next, into));
  }
  const longestLine = longestLineOf(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  if (longestLine > MOST_LINE) into.problems.add('long-line');
  const has = (type: string): boolean => into.texts.some((one) => one.type === type);
  if (has('text/html') && !has('text/plain')) into.problems.add('no-text');
  return { parts: into.parts, problems: [...into.problems], htmlBytes: into.htmlBytes, longestLine, texts: into.texts };
};
