// Masks text and facts before anything is judged, stored or shown: what was read once is not seen again.
import type { JsonValue } from '../core/json.ts';
import { withoutPrivateKeys } from '../text/private-key.ts';
import {
  ACCESS_KEY_ID,
  CREDENTIAL_HEADER,
  JSON_WEB_TOKEN,
  NAMED_JSON_STRING,
  NAMED_PARAMETER,
  replaceKeys,
  SESSION_TOKEN,
  URL_USERINFO,
} from './shapes.ts';

const MASKED = '[masked]';

/** What a run knows about itself that must not be shown in full. */
export interface MaskContext {
  /** Addresses whose local part is shortened wherever they appear. */
  readonly recipients: readonly string[];
  /** Access key ids of an unusual shape; the usual ones are known by their prefix. */
  readonly accessKeyIds?: readonly string[];
  /** Replaces the run's own secrets by value (`redact` of the gate), so that a party that echoes one does not end the run. */
  readonly redact?: (text: string) => string;
}

export const NO_MASK_CONTEXT: MaskContext = { recipients: [] };

const quote = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** `AKIAIOSFODNN7EXAMPLE` → `AKIA…MPLE`. */
export const maskAccessKeyId = (id: string): string =>
  id.length < 12 ? `…${id.slice(-2)}` : `${/^A[A-Z]{3}/.test(id) ? id.slice(0, 4) : ''}…${id.slice(-4)}`;

/** `ops@example.com` becomes `o…@example.com`: the address plainly, percent-encoded, quoted, with a sub-address, or as VERP writes it (`ops=example.com`). */
const patternFor = (address: string): RegExp | null => {
  const at = address.lastIndexOf('@');
  if (at < 1) return null;
  const local = quote(address.slice(0, at));
  const domain = quote(address.slice(at + 1));
  return new RegExp(
    `(?<![A-Za-z0-9._-]|%[0-9A-F])(%[0-9A-F]{2})?"?${local}(?:\\+[A-Za-z0-9._%-]*)?"?(@|%40|=)(${domain})(?![A-Za-z0-9-]|\\.[A-Za-z0-9])`,
    'gi',
  );
};

/** The pattern of the last address: the recipient's, but for a mailbox of another name. */
let last: { readonly address: string; readonly pattern: RegExp | null } | null = null;

const addressPattern = (address: string): RegExp | null => {
  if (last?.address !== address) last = { address, pattern: patternFor(address) };
  return last.pattern;
};

const maskRecipient = (text: string, address: string): string => {
  const pattern = addressPattern(address);
  const first = Array.from(address)[0] ?? '';
  return pattern === null
    ? text
    : text.replaceAll(
        pattern,
        (_all, before: string | undefined, at: string, domain: string) => `${before ?? ''}${first}…${at}${domain}`,
      );
};

/** Whose local parts are shortened: the sender's own address is no secret, and a policy that names it is pasted as it stands. */
export const shortened = (addresses: readonly (string | null)[], sender: string): readonly string[] =>
  addresses.filter((one): one is string => one !== null && maskRecipient(sender, one) === sender);

const maskShapes = (text: string): string =>
  replaceKeys(
    withoutPrivateKeys(text)
      .replaceAll(URL_USERINFO, `$1${MASKED}@`)
      .replaceAll(NAMED_PARAMETER, (_all, name: string, is: string, value: string) =>
        isReference(value) || isPunctuation(value) ? `${name}${is}${value}` : `${name}${is}${MASKED}`,
      )
      .replaceAll(NAMED_JSON_STRING, (_all, before: string, value: string) =>
        value === '' || isReference(value) ? `${before}${value}` : `${before}${MASKED}`,
      )
      .replaceAll(CREDENTIAL_HEADER, `$1${MASKED}`)
      .replaceAll(SESSION_TOKEN, MASKED)
      .replaceAll(JSON_WEB_TOKEN, MASKED)
      .replaceAll(ACCESS_KEY_ID, (id: string) => maskAccessKeyId(id)),
    MASKED,
  );

/** Half a pair cannot be written as UTF-8 nor canonicalised (RFC 8785 section 3.2.2.2). */
const wellFormed = (text: string): string => text.replaceAll(/\p{Surrogate}/gu, '\uFFFD');

const isReference = (value: string): boolean => /^(?:env|file|cmd|prompt):/.test(value) || value.startsWith('[secret ');

/** What closes a quoted `?token=` in a sentence. */
const isPunctuation = (value: string): boolean => /^[^\p{L}\p{N}]{1,3}$/u.test(value);

const maskOnce = (text: string, context: MaskContext): string => {
  const own = context.redact === undefined ? text : context.redact(text);
  const keys = (context.accessKeyIds ?? []).reduce(
    (masked, id) => (id.length < 8 ? masked : masked.replaceAll(id, maskAccessKeyId(id))),
    own,
  );
  return wellFormed(context.recipients.reduce(maskRecipient, maskShapes(keys)));
};

const ROUNDS = 8;

/** Short texts in which nothing was found, so many a context: names of fields and states come again and again. */
const CLEAN = { texts: 4096, characters: 64 };
const clean = new WeakMap<MaskContext, Set<string>>();

/** One text, masked until nothing more is found: what one mask leaves side by side may be a shape again. Masking twice changes nothing. */
export const maskText = (text: string, context: MaskContext): string => {
  if (text.length > CLEAN.characters) return maskedWhole(text, context);
  const known = clean.get(context) ?? new Set();
  clean.set(context, known);
  if (known.has(text)) return text;
  const masked = maskedWhole(text, context);
  if (masked === text && known.size < CLEAN.texts) known.add(text);
  return masked;
};

const maskedWhole = (text: string, context: MaskContext): string => {
  let masked = text;
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = maskOnce(masked, context);
    if (next === masked) break;
    masked = next;
  }
  return masked;
};

const SECRET_KEYS = new Set(
  'password,passwd,secret,secretaccesskey,sessiontoken,securitytoken,token,writetoken,verifytoken,webhookverifytoken,accesstoken,xwebhooktoken,privatekey,authorization,signature'.split(
    ',',
  ),
);

/** A field that by its name holds a secret; words such as `equal` and `missing` are judgements about one, not the value. */
const holdsSecret = (key: string, value: string): boolean =>
  SECRET_KEYS.has(key.toLowerCase().replaceAll(/[^a-z]/g, '')) &&
  value !== '' &&
  !/^[a-z]{1,12}(?:-[a-z]{1,12})*$/.test(value) &&
  !isReference(value);

const maskObject = (value: { readonly [key: string]: JsonValue | undefined }, context: MaskContext): JsonValue => {
  const masked: { [key: string]: JsonValue } = {};
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    const name = freeName(masked, maskText(key, context));
    masked[name] = typeof inner === 'string' && holdsSecret(key, inner) ? MASKED : maskFact(inner, context);
  }
  return masked;
};

/** Two keys may look alike once they are masked; neither may be lost. */
const freeName = (taken: object, wanted: string): string => {
  let name = wanted;
  for (let n = 2; Object.hasOwn(taken, name); n += 1) name = `${wanted}#${n}`;
  return name;
};

/** Every string and every key of a plain JSON value, masked; the shape stays. */
export const maskFact = (value: JsonValue, context: MaskContext): JsonValue => {
  if (typeof value === 'string') return maskText(value, context);
  if (value === null || typeof value !== 'object') return value;
  return Array.isArray(value)
    ? (value as readonly JsonValue[]).map((item) => maskFact(item, context))
    : maskObject(value as { readonly [key: string]: JsonValue | undefined }, context);
};
