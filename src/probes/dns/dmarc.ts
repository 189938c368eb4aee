// Asks for the DMARC records that apply to the From domain: every name of the tree walk at once.
import { NotAsked } from '../../core/probe.ts';
import { walkDomains, walkStep } from '../../parsers/dmarc-walk.ts';
import { parseMailAddress } from '../../parsers/mail-address.ts';
import { defineProbe } from '../probe.ts';
import { askDoubled, lookupOf } from './lookup.ts';

export const dmarcProbe = defineProbe({
  key: 'dns.dmarc',
  needs: [],
  permissions: [],
  async ask(reads) {
    const domain = parseMailAddress(reads.profile.squareos.sender.senderValue)?.domain;
    if (domain === undefined) return new NotAsked('The profile names no From address.');
    const domains = walkDomains(domain);
    const [apex, ...answers] = await Promise.all([
      reads.dns.ask(domain, 'TXT'),
      ...domains.map((one) => reads.dns.ask(`_dmarc.${one}`, 'TXT')),
    ]);
    const walk = answers.map(lookupOf);
    const found = domains.some((one, at) => {
      const lookup = walk[at];
      return lookup !== undefined && walkStep({ domain: one, outcome: lookup.outcome, texts: lookup.values }).kind !== 'none';
    });
    const doubled = found ? null : await askDoubled(reads.dns, `_dmarc.${domain}`, domain, 'TXT');
    return { domain, walk, apex: lookupOf(apex), doubled };
  },
});
