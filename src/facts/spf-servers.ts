// Whether SPF of the MAIL FROM domain lets pass who is known to send: what a message that arrived shows, the addresses that somebody named,
// the provider's own ranges, the host of a server that one runs oneself.
import type { Observation } from '../core/observation.ts';
import { letsPass, standing } from '../mail/spf/provider.ts';
import { sameName } from '../text/domain-name.ts';
import type { Facts } from './index.ts';

type Spf = Facts['dns.spf'];

export interface SendingServer {
  readonly address: string;
  readonly known: Spf['servers'][number]['known'] | 'message';
  readonly evaluation: Spf['servers'][number]['evaluation'];
}

/** Those whose addresses are known one by one; a message of another MAIL FROM domain tells nothing of this one. */
export const sendingServers = (
  { mailFrom, servers }: Spf,
  message: Observation<Facts['message.spf']>,
): readonly SendingServer[] => {
  const arrived = message.state === 'observed' && mailFrom !== null && sameName(message.value.domain, mailFrom.domain);
  return arrived
    ? [{ address: message.value.client, known: 'message', evaluation: message.value.evaluation }, ...servers]
    : servers;
};

/** null: nobody saw it. A message that does not pass may have come by way of a filter of the receiver, which tells nothing against the record. */
export const spfHolds = (spf: Spf, message: Observation<Facts['message.spf']>): boolean | null => {
  const { mailFrom, provider, servers } = spf;
  if (mailFrom === null) return true;
  const [first] = sendingServers(spf, message);
  if (first?.known === 'message' && first.evaluation.result === 'pass') return true;
  const ranges = provider === null ? null : letsPass(standing(mailFrom.tree, provider.target, provider.tree));
  const addresses = (known: SendingServer['known']): boolean | null => {
    const results = servers.filter((one) => one.known === known).map(({ evaluation }) => evaluation.result);
    if (results.length === 0 || results.includes('temperror')) return null;
    return results.every((result) => result === 'pass');
  };
  return addresses('named') ?? ranges ?? addresses('host');
};
