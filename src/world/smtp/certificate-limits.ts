// What a certificate limits its key to, read from its DER (RFC 5280 §4.2.1): Node tells neither the key usage, nor the length of a path,
// nor the names that an authority may vouch for; the digest of its signature only from version 24 on.

/** RFC 8017, RFC 5758 and RFC 3279: the digests that a signature may rest on. */
const DIGESTS: { readonly [oid: string]: string } = {
  '2a864886f70d010104': 'md5',
  '2a864886f70d010105': 'sha1',
  '2a864886f70d01010e': 'sha224',
  '2a864886f70d01010b': 'sha256',
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2a8648ce3d0401': 'sha1',
  '2a8648ce3d040301': 'sha224',
  '2a8648ce3d040302': 'sha256',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
  '2a8648ce380403': 'sha1',
};

interface Element {
  readonly tag: number;
  /** Where its content begins and ends. */
  readonly from: number;
  readonly to: number;
}

/** The DER element at `at`. @throws RangeError beyond the octets. */
const element = (der: Buffer, at: number): Element => {
  const tag = der.readUInt8(at);
  const first = der.readUInt8(at + 1);
  if (first < 0x80) return { tag, from: at + 2, to: at + 2 + first };
  const octets = first & 0x7f;
  const from = at + 2 + octets;
  return { tag, from, to: from + der.readUIntBE(at + 2, octets) };
};

/** The elements inside one. */
const inside = (der: Buffer, { from, to }: Pick<Element, 'from' | 'to'>): readonly Element[] => {
  const found: Element[] = [];
  for (let at = from; at < to; at = found.at(-1)?.to ?? to) found.push(element(der, at));
  return found;
};

/** `signatureAlgorithm` stands behind the signed part (RFC 5280 §4.1). */
export const signatureDigest = (der: Buffer): string | null => {
  const signedPart = element(der, element(der, 0).from);
  const oid = element(der, element(der, signedPart.to).from);
  return DIGESTS[der.toString('hex', oid.from, oid.to)] ?? null;
};

const EXTENSIONS = 0xa3;
const BASIC_CONSTRAINTS = '551d13';
const KEY_USAGE = '551d0f';
const NAME_CONSTRAINTS = '551d1e';

/** The content of an extension, by the hexadecimal of its object identifier. */
const extension = (der: Buffer, wanted: string): Element | null => {
  const signedPart = element(der, element(der, 0).from);
  const list = inside(der, signedPart).find((one) => one.tag === EXTENSIONS);
  if (list === undefined) return null;
  for (const one of inside(der, element(der, list.from))) {
    const [oid, ...rest] = inside(der, one);
    const value = rest.at(-1);
    if (oid !== undefined && value !== undefined && der.toString('hex', oid.from, oid.to) === wanted)
      return element(der, value.from);
  }
  return null;
};

/** The bits of `keyUsage`, the first one highest; null where it is not limited. */
const keyUsage = (der: Buffer): number | null => {
  const bits = extension(der, KEY_USAGE);
  return bits === null ? null : der.readUInt8(bits.from + 1);
};

/** digitalSignature, keyEncipherment, keyAgreement: one of them a TLS server needs. */
const FOR_TLS = 0x80 | 0x20 | 0x08;
const INTEGER = 2;

const pathLength = (der: Buffer): number | null => {
  const constraints = extension(der, BASIC_CONSTRAINTS);
  const length = constraints === null ? undefined : inside(der, constraints).find((one) => one.tag === INTEGER);
  return length === undefined || length.to - length.from > 4 ? null : der.readUIntBE(length.from, length.to - length.from);
};

const DNS_NAME = 0x82;

/** dNSName of the subtrees under this tag. */
const subtrees = (der: Buffer, tag: number): readonly string[] => {
  const constraints = extension(der, NAME_CONSTRAINTS);
  const list = constraints === null ? undefined : inside(der, constraints).find((one) => one.tag === tag);
  if (list === undefined) return [];
  const bases = inside(der, list).flatMap((subtree) => inside(der, subtree).slice(0, 1));
  return bases.filter((one) => one.tag === DNS_NAME).map((one) => der.toString('latin1', one.from, one.to).toLowerCase());
};

export interface Limits {
  readonly servesTls: boolean;
  readonly pathLength: number | null;
  readonly permitted: readonly string[];
  readonly excluded: readonly string[];
}

const NONE: Limits = { servesTls: true, pathLength: null, permitted: [], excluded: [] };

/** Pure; what cannot be read limits nothing here: TLS refuses such a certificate by itself. */
export const limitsOf = (der: Buffer): Limits => {
  try {
    const usage = keyUsage(der);
    return {
      servesTls: usage === null || (usage & FOR_TLS) !== 0,
      pathLength: pathLength(der),
      permitted: subtrees(der, 0xa0),
      excluded: subtrees(der, 0xa1),
    };
  } catch (error) {
    if (error instanceof RangeError) return NONE;
    throw error;
  }
};

/** RFC 5280 §4.2.1.10: the name itself, and what has more labels to its left. */
const below = (name: string, base: string): boolean => {
  const bare = base.replace(/^\./, '');
  return bare === '' || name === bare || name.endsWith(`.${bare}`);
};

/** What an authority's limits say against one of these names, in words; null where they allow all. */
export const refusedName = ({ permitted, excluded }: Limits, names: readonly string[]): string | null => {
  const lower = names.map((name) => name.toLowerCase());
  const out = excluded.find((base) => lower.some((name) => below(name, base)));
  if (out !== undefined) return `nothing below ${out}`;
  const outside = permitted.length > 0 && lower.some((name) => !permitted.some((base) => below(name, base)));
  return outside ? `only ${permitted.join(', ')}` : null;
};
