// Domain names as DNS compares them: lower-case A-labels without the final dot.

type DnsNameProblem =
  | 'empty'
  | 'empty-label'
  | 'label-too-long'
  | 'name-too-long'
  | 'blank'
  | 'bad-character'
  /** A label beyond ASCII that IDNA does not allow. */
  | 'not-idna';

export type ParsedName = { readonly ok: true; readonly name: string } | { readonly ok: false; readonly problem: DnsNameProblem };

/** Octets of one label, and of a whole name in presentation form (RFC 1035 §2.3.4). */
export const MAX_LABEL = 63;
export const MAX_NAME = 253;

// Underscores are legal in DNS (RFC 2181 §11, RFC 8552) and needed for _dmarc and _domainkey; `*` stands for a wildcard.
const LEGAL_LABEL = /^[a-z0-9_*]([a-z0-9_-]*[a-z0-9_])?$/;

/** U-label to A-label; null when IDNA refuses it. `URL` does the mapping (UTS 46) without touching the labels beside it. */
const toALabel = (label: string): string | null => {
  if (/^\p{ASCII}*$/u.test(label)) return label.toLowerCase();
  // What the URL parser would strip or read as a delimiter never reaches it.
  if (/[\s"#%/:<>?@[\\\]^`{|}\p{Cc}]/u.test(label)) return null;
  try {
    const host = new URL(`http://${label}.invalid`).hostname;
    const [first, ...rest] = host.split('.');
    return first !== undefined && rest.join('.') === 'invalid' ? first : null;
  } catch {
    return null;
  }
};

const labelProblem = (label: string): DnsNameProblem | null => {
  if (label === '') return 'empty-label';
  if (label.length > MAX_LABEL) return 'label-too-long';
  if (/\s/.test(label)) return 'blank';
  return LEGAL_LABEL.test(label) ? null : 'bad-character';
};

/** Reads a name as a person writes it: any case, U-labels, with or without the final dot. */
export const parseDnsName = (text: string): ParsedName => {
  // IDNA also takes the ideographic full stops as separators (RFC 3490 §3.1).
  const labels = text
    .trim()
    .replace(/[。．｡]/g, '.')
    .replace(/\.$/, '')
    .split('.');
  if (labels.length === 1 && labels[0] === '') return { ok: false, problem: 'empty' };
  const converted: string[] = [];
  for (const label of labels) {
    const aLabel = toALabel(label);
    if (aLabel === null) return { ok: false, problem: 'not-idna' };
    const problem = labelProblem(aLabel);
    if (problem !== null) return { ok: false, problem };
    converted.push(aLabel);
  }
  const name = converted.join('.');
  return name.length > MAX_NAME ? { ok: false, problem: 'name-too-long' } : { ok: true, name };
};

/** A full stop or letter of another width or style that IDNA reads as the plain one (UTS 46). */
const isLookAlike = (label: string): boolean => {
  if (/^\p{ASCII}*$/u.test(label)) return false;
  const composed = label.normalize('NFC').toLowerCase();
  return composed !== label.normalize('NFKC').toLowerCase() || toALabel(label)?.startsWith('xn--') === false;
};

/**
 * The name that is meant where the text only looks like it, such as with a fullwidth full stop; null where it is as it looks. IDNA maps it, and
 * whoever is handed the text as it stands, such as SES, does not.
 */
export const lookAlikeOf = (text: string): string | null => {
  const domain = text.slice(text.lastIndexOf('@') + 1);
  const isOther = /[。．｡]/.test(domain) || domain.split('.').some(isLookAlike);
  const name = isOther ? toDnsName(domain) : null;
  return name === null ? null : `${text.slice(0, text.length - domain.length)}${name}`;
};

const IN_WORDS: { readonly [K in DnsNameProblem]: string } = {
  empty: 'it is empty',
  'empty-label': 'two dots stand side by side, or one stands first',
  'label-too-long': `a part between dots is longer than ${MAX_LABEL} characters`,
  'name-too-long': `it is longer than ${MAX_NAME} characters`,
  blank: 'there is a blank in it',
  'bad-character': 'it has a character that no domain name has',
  'not-idna': 'a part of it is no internationalised name',
};

/** What is wrong with the name, in words; null when nothing is. */
export const dnsNameProblem = (text: string): string | null => {
  const parsed = parseDnsName(text);
  return parsed.ok ? null : IN_WORDS[parsed.problem];
};

/** The canonical name, or null when it is none. */
export const toDnsName = (text: string): string | null => {
  const parsed = parseDnsName(text);
  return parsed.ok ? parsed.name : null;
};

/** The name as DNS compares it; of a text that is no name, lower case without the final dot. */
export const canonicalName = (name: string): string => toDnsName(name) ?? name.trim().toLowerCase().replace(/\.$/, '');

/** Whether both are the same name: case, final dot and the form of internationalised labels don't count. */
export const sameName = (one: string, other: string): boolean => canonicalName(one) === canonicalName(other);

/** Whether `name` stands strictly below `parent`. */
export const isSubdomainOf = (name: string, parent: string): boolean => canonicalName(name).endsWith(`.${canonicalName(parent)}`);

/** Whether `name` is `parent` or stands below it. */
export const isWithin = (name: string, parent: string): boolean => sameName(name, parent) || isSubdomainOf(name, parent);

/** Labels from left to right. */
export const labelsOf = (name: string): readonly string[] => canonicalName(name).split('.');

/** The name without its leftmost label; null for a single label. */
export const parentOf = (name: string): string | null => {
  const labels = labelsOf(name);
  return labels.length < 2 ? null : labels.slice(1).join('.');
};

/**
 * Names that arise when a DNS panel appends its zone to a name that was complete: `x.example.com.example.com`.
 * `domain` and its parents of two labels or more may be the zone; names that would be too long are left out.
 */
export const doubledNames = (name: string, domain: string): readonly string[] => {
  const zones: string[] = [];
  for (let zone: string | null = canonicalName(domain); zone !== null && zone.includes('.'); zone = parentOf(zone))
    zones.push(zone);
  return zones.map((zone) => `${canonicalName(name)}.${zone}`).filter((doubled) => doubled.length <= MAX_NAME);
};
