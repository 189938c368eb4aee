// What one SPF term covers and whether its DNS question finds anything, told without a client address.
import { isAbsent } from '../dns/outcome.ts';
import { isAskable, type SpfLookup } from './check.ts';
import { expandMacros, type MacroString } from './macro.ts';
import type { Directive } from './record.ts';

const STATIC = {
  ip: [0, 0, 0, 0],
  local: '',
  senderDomain: '',
  helo: '',
  validated: 'unknown',
  receiver: '',
  timestamp: '0',
};

/** The name a term is about, as far as it is known without sender and address. */
export const staticName = (macro: MacroString | null, domain: string): string =>
  (macro === null ? domain : expandMacros(macro, { ...STATIC, domain })).toLowerCase().replace(/\.$/, '');

export interface TermSeen {
  readonly isVoid: boolean | null;
  readonly networks: readonly string[];
  readonly mxHosts: number | null;
}

export const NOTHING_SEEN: TermSeen = { isVoid: null, networks: [], mxHosts: null };

/** Addresses of a name, each with the term's prefix length; A and AAAA together. */
const addressesOf = async (
  lookup: SpfLookup,
  name: string,
  bits: { readonly bits4: number; readonly bits6: number },
): Promise<TermSeen> => {
  const [four, six] = await Promise.all([lookup(name, 'A'), lookup(name, 'AAAA')]);
  const networks = [...four.values.map((ip) => `${ip}/${bits.bits4}`), ...six.values.map((ip) => `${ip}/${bits.bits6}`)];
  const known = [four, six].every(({ outcome }) => outcome === 'found' || isAbsent(outcome));
  return { isVoid: known ? networks.length === 0 : null, networks, mxHosts: null };
};

const hostsOf = async (
  lookup: SpfLookup,
  name: string,
  bits: { readonly bits4: number; readonly bits6: number },
): Promise<TermSeen> => {
  const answer = await lookup(name, 'MX');
  const hosts = answer.values.map((value) => value.replace(/^\d+\s+/, '')).filter((host) => host !== '.' && host !== '');
  const addresses = await Promise.all(hosts.slice(0, 10).map((host) => addressesOf(lookup, host, bits)));
  const isVoid = answer.outcome === 'found' ? false : isAbsent(answer.outcome) ? true : null;
  const silent = isVoid === false && addresses.some((one) => one.isVoid === null);
  return { isVoid: silent ? null : isVoid, networks: addresses.flatMap((one) => one.networks), mxHosts: hosts.length };
};

/** Asks what a term is about; `include` and `redirect` are followed elsewhere. */
export const askTerm = async (lookup: SpfLookup, domain: string, { mechanism, text }: Directive): Promise<TermSeen> => {
  if ('network' in mechanism) return { ...NOTHING_SEEN, networks: [networkText(text)] };
  if (mechanism.kind === 'all' || mechanism.kind === 'ptr' || mechanism.kind === 'include') return NOTHING_SEEN;
  const name = staticName(mechanism.domain, domain);
  if (mechanism.domain?.dynamic === true) return NOTHING_SEEN;
  // A name that cannot be asked is one that does not exist (RFC 7208 §4.8).
  if (!isAskable(name)) return { ...NOTHING_SEEN, isVoid: true };
  if (mechanism.kind === 'a') return addressesOf(lookup, name, mechanism);
  if (mechanism.kind === 'mx') return hostsOf(lookup, name, mechanism);
  const { outcome } = await lookup(name, 'A');
  return { ...NOTHING_SEEN, isVoid: outcome === 'found' ? false : isAbsent(outcome) ? true : null };
};

const networkText = (term: string): string => {
  const network = term.replace(/^[+\-~?]?ip[46]:/i, '');
  if (network.includes('/')) return network;
  return `${network}/${network.includes(':') ? 128 : 32}`;
};
