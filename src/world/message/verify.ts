// DKIM signatures and the ARC chain of a message by mailauth, which gets the octets as they are; keys come from our own resolver.
// It is loaded by whoever reads a message, and by nobody else.
import { arc } from 'mailauth/lib/arc/index.js';
import { dkimBody } from 'mailauth/lib/dkim/body/index.js';
import { type ChainEntry, type DkimResult, DkimVerifier, type SignatureHeader } from 'mailauth/lib/dkim/dkim-verifier.js';
import type { DnsAnswer } from '../../core/ports/dns.ts';
import type { MessagePort, VerifiedChain, VerifiedMessage, VerifiedSignature } from '../../core/ports/message.ts';
import { parseHeader } from '../../mail/message/headers.ts';
import { isWithin, toDnsName } from '../../text/domain-name.ts';

/** Receivers look at a few; who adds more than these adds them for another reason. */
const MOST_SIGNATURES = 16;
/** RFC 8617 §4.2.1 allows 50; a chain this long has been round in circles. */
const MOST_SEALS = 20;
/** What mailauth unfolds line by line, in time that grows with the square of it. */
const MOST_FOLDS = 2_000;
const MOST_SIGNATURE_BYTES = 16_384;
/** RFC 8301 §3.2. */
const MINIMUM_RSA = 1024;

const SIGNED: ReadonlySet<string> = new Set(['dkim-signature', 'arc-seal', 'arc-message-signature']);

const NOTHING: VerifiedMessage = {
  signatures: [],
  more: 0,
  chain: { result: 'none', instances: 0, seals: [], comment: null },
  refused: null,
};

/** Why the header is not handed on; null: it is. */
const refusal = (raw: Uint8Array): string | null => {
  const { fields, cut } = parseHeader(raw);
  if (cut) return 'its header section is larger than any receiver takes';
  if (fields.some(({ lines }) => lines > MOST_FOLDS)) return 'one of its header fields is folded into thousands of lines';
  const long = fields.find(({ name, bytes }) => SIGNED.has(name) && bytes > MOST_SIGNATURE_BYTES);
  if (long !== undefined) return `its ${long.name} is ${Math.round(long.bytes / 1024)} KB long`;
  const blank = fields.find(({ name, value }) => SIGNED.has(name) && /[;:\s]{200}/.test(value));
  return blank === undefined ? null : `its ${blank.name} is padded`;
};

/** The mark that an editor writes at the beginning of a file came with no message (U+FEFF in UTF-8). */
const startOf = (raw: Uint8Array): number => (raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf ? 3 : 0);

/** Lines end in CRLF on the wire (RFC 5321 §2.3.8); a file whose lines end in a line feed alone was saved so. Nothing else is touched. */
const onTheWire = (raw: Uint8Array): Buffer => {
  const octets = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).subarray(startOf(raw));
  let bare = 0;
  for (let at = octets.indexOf(10); at >= 0; at = octets.indexOf(10, at + 1)) if (octets[at - 1] !== 13) bare += 1;
  if (bare === 0) return octets;
  const wired = Buffer.allocUnsafe(octets.length + bare);
  let [from, to] = [0, 0];
  for (let at = octets.indexOf(10); at >= 0; at = octets.indexOf(10, at + 1)) {
    if (octets[at - 1] === 13) continue;
    to += octets.copy(wired, to, from, at);
    to += wired.write('\r\n', to, 'latin1');
    from = at + 1;
  }
  octets.copy(wired, to, from);
  return wired;
};

const tag = (header: SignatureHeader, name: string): string | null => {
  const value = header.parsed[name]?.value;
  return value === undefined ? null : String(value);
};

/** The verifier, with few signatures of many: those of the From domain first, then from the top. */
class BoundedVerifier extends DkimVerifier {
  more = 0;
  readonly #near: string | null;

  constructor(options: ConstructorParameters<typeof DkimVerifier>[0], near: string | null) {
    super(options);
    this.#near = near;
  }

