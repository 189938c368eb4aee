// The outcome of a DNS question in words, and whether it was an answer at all.
import type { DnsOutcome } from '../../core/ports/dns.ts';

const WORDS: { readonly [K in DnsOutcome]: string } = {
  found: 'found',
  nodata: 'the name exists, a record of this type does not (NODATA)',
  nxdomain: 'the name does not exist (NXDOMAIN)',
  servfail: 'the resolver failed (SERVFAIL)',
  'resolver-failed': 'the resolver fails for every name, the root too (SERVFAIL)',
  refused: 'the server refused to answer (REFUSED)',
  notimp: 'the server does not know the question (NOTIMP)',
  formerr: 'the server could not read the question (FORMERR)',
  lame: 'the server is not authoritative for the name (lame delegation)',
  'no-tcp': 'the answer is too long for UDP, and does not come over TCP',
  timeout: 'no answer in time',
  unreachable: 'the server could not be reached',
  malformed: 'the answer could not be read',
  loop: 'a chain of CNAMEs that comes back to itself or is too long',
};

/** One phrase for people. */
export const outcomeText = (outcome: DnsOutcome): string => WORDS[outcome];

const OF_RESOLVER = ['unreachable', 'refused', 'lame', 'notimp', 'resolver-failed'] as const;
/** What the resolver would say of every name: no name server of anybody was asked. */
export type ResolverOutcome = (typeof OF_RESOLVER)[number];

export const isOfResolver = (outcome: DnsOutcome): outcome is ResolverOutcome =>
  (OF_RESOLVER as readonly DnsOutcome[]).includes(outcome);

/** Whether DNS said something about the name: present or absent. A CNAME loop is an answer too: it was published that way. */
export const isAnswer = (outcome: DnsOutcome): boolean =>
  outcome === 'found' || outcome === 'nodata' || outcome === 'nxdomain' || outcome === 'loop';

/** Whether DNS said that there is nothing. */
export const isAbsent = (outcome: DnsOutcome): boolean => outcome === 'nodata' || outcome === 'nxdomain';

/** Of a question whose outcome is `loop`: what the CNAMEs from the name do, after “they”. */
export const loopText = (name: string, chain: readonly string[]): string => {
  const names = [name, ...chain].map((one) => one.toLowerCase());
  return new Set(names).size < names.length ? 'come back to themselves' : `are ${chain.length} or more, and resolvers give up`;
};
