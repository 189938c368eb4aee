// Signs messages as RFC 6376 §3.4, §3.7 and RFC 8463 say, with node:crypto alone: nothing here is shared with what verifies them.
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export interface SigningKey {
  readonly kind: 'rsa' | 'ed25519';
  readonly privateKey: KeyObject;
  /** What belongs into DNS. */
  readonly record: string;
}

const rsaKey = (bits: number): SigningKey => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const der = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  return { kind: 'rsa', privateKey, record: `v=DKIM1; k=rsa; p=${der}` };
};

const ed25519Key = (): SigningKey => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64');
  return { kind: 'ed25519', privateKey, record: `v=DKIM1; k=ed25519; p=${raw}` };
};

/** Made once for all tests of a file. */
export const RSA = rsaKey(2048);
export const RSA_1024 = rsaKey(1024);
export const RSA_512 = rsaKey(512);
export const ED25519 = ed25519Key();

export interface SignOptions {
  readonly key?: SigningKey;
  readonly domain?: string;
  readonly selector?: string;
  /** `relaxed/relaxed` unless another is named. */
  readonly canonicalization?: string;
  readonly fields?: readonly string[];
  /** l=, octets of the canonical body. */
  readonly limit?: number;
  /** Seconds since 1970. */
  readonly signedAt?: number;
  readonly expiresAt?: number;
  /** Further tags, such as `i=@other.example`. */
  readonly tags?: string;
  readonly algorithm?: string;
}

const relaxedBody = (body: string): string => {
  const lines = body
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/ +\r\n/g, '\r\n')
    .replace(/ +$/, '');
  const trimmed = lines.replace(/(?:\r\n)*$/, '');
  return trimmed === '' ? '' : `${trimmed}\r\n`;
};

const simpleBody = (body: string): string => `${body.replace(/(?:\r\n)*$/, '')}\r\n`;

const relaxedHeader = (field: string): string => {
  const at = field.indexOf(':');
  const value = field
    .slice(at + 1)
    .replaceAll('\r\n', '')
    .replaceAll(/[ \t]+/g, ' ')
    .trim();
  return `${field.slice(0, at).trim().toLowerCase()}:${value}`;
};

const fieldsOf = (header: string): readonly string[] => header.split(/\r\n(?![ \t])/).filter((field) => field !== '');

/** The last of each name, then the one above it, as §5.4.2 says. */
const pick = (fields: readonly string[], names: readonly string[]): readonly string[] => {
  const left = [...fields];
  return names.flatMap((name) => {
    const at = left.findLastIndex((field) => field.slice(0, field.indexOf(':')).trim().toLowerCase() === name);
    return at < 0 ? [] : left.splice(at, 1);
  });
};

const FIELDS = ['from', 'to', 'subject', 'date', 'message-id', 'mime-version', 'content-type'];

/** The message with a DKIM-Signature on top; `message` has CRLF line ends and is UTF-8. */
export const signed = (message: string, options: SignOptions = {}): string => {
  const {
    key = RSA,
    domain = 'example.com',
    selector = 's1',
    canonicalization = 'relaxed/relaxed',
    fields = FIELDS,
    limit,
  } = options;
  const [headerForm, bodyForm = 'simple'] = canonicalization.split('/');
  const at = message.indexOf('\r\n\r\n');
  const present = fieldsOf(message.slice(0, at));
  const body = message.slice(at + 4);
  const canonical = Buffer.from(bodyForm === 'relaxed' ? relaxedBody(body) : simpleBody(body));
  const hash = createHash('sha256')
    .update(limit === undefined ? canonical : canonical.subarray(0, limit))
    .digest('base64');
  const tags = [
    'v=1',
    `a=${options.algorithm ?? `${key.kind}-sha256`}`,
    `c=${canonicalization}`,
    `d=${domain}`,
    `s=${selector}`,
    ...(options.signedAt === undefined ? [] : [`t=${options.signedAt}`]),
    ...(options.expiresAt === undefined ? [] : [`x=${options.expiresAt}`]),
    ...(limit === undefined ? [] : [`l=${limit}`]),
    ...(options.tags === undefined ? [] : [options.tags]),
    `h=${fields.join(':')}`,
    `bh=${hash}`,
    'b=',
  ];
  const unsigned = `DKIM-Signature: ${tags.join(';\r\n\t')}`;
  const chosen = [...pick(present, fields), unsigned];
  const text = chosen.map((field) => (headerForm === 'relaxed' ? relaxedHeader(field) : field)).join('\r\n');
  const octets = Buffer.from(text);
  const made =
    key.kind === 'rsa'
      ? sign('sha256', octets, key.privateKey)
      : sign(null, createHash('sha256').update(octets).digest(), key.privateKey);
  return `${unsigned}${made.toString('base64')}\r\n${message}`;
};
