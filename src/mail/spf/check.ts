// What one SPF check carries along: who asks, the budget of DNS terms, and how a target name is made (RFC 7208 §4.6.4, §7.3).
import type { DnsOutcome } from '../../core/ports/dns.ts';
import { isSubdomainOf, MAX_LABEL, MAX_NAME, sameName } from '../../text/domain-name.ts';
import { isAbsent } from '../dns/outcome.ts';
import { type Octets, sameNetwork } from '../../text/ip-address.ts';
import { parseIp, reverseName } from './ip.ts';
import { expandMacros, type MacroString, type MacroValues, needsValidatedName } from './macro.ts';

export interface SpfAnswer {
  readonly outcome: DnsOutcome;
  /** TXT: joined texts · A, AAAA: addresses · MX: `10 host` · PTR: names. */
  readonly values: readonly string[];
  /** The zone whose DNSSEC signatures do not validate, where that is why nothing came. */
  readonly bogusZone?: string;
}

/** Asks DNS, CNAMEs followed. Never throws for what DNS answers. */
export type SpfLookup = (name: string, type: 'TXT' | 'A' | 'AAAA' | 'MX' | 'PTR') => Promise<SpfAnswer>;

/** RFC 7208 §4.6.4. */
export const MAX_LOOKUPS = 10;
export const MAX_VOIDS = 2;
const MAX_PTR_NAMES = 10;

export interface SpfCheck {
  readonly ip: Octets;
  readonly local: string;
  readonly senderDomain: string;
  readonly helo: string;
  readonly receiver: string;
  readonly timestamp: string;
  readonly lookup: SpfLookup;
  /** Counted over the whole recursion. */
  readonly spent: { lookups: number; voids: number };
}

/** The check ends here. */
export interface SpfProblem {
  readonly result: 'temperror' | 'permerror';
  readonly problem: string;
}

/** Takes one of the ten terms that may cause DNS questions; a problem when none is left. */
export const spendLookup = (check: SpfCheck): SpfProblem | null => {
  check.spent.lookups += 1;
  if (check.spent.lookups <= MAX_LOOKUPS) return null;
  return { result: 'permerror', problem: `more than ${MAX_LOOKUPS} terms that cause DNS questions` };
};

/** Judges a term's own answer: trouble is temporary, the third that finds nothing is an error. */
export const spendAnswer = (check: SpfCheck, name: string, answer: SpfAnswer): SpfProblem | null => {
  if (answer.outcome === 'found') return null;
  if (!isAbsent(answer.outcome)) return { result: 'temperror', problem: `${name} was not answered (${answer.outcome})` };
  check.spent.voids += 1;
  if (check.spent.voids <= MAX_VOIDS) return null;
  return { result: 'permerror', problem: `more than ${MAX_VOIDS} terms whose DNS question finds nothing` };
};

/** Whether DNS can be asked for the name at all: no empty label, none too long. */
export const isAskable = (name: string): boolean =>
  name.length <= MAX_NAME && name.split('.').every((label) => label.length > 0 && label.length <= MAX_LABEL);

/** Names that the address has and that have the address, ten at most, in the order of the answer (RFC 7208 §5.5). */
export const validatedNames = async (check: SpfCheck, names: readonly string[]): Promise<readonly string[]> => {
  const type = check.ip.length === 4 ? 'A' : 'AAAA';
  const candidates = names.slice(0, MAX_PTR_NAMES).map((name) => name.replace(/\.$/, ''));
  const answers = await Promise.all(candidates.map((name) => check.lookup(name.toLowerCase(), type)));
  return candidates.filter((_, at) => (answers[at]?.values ?? []).some((value) => isAddress(value, check.ip)));
};

const isAddress = (text: string, ip: Octets): boolean => {
  const octets = parseIp(text);
  return octets !== null && sameNetwork(octets, ip, 128);
};

/** The `p` macro: the domain itself, else a name below it, else any, else `unknown` (RFC 7208 §7.3). */
const validatedName = async (check: SpfCheck, domain: string): Promise<string> => {
  const answer = await check.lookup(reverseName(check.ip), 'PTR');
  const names = await validatedNames(check, answer.values);
  return (
    names.find((name) => sameName(name, domain)) ?? names.find((name) => isSubdomainOf(name, domain)) ?? names[0] ?? 'unknown'
  );
};

/** Expands for the domain being checked now. */
export const expandFor = async (check: SpfCheck, domain: string, macro: MacroString): Promise<string> => {
  const validated = needsValidatedName(macro) ? await validatedName(check, domain) : 'unknown';
  const values: MacroValues = { ...check, domain, validated };
  return expandMacros(macro, values);
};

/** A name to ask: lower case, without the final dot, labels dropped from the left until it fits. */
export const targetName = async (check: SpfCheck, domain: string, macro: MacroString | null): Promise<string> => {
  const expanded = macro === null ? domain : await expandFor(check, domain, macro);
  let name = expanded.toLowerCase().replace(/\.$/, '');
  while (name.length > MAX_NAME && name.includes('.')) name = name.slice(name.indexOf('.') + 1);
  return name;
};
