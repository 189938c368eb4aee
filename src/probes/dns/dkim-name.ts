// One DKIM name: one TXT question tells CNAME and key; the others are asked only where that answer leaves a doubt.
import type { DnsAnswer, DnsPort } from '../../core/ports/dns.ts';
import type { DkimName, DnsLookup } from '../../facts/dns.ts';
import { type DkimKey, meantAsKey, parseDkimKey } from '../../mail/dkim/key.ts';
import { isAbsent } from '../../mail/dns/outcome.ts';
import { withoutDomain } from '../../mail/dns/mail-hosts.ts';
import { CONTROL, isFromWildcard } from '../../mail/dns/wildcard.ts';
import { parentOf, sameName } from '../../text/domain-name.ts';
import { askAddress, askDoubled, cnameSeenIn, lookupOf } from './lookup.ts';

const keyIn = (answer: DnsAnswer): DkimKey | null => {
  const text = answer.records[0]?.data;
  return text === undefined ? null : parseDkimKey(text);
};

/** A selector that nobody publishes: what answers there is a wildcard. */
const controlName = (domain: string): string => `${CONTROL}._domainkey.${domain}`;

/** Holds a key, or leads to where a provider keeps one. */
const holdsKey = ({ values, chain }: DnsLookup): boolean =>
  chain.some((target) => /(^|\.)_?(dkim|domainkey)\./i.test(target)) || values.some(meantAsKey);

/**
 * Where people put a key beside its name: without `_domainkey` or its dot, in the plural, at `_domainkey` or the domain itself, at a parent
 * domain or below www.
 */
const namesBeside = (selector: string, domain: string): readonly string[] => {
  const parents: string[] = [];
  for (let up = parentOf(domain); up?.includes('.') === true; up = parentOf(up)) parents.push(up);
  return [
    `${selector}.${domain}`,
    `${selector}._domainkeys.${domain}`,
    `${selector}_domainkey.${domain}`,
    domain,
    `_domainkey.${domain}`,
    `_domainkey.${selector}.${domain}`,
    ...[...parents, `www.${domain}`].map((other) => `${selector}._domainkey.${other}`),
  ];
};

const askElsewhere = async (dns: DnsPort, selector: string, domain: string): Promise<DnsLookup | null> => {
  const [control, ...asked] = await Promise.all(
    [`${CONTROL}.${domain}`, ...namesBeside(selector, domain)].map((name) => dns.ask(name, 'TXT').then(lookupOf)),
  );
  return asked.find((lookup) => holdsKey(lookup) && !isFromWildcard(lookup, control ?? null)) ?? null;
};

/** What a wildcard answers at a name below the domain does not stand there. */
const ownOf = async (dns: DnsPort, asked: Promise<DnsLookup | null>, domain: string): Promise<DnsLookup | null> => {
  const [lookup, control] = await Promise.all([asked, dns.ask(`${CONTROL}.${domain}`, 'TXT').then(lookupOf)]);
  return lookup !== null && isFromWildcard(lookup, control) ? { ...lookup, outcome: 'nxdomain', values: [], chain: [] } : lookup;
};

/** The target of a CNAME without the domain, or the one above it, that a panel put behind it; null where none stands there. */
const askUndotted = async (dns: DnsPort, { key }: { readonly key: DnsLookup }, domain: string): Promise<DnsLookup | null> => {
  const target = isAbsent(key.outcome) ? (key.chain[0] ?? null) : null;
  const meant = target === null ? null : withoutDomain(target, domain);
  return meant === null ? null : lookupOf(await dns.ask(meant, 'TXT'));
};

/** `domain` is d=, below which the selector stands. `target`: of the CNAME that belongs there; where it stands, nothing else is asked. */
export const askDkimName = async (
  dns: DnsPort,
  selector: string,
  domain: string,
  target: string | null = null,
): Promise<DkimName> => {
  const name = `${selector}._domainkey.${domain}`;
  const asked = dns.ask(name, 'TXT');
  const control = (): Promise<DnsLookup> => dns.ask(controlName(domain), 'TXT').then(lookupOf);
  const beside = target === null ? control() : null;
  const answer = await asked;
  const right = target !== null && answer.chain[0] !== undefined && sameName(answer.chain[0].data, target);
  const wildcard = right ? null : await (beside ?? control());
  const known = cnameSeenIn(answer);
  const own = lookupOf(answer);
  const direct = answer.chain.length === 0;
  const doubtful = direct && (answer.outcome === 'nodata' || answer.outcome === 'found');
  const missing = (direct && isAbsent(answer.outcome)) || isFromWildcard(own, wildcard);
  const common = { selector, name, key: own, parsedKey: keyIn(answer) };
  const [cname, doubled, bare, address, addressBeside, elsewhere, undotted] = await Promise.all([
    known ?? dns.ask(name, 'CNAME').then(lookupOf),
    missing ? ownOf(dns, askDoubled(dns, name, domain, 'TXT'), domain) : null,
    missing ? ownOf(dns, dns.ask(`${selector}.domainkey.${domain}`, 'TXT').then(lookupOf), domain) : null,
    doubtful ? askAddress(dns, name) : null,
    doubtful ? askAddress(dns, controlName(domain)) : null,
    missing ? askElsewhere(dns, selector, domain) : null,
    askUndotted(dns, common, domain),
  ]);
  return { ...common, cname, doubled, bare, address, control: addressBeside, wildcard, elsewhere, undotted };
};
