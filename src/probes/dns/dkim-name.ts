// One DKIM name: one TXT question tells CNAME and key; the others are asked only where that answer leaves a doubt.
import type { DnsAnswer, DnsPort } from '../../core/ports/dns.ts';
import type { DkimName } from '../../facts/dns.ts';
import { type DkimKey, parseDkimKey } from '../../mail/dkim/key.ts';
import { isAbsent } from '../../mail/dns/outcome.ts';
import { askAddress, askDoubled, cnameSeenIn, lookupOf } from './lookup.ts';

const keyIn = (answer: DnsAnswer): DkimKey | null => {
  const text = answer.records[0]?.data;
  return text === undefined ? null : parseDkimKey(text);
};

/** A selector that nobody publishes: what answers there is a wildcard. */
export const controlName = (domain: string): string => `certify-control._domainkey.${domain}`;

/** `domain` is d=, below which the selector stands. */
export const askDkimName = async (dns: DnsPort, selector: string, domain: string): Promise<DkimName> => {
  const name = `${selector}._domainkey.${domain}`;
  const answer = await dns.ask(name, 'TXT');
  const known = cnameSeenIn(answer);
  const direct = answer.chain.length === 0;
  const doubtful = direct && (answer.outcome === 'nodata' || answer.outcome === 'found');
  const missing = direct && isAbsent(answer.outcome);
  const [cname, doubled, bare, address, control] = await Promise.all([
    known ?? dns.ask(name, 'CNAME').then(lookupOf),
    missing ? askDoubled(dns, name, domain, 'TXT') : null,
    missing ? dns.ask(`${selector}.domainkey.${domain}`, 'TXT').then(lookupOf) : null,
    doubtful ? askAddress(dns, name) : null,
    doubtful ? askAddress(dns, controlName(domain)) : null,
  ]);
  return { selector, name, cname, key: lookupOf(answer), parsedKey: keyIn(answer), doubled, bare, address, control };
};