  protected override async messageHeaders(headers: unknown): Promise<void> {
    await super.messageHeaders(headers);
    const dkim = this.signatureHeaders.filter(({ type }) => type === 'DKIM');
    const near = ({ signingDomain }: SignatureHeader): boolean =>
      this.#near !== null && signingDomain !== '' && (isWithin(this.#near, signingDomain) || isWithin(signingDomain, this.#near));
    const first = new Set([...dkim.filter(near), ...dkim.filter((one) => !near(one))].slice(0, MOST_SIGNATURES));
    this.more = dkim.length - first.size;
    this.signatureHeaders = this.signatureHeaders.filter((one) => one.type !== 'DKIM' || first.has(one));
    for (const one of this.signatureHeaders) this.#limit(one);
    const used = new Set(this.signatureHeaders.map(({ bodyHashKey }) => bodyHashKey));
    for (const key of this.bodyHashes.keys()) if (!used.has(key)) this.bodyHashes.delete(key);
  }

  /** l=0 signs nothing of the body: mailauth reads it as left out. As a text the limit is not printed where it exceeds the body. */
  #limit(one: SignatureHeader): void {
    if (one.skip !== true && one.parsed['l']?.value === 0) {
      const key = `${one.bodyCanon}:${one.hashAlgo}:0`;
      one.bodyHashKey = key;
      if (!this.bodyHashes.has(key)) this.bodyHashes.set(key, dkimBody(one.bodyCanon, one.hashAlgo, 0));
    }
    one.maxBodyLength = String(one.maxBodyLength);
  }
}

const RESULTS: readonly string[] = ['pass', 'fail', 'neutral', 'policy', 'temperror'];

/** RFC 6376 §6.1.1: what makes a signature none, whatever its octets say. */
const malformedBy = (header: SignatureHeader): string | null => {
  const covers = coveredBy(header);
  if (tag(header, 'v') !== '1') return 'v= is not 1';
  if (tag(header, 'd') === null || tag(header, 's') === null) return 'd= or s= is missing';
  if (tag(header, 'bh') === null || tag(header, 'b') === null) return 'bh= or b= is missing';
  if (covers.length === 0) return 'h= is missing';
  if (header.skip === true)
    return `its algorithm or canonicalization is not known: a=${header.algorithm} c=${header.canonicalization}`;
  return null;
};

const coveredBy = (header: SignatureHeader): readonly string[] =>
  (tag(header, 'h') ?? '')
    .split(':')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '')
    .slice(0, 200);

const identityOf = (header: SignatureHeader): string | null => {
  const identity = tag(header, 'i');
  return identity === null ? null : identity.slice(identity.lastIndexOf('@') + 1).toLowerCase();
};

const isoOf = (date: Date | null): string | null => (date === null || Number.isNaN(date.getTime()) ? null : date.toISOString());

const signatureOf = (header: SignatureHeader, result: DkimResult | undefined): VerifiedSignature => {
  const said = result?.status.result ?? 'neutral';
  const limit = header.parsed['l']?.value;
  const whole = limit === 0 ? result?.sourceBodyLength : result?.canonBodyLengthTotal;
  const unsigned = Math.max(0, (whole ?? 0) - (result?.canonBodyLength ?? 0));
  return {
    domain: toDnsName(header.signingDomain) ?? header.signingDomain.toLowerCase().slice(0, 253),
    selector: header.selector.toLowerCase().slice(0, 253),
    algorithm: header.algorithm.toLowerCase().slice(0, 40),
    canonicalization: (header.canonicalization || 'simple/simple').toLowerCase().slice(0, 40),
    result: RESULTS.includes(said) ? (said as VerifiedSignature['result']) : 'neutral',
    comment: result?.status.policy?.['dkim-rules'] ?? result?.status.comment ?? null,
    bodyIntact: result !== undefined && result.bodyHash !== undefined && result.bodyHash === result.bodyHashExpecting,
    unsigned: typeof limit === 'number' ? unsigned : 0,
    bodyLimit: typeof limit === 'number' ? limit : null,
    signedAt: isoOf(header.timestamp),
    expiresAt: isoOf(header.expiration),
    covers: coveredBy(header),
    identityDomain: identityOf(header),
    malformed: malformedBy(header),
  };
};

