// Asks for the host that SES writes into tracked links.
import { NotAsked } from '../../core/probe.ts';
import { toDnsName } from '../../text/domain-name.ts';
import { defineProbe } from '../probe.ts';
import { askAddress } from './lookup.ts';

export const trackingProbe = defineProbe({
  key: 'dns.tracking',
  needs: ['ses.configurationSet'],
  permissions: [],
  async ask({ dns, sender }, facts) {
    const set = facts['ses.configurationSet'];
    const detail = set.value.detail;
    const value = detail?.state === 'observed' ? detail.value : null;
    const domain = toDnsName(value?.trackingDomain ?? '');
    if (value === null || domain === null || sender.ses === null)
      return new NotAsked('The configuration set has no tracking domain of its own.');
    return { domain, region: sender.ses.region, httpsPolicy: value.trackingHttpsPolicy, address: await askAddress(dns, domain) };
  },
});
