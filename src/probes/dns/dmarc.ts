// Asks for the DMARC records that apply to the From domain: every name of the tree walk at once.
import { walkSteps } from '../../mail/dmarc/walk.ts';
import { defineProbe } from '../probe.ts';
import { askDoubled, lookupOf } from './lookup.ts';
import { askWalk } from './walk.ts';

export const dmarcProbe = defineProbe({
  key: 'dns.dmarc',
  needs: [],
  permissions: [],
  async ask({ dns, sender: { domain } }) {
    const [apex, walk] = await Promise.all([dns.ask(domain, 'TXT'), askWalk(dns, domain)]);
    const found = walkSteps(walk).some((step) => step.kind !== 'none');
    const doubled = found ? null : await askDoubled(dns, `_dmarc.${domain}`, domain, 'TXT');
    return { domain, walk, apex: lookupOf(apex), doubled };
  },
});