const sealOf = (entry: ChainEntry) => ({
  domain: String(entry['arc-seal']?.parsed?.['d']?.value ?? '').toLowerCase(),
  selector: String(entry['arc-seal']?.parsed?.['s']?.value ?? '').toLowerCase(),
});

/** Names of the keys that will be asked for, the newest message signature of the chain among them. */
const keyNames = (raw: Uint8Array): readonly string[] =>
  parseHeader(raw)
    .fields.filter(({ name }) => SIGNED.has(name))
    .flatMap(({ value }) => {
      const [, domain] = /(?:^|[;\s])d\s*=\s*([^;\s]+)/.exec(value) ?? [];
      const [, selector] = /(?:^|[;\s])s\s*=\s*([^;\s]+)/.exec(value) ?? [];
      return domain === undefined || selector === undefined ? [] : [`${selector}._domainkey.${domain}`.toLowerCase()];
    });

type KeyOf = (name: string) => Promise<DnsAnswer>;

const dnsError = (code: string): Error => Object.assign(new Error(code), { code });

/** As node:dns answers: texts, or an error with a code that says whether there is nothing or nobody told. */
const resolverOf = (keyOf: KeyOf) => async (name: string) => {
  const asked = toDnsName(name);
  if (asked === null) throw dnsError('ENOTFOUND');
  const { outcome, records } = await keyOf(asked);
  if (outcome === 'found') return records.map(({ data }) => [data]);
  throw dnsError(outcome === 'nxdomain' ? 'ENOTFOUND' : outcome === 'nodata' || outcome === 'loop' ? 'ENODATA' : 'ETIMEOUT');
};

/** Each name once; the first of them are asked at once, because the verifier asks one after the other. */
const remembering = (keyOf: KeyOf, names: readonly string[]): KeyOf => {
  const asked = new Map<string, Promise<DnsAnswer>>();
  const ask: KeyOf = (name) => {
    const known = asked.get(name) ?? keyOf(name);
    asked.set(name, known);
    return known;
  };
  for (const name of new Set(names.slice(0, MOST_SIGNATURES + MOST_SEALS))) {
    const one = toDnsName(name);
    if (one !== null) void ask(one);
  }
  return ask;
};

const chainOf = async (verifier: DkimVerifier, resolver: ReturnType<typeof resolverOf>): Promise<VerifiedChain> => {
  const { chain, error } = verifier.arc;
  if (error !== undefined) return { result: 'fail', instances: 0, seals: [], comment: error.message.slice(0, 200) };
  if (chain === false) return NOTHING.chain;
  const seals = chain.map(sealOf);
  if (chain.length > MOST_SEALS) return { result: 'fail', instances: chain.length, seals: [], comment: 'the chain is too long' };
  try {
    const { status } = await arc(verifier.arc, { resolver, minBitLength: MINIMUM_RSA });
    const result = status.result === 'pass' || status.result === 'none' ? status.result : 'fail';
    return { result, instances: chain.length, seals, comment: result === 'fail' ? (status.comment ?? null) : null };
  } catch {
    return { result: 'fail', instances: chain.length, seals, comment: 'a seal cannot be verified' };
  }
};

/** Verifies what the octets hold; bounded by their size, 16 signatures and 20 seals. */
export const verifyMessage = async (
  raw: Uint8Array,
  { near, keyOf, at }: Parameters<MessagePort['verify']>[0],
): Promise<VerifiedMessage> => {
  const refused = refusal(raw);
  if (refused !== null) return { ...NOTHING, refused };
  const resolver = resolverOf(remembering(keyOf, keyNames(raw)));
  const verifier = new BoundedVerifier({ resolver, curTime: at, minBitLength: MINIMUM_RSA }, near);
  try {
    await new Promise<void>((resolve, reject) => {
      verifier.once('finish', resolve).once('error', reject);
      verifier.end(onTheWire(raw));
    });
  } catch {
    return { ...NOTHING, refused: 'its signatures cannot be read' };
  }
  const dkim = verifier.signatureHeaders.filter(({ type }) => type === 'DKIM');
  const results = [...verifier.results];
  const signatures = dkim.map((header) => signatureOf(header, header.skip === true ? undefined : results.shift()));
  return { signatures, more: verifier.more, chain: await chainOf(verifier, resolver), refused: null };
};
