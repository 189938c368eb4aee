// Asks the callback URL once, with no token and an empty body: how SNS or an adapter will be met.
import type { DnsPort } from '../../core/ports/dns.ts';
import { NotAsked } from '../../core/probe.ts';
import type { Facts } from '../../facts/index.ts';
import { defineProbe } from '../probe.ts';

/** Codes behind which the name may be what is wrong, which the system's resolver tells of in one word. */
const OF_THE_NAME = ['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'];

/** What DNS says of the name itself: its IPv4 addresses first, which every provider reaches. */
const nameOf = async (dns: DnsPort, host: string): Promise<Facts['webhook.endpoint']['name']> => {
  const v4 = await dns.ask(host, 'A');
  if (v4.outcome !== 'nodata') return v4.outcome;
  const v6 = await dns.ask(host, 'AAAA');
  return v6.outcome === 'found' ? 'ipv6-only' : v6.outcome;
};

export const endpointProbe = defineProbe({
  key: 'webhook.endpoint',
  needs: [],
  permissions: [],
  async ask({ webhook, dns, sender: { callbackUrl, ses } }) {
    if (callbackUrl === null) return new NotAsked('No callback URL was given.');
    const { host, hostname } = new URL(callbackUrl);
    // SNS posts as text (SNS Developer Guide, "Parsing Amazon SNS message formats"); an adapter posts JSON.
    const look = await webhook.look(ses === null ? 'application/json' : 'text/plain; charset=UTF-8');
    return { ...look, host, name: OF_THE_NAME.includes(look.error ?? '') ? await nameOf(dns, hostname) : null };
  },
});
