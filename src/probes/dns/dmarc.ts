// Asks for the DMARC records that apply to the From domain: every name of the tree walk at once.
import { NotAsked } from '../../core/probe.ts';
import { walkSteps } from '../../mail/dmarc/walk.ts';
import { parseMailAddress } from '../../text/mail-address.ts';
import { defineProbe } from '../probe.ts';
import { askDoubled, lookupOf } from './lookup.ts';
import { askWalk } from './walk.ts';

export const dmarcProbe = defineProbe({
  key: 'dns.dmarc',
  needs: [],
  permissions: [],
  async ask(reads) {
    const domain = parseMailAddress(reads.profile.squareos.sender.senderValue)?.domain;
    if (domain === undefined) return new NotAsked('The profile names no From address.');
    const [apex, walk] = await Promise.all([reads.dns.ask(domain, 'TXT'), askWalk(reads.dns, domain)]);
    const found = walkSteps(walk).some((step) => step.kind !== 'none');
    const doubled = found ? null : await askDoubled(reads.dns, `_dmarc.${domain}`, domain, 'TXT');
    return { domain, walk, apex: lookupOf(apex), doubled };
  },
});
