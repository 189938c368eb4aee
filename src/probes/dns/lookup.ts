// From a port's answer to a fact. Nothing is left out and nothing added.
import type { DnsAnswer, DnsPort } from '../../core/ports/dns.ts';
import type { DnsLookup } from '../../facts/dns.ts';
import { doubledNames } from '../../text/domain-name.ts';
import { isAbsent, isAnswer } from '../../mail/dns/outcome.ts';

/** Shortest TTL of what was found, else how long the absence may be cached. */
const ttlOf = (answer: DnsAnswer): number | null => {
  const ttls = [...answer.chain, ...answer.records].map((record) => record.ttl);
  return answer.outcome === 'found' && ttls.length > 0 ? Math.min(...ttls) : answer.negativeTtl;
};

export const lookupOf = (answer: DnsAnswer): DnsLookup => ({
  name: answer.question.name,
  type: answer.question.type,
  outcome: answer.outcome,
  values: answer.records.map((record) => record.data),
  chain: answer.chain.map((record) => record.data),
  ttl: ttlOf(answer),
  server: answer.server,
  detail: answer.detail,
});

/** The CNAME at the name as another question's answer shows it; null when that answer does not tell. */
export const cnameSeenIn = (answer: DnsAnswer): DnsLookup | null => {
  const first = answer.chain[0];
  const common = { name: answer.question.name, type: 'CNAME', chain: [], server: answer.server, detail: null };
  if (first !== undefined) return { ...common, outcome: 'found', values: [first.data], ttl: first.ttl };
  if (!isAnswer(answer.outcome) || answer.outcome === 'loop') return null;
  return { ...common, outcome: answer.outcome === 'nxdomain' ? 'nxdomain' : 'nodata', values: [], ttl: answer.negativeTtl };
};

/** Something stands at the name, even if what it points to is missing. */
const isPublished = (lookup: DnsLookup): boolean => lookup.outcome === 'found' || lookup.chain.length > 0;

/** Asks at the names a DNS panel may have made by appending its zone; the first that has something, else the first. */
export const askDoubled = async (dns: DnsPort, name: string, domain: string, type: 'MX' | 'TXT'): Promise<DnsLookup | null> => {
  const answers = await Promise.all(doubledNames(name, domain).map((doubled) => dns.ask(doubled, type)));
  const lookups = answers.map(lookupOf);
  return lookups.find(isPublished) ?? lookups[0] ?? null;
};

/** A, or AAAA where there is no A. */
export const askAddress = async (dns: DnsPort, name: string): Promise<DnsLookup> => {
  const [a, aaaa] = await Promise.all([dns.ask(name, 'A'), dns.ask(name, 'AAAA')]);
  return lookupOf(isAbsent(a.outcome) && !isAbsent(aaaa.outcome) ? aaaa : a);
};
