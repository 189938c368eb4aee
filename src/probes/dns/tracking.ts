// Asks for the host that SES writes into tracked links.
import { NotAsked } from '../../core/probe.ts';
import type { DnsPort } from '../../core/ports/dns.ts';
import type { DnsLookup } from '../../facts/dns.ts';
import { isAbsent } from '../../mail/dns/outcome.ts';
import { toDnsName } from '../../text/domain-name.ts';
import { defineProbe } from '../probe.ts';
import { askAddress, lookupOf } from './lookup.ts';

/** The first set on the way up holds (RFC 8659 §3). */
const askCaa = async (dns: DnsPort, domain: string): Promise<DnsLookup> => {
  const answer = lookupOf(await dns.ask(domain, 'CAA'));
  const parent = domain.slice(domain.indexOf('.') + 1);
  return isAbsent(answer.outcome) && parent.includes('.') ? askCaa(dns, parent) : answer;
};

export const trackingProbe = defineProbe({
  key: 'dns.tracking',
  needs: ['ses.configurationSet'],
  permissions: [],
  async ask({ dns, mailHosts, sender }, facts, signal) {
    const set = facts['ses.configurationSet'];
    const detail = set.value.detail;
    const value = detail?.state === 'observed' ? detail.value : null;
    const domain = toDnsName(value?.trackingDomain ?? '');
    if (value === null || domain === null || sender.ses === null)
      return new NotAsked('The configuration set has no tracking domain of its own.');
    const [address, site, caa] = await Promise.all([
      askAddress(dns, domain),
      sender.deep && mailHosts !== null ? mailHosts.site(domain, signal) : null,
      sender.deep ? askCaa(dns, domain) : null,
    ]);
    return { domain, region: sender.ses.region, httpsPolicy: value.trackingHttpsPolicy, address, site, caa };
  },
});
