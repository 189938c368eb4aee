// An SPF record as terms (RFC 7208 §4.5, §4.6, §12). Any syntax error anywhere makes the whole record a permerror.
import { type MacroString, parseMacroString } from './macro.ts';
import { type Octets, parseIp4, parseIp6 } from '../../text/ip-address.ts';

export type Qualifier = '+' | '-' | '~' | '?';

export type Mechanism =
  | { readonly kind: 'all' }
  | { readonly kind: 'include'; readonly domain: MacroString }
  | { readonly kind: 'exists'; readonly domain: MacroString }
  | { readonly kind: 'a' | 'mx'; readonly domain: MacroString | null; readonly bits4: number; readonly bits6: number }
  | { readonly kind: 'ptr'; readonly domain: MacroString | null }
  | { readonly kind: 'ip4' | 'ip6'; readonly network: Octets; readonly bits: number };

export interface Directive {
  readonly qualifier: Qualifier;
  readonly mechanism: Mechanism;
  /** As written. */
  readonly text: string;
}

export interface SpfRecord {
  readonly text: string;
  readonly directives: readonly Directive[];
  readonly redirect: MacroString | null;
  readonly exp: MacroString | null;
  /** Names of modifiers that readers ignore. */
  readonly unknownModifiers: readonly string[];
}

interface SpfSyntaxError {
  readonly term: string;
  /** One sentence without the term. */
  readonly message: string;
}

export type ParsedSpf =
  | { readonly ok: true; readonly record: SpfRecord }
  | { readonly ok: false; readonly text: string; readonly errors: readonly SpfSyntaxError[] };

/** Whether a TXT record's text is an SPF record: `v=spf1`, in any case, then a space or the end (RFC 7208 §4.5). */
export const isSpf = (text: string): boolean => /^v=spf1(?: |$)/i.test(text);

// The label is bounded as DNS bounds it, so that a hostile text cannot make the match slow.
const TOP_LABEL = '(?:[a-z0-9]{0,62}[a-z][a-z0-9]{0,62}|[a-z0-9]{1,62}-[a-z0-9-]{0,62}[a-z0-9])';
const DOMAIN_END = new RegExp(`(?:\\.${TOP_LABEL}\\.?|%\\{[^{}]{0,200}\\}|%[%_-])$`, 'i');

/** domain-spec: a macro string that ends in a top label or a macro (RFC 7208 §7.1). */
const domainSpec = (text: string): MacroString | null => (DOMAIN_END.test(text) ? parseMacroString(text) : null);

const cidr = (text: string | undefined, most: number): number | null => {
  if (text === undefined) return most;
  if (!/^(?:0|[1-9]\d{0,2})$/.test(text)) return null;
  return Number(text) <= most ? Number(text) : null;
};

type Read<T> = T | string;

const addressMechanism = (kind: 'a' | 'mx', rest: string): Read<Mechanism> => {
  const [, spec = '', four, six] = /^(.*?)(?:\/(\d+))?(?:\/\/(\d+))?$/s.exec(rest) ?? [];
  const bits4 = cidr(four, 32);
  const bits6 = cidr(six, 128);
  if (bits4 === null || bits6 === null) return 'has a prefix length that does not exist';
  if (spec === '') return { kind, domain: null, bits4, bits6 };
  const domain = spec.startsWith(':') ? domainSpec(spec.slice(1)) : null;
  return domain === null ? 'does not name a domain' : { kind, domain, bits4, bits6 };
};

const network = (kind: 'ip4' | 'ip6', rest: string): Read<Mechanism> => {
  const [, address, length] = /^:([^/]+)(?:\/(.*))?$/s.exec(rest) ?? [];
  const octets = address === undefined ? null : kind === 'ip4' ? parseIp4(address) : parseIp6(address);
  if (octets === null) return `needs an ${kind === 'ip4' ? 'IPv4' : 'IPv6'} address`;
  const bits = cidr(length, kind === 'ip4' ? 32 : 128);
  return bits === null ? 'has a prefix length that does not exist' : { kind, network: octets, bits };
};

const mechanismOf = (name: string, rest: string): Read<Mechanism> => {
  const spec = rest.startsWith(':') ? domainSpec(rest.slice(1)) : null;
  switch (name) {
    case 'all':
      return rest === '' ? { kind: 'all' } : 'takes no value';
    case 'include':
    case 'exists':
      return spec === null ? 'does not name a domain' : { kind: name, domain: spec };
    case 'a':
    case 'mx':
      return addressMechanism(name, rest);
    case 'ptr':
      if (rest === '') return { kind: 'ptr', domain: null };
      return spec === null ? 'does not name a domain' : { kind: 'ptr', domain: spec };
    case 'ip4':
    case 'ip6':
      return network(name, rest);
    default:
      return 'is no mechanism of SPF';
  }
};

const directiveOf = (term: string): Read<Directive> => {
  const [, sign, name, rest] = /^([+\-~?]?)([^:/]*)(.*)$/s.exec(term) ?? [];
  const mechanism = mechanismOf((name ?? '').toLowerCase(), rest ?? '');
  if (typeof mechanism === 'string') return mechanism;
  return { qualifier: sign === '' || sign === undefined ? '+' : (sign as Qualifier), mechanism, text: term };
};

interface Building {
  readonly directives: Directive[];
  readonly unknownModifiers: string[];
  redirect: MacroString | null;
  exp: MacroString | null;
}

/** Null when it is fine, else what is wrong. */
const addModifier = (building: Building, name: string, value: string): string | null => {
  if (name !== 'redirect' && name !== 'exp') {
    building.unknownModifiers.push(name);
    return parseMacroString(value) === null ? 'has a value that cannot be read' : null;
  }
  const domain = domainSpec(value);
  if (domain === null) return 'does not name a domain';
  if (building[name] !== null) return 'stands there twice';
  building[name] = domain;
  return null;
};

/** Reads a record for which `isSpf` holds; every wrong term is reported. */
export const parseSpf = (text: string): ParsedSpf => {
  const building: Building = { directives: [], unknownModifiers: [], redirect: null, exp: null };
  const errors: SpfSyntaxError[] = [];
  for (const term of text.slice('v=spf1'.length).split(' ')) {
    if (term === '') continue;
    const [, name, value] = /^([a-z][a-z0-9\-_.]*)=(.*)$/is.exec(term) ?? [];
    if (name !== undefined && value !== undefined) {
      const message = addModifier(building, name.toLowerCase(), value);
      if (message !== null) errors.push({ term, message });
      continue;
    }
    const directive = directiveOf(term);
    if (typeof directive === 'string') errors.push({ term, message: directive });
    else building.directives.push(directive);
  }
  return errors.length > 0 ? { ok: false, text, errors } : { ok: true, record: { text, ...building } };
};
