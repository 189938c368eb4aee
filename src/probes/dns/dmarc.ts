// Asks for the DMARC records that apply to the From domain: every name of the tree walk at once.
import type { DnsOutcome, DnsPort } from '../../core/ports/dns.ts';
import type { DnsLookup } from '../../facts/dns.ts';
import type { Facts } from '../../facts/index.ts';
import { isDmarc } from '../../mail/dmarc/record.ts';
import { CONTROL, isFromWildcard } from '../../mail/dns/wildcard.ts';
import { walkSteps } from '../../mail/dmarc/walk.ts';
import { defineProbe } from '../probe.ts';
import { askAddress, askDoubled, lookupOf } from './lookup.ts';
import { askWalk } from './walk.ts';

type Beside = Pick<Facts['dns.dmarc'], 'doubled' | 'wildcard' | 'elsewhere'>;

const NOT_ASKED: Beside = { doubled: null, wildcard: null, elsewhere: [] };

/** Where people put it, in the order in which it is believed. `_dmarc._dmarc` is what a panel makes of a host field that is filled in twice. */
const BESIDE = ['dmarc', '_dmarc._dmarc', '_dmarc.www', '__dmarc', '-dmarc', '_dmark'];

const isRecord = (lookup: DnsLookup): boolean => lookup.values.some(isDmarc);

/** `outcome` is of the TXT question at `_dmarc` itself. */
const askBeside = async (dns: DnsPort, domain: string, outcome: DnsOutcome): Promise<Beside> => {
  const name = `_dmarc.${domain}`;
  const control = `${CONTROL}.${domain}`;
  const [doubled, wildcard, retired, [address, other], ...asked] = await Promise.all([
    askDoubled(dns, name, domain, 'TXT'),
    dns.ask(control, 'TXT').then(lookupOf),
    outcome === 'nodata' ? dns.ask(name, 'SPF').then(lookupOf) : null,
    outcome === 'nodata' ? Promise.all([askAddress(dns, name), askAddress(dns, control)]) : [null, null],
    ...BESIDE.map((label) => dns.ask(`${label}.${domain}`, 'TXT').then(lookupOf)),
  ]);
  const own = asked.filter((lookup) => isRecord(lookup) && !isFromWildcard(lookup, wildcard));
  const typed = address?.outcome === 'found' && other?.outcome !== 'found' ? [address] : [];
  return { doubled, wildcard, elsewhere: [...(retired !== null && isRecord(retired) ? [retired] : []), ...own, ...typed] };
};

export const dmarcProbe = defineProbe({
  key: 'dns.dmarc',
  needs: [],
  permissions: [],
  async ask({ dns, sender: { domain } }) {
    const [apex, walk] = await Promise.all([dns.ask(domain, 'TXT'), askWalk(dns, domain)]);
    const found = walkSteps(walk).some((step) => step.kind !== 'none');
    const beside = found ? NOT_ASKED : await askBeside(dns, domain, walk[0]?.outcome ?? 'nodata');
    return { domain, walk, apex: lookupOf(apex), ...beside };
  },
});
